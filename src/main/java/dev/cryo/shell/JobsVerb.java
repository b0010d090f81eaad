package dev.cryo.shell;

import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.List;

/** {@code jobs}: the commands in the background. */
final class JobsVerb implements Verb<JobsVerb.Request, List<JobsVerb.Row>> {

    @Usage(
            name = "jobs",
            summary = "List the commands in the background",
            details = "A command with '&' behind it goes to the background: 'capture --every 1s --times 60 web &'.",
            examples = "jobs",
            group = Usage.Group.PROMPT)
    record Request() {}

    /** A job. */
    record Row(int job, Job.State state, Instant since, String command, String doing) {}

    private final Jobs jobs;

    JobsVerb(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        return jobs.all().stream()
                .map(job -> new Row(job.number(), job.state(), job.since(), job.command(), job.doing()))
                .toList();
    }
}
