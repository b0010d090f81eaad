package dev.cryo.shell;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;

/** {@code cancel}: asks a command in the background to end. */
final class CancelVerb implements Verb<CancelVerb.Request, Verb.Text> {

    @Usage(
            name = "cancel",
            summary = "End a command in the background as soon as that is safe",
            details = "As Ctrl-C does it: a dump that has begun is brought to its end first.",
            examples = "cancel 1",
            group = Usage.Group.PROMPT)
    record Request(@Argument(label = "JOB", help = "its number, as 'jobs' lists it") int job) {}

    private final Jobs jobs;

    CancelVerb(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        jobs.cancel(request.job());
        return new Text("");
    }
}
