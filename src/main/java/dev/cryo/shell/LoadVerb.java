package dev.cryo.shell;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;

/** {@code load}: performs the lines of a file as if they were typed. */
final class LoadVerb implements Verb<LoadVerb.Request, Performed> {

    @Usage(
            name = "load",
            summary = "Perform the lines of a file as if they were typed",
            details = {
                "Commands and Groovy, as at the prompt; the first failure ends them. What they define is there afterwards.",
                "'cryo FILE.cryo' does the same without a prompt."
            },
            examples = "load session.cryo",
            group = Usage.Group.PROMPT)
    record Request(@Argument(label = "FILE", help = "what 'save' wrote, or you") Path file) {}

    private final Session session;

    LoadVerb(Session session) {
        this.session = session;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Performed run(Request request, Watch watch) {
        return new Performed(session.performFile(request.file()));
    }
}
