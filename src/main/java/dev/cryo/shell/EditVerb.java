package dev.cryo.shell;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;

/** {@code edit}: the last input in the user's editor, performed when it was changed. */
final class EditVerb implements Verb<EditVerb.Request, Performed> {

    @Usage(
            name = "edit",
            summary = "Change the last input in your editor, then perform it",
            details = "VISUAL, EDITOR or the configuration file names the editor. What is left as it was, or empty, is not performed.",
            examples = "edit",
            group = Usage.Group.PROMPT)
    record Request() {}

    private final Session session;
    private final SystemShell system;

    EditVerb(Session session, SystemShell system) {
        this.session = session;
        this.system = system;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Performed run(Request request, Watch watch) {
        var before = session.transcript().last();
        var after = edited(before);
        if (after.strip().equals(before.strip()) || after.isBlank()) {
            watch.note("nothing was changed, nothing is performed");
            return new Performed(0);
        }
        watch.note(after.strip());
        return new Performed(session.performAll(after));
    }

    private String edited(String text) {
        try {
            // Only its owner may read a temporary file of Java's.
            var file = Files.createTempFile("cryo-", ".cryo");
            try {
                Files.writeString(file, text);
                system.edit(file);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Problem.failed("the input cannot be edited: " + e.getMessage()).cause(e);
        }
    }
}
