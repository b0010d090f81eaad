package dev.cryo.lab;

import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;

/** Says how a shell's docker client reaches a lab. */
public final class LabEnvVerb implements Verb<LabEnvVerb.Request, Verb.Text> {

    @Usage(
            name = "lab env",
            summary = "Print the shell line that points the docker client at a lab",
            details = "In a shell: eval \"$(cryo lab env)\"",
            examples = {"lab up", "lab env"},
            group = Usage.Group.CRYO)
    public record Request(@Option(help = "Which lab", fallback = "default") LabName name) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        var lab = Lab.named(request.name());
        lab.requireInit();
        var uri = "unix://" + lab.socket();
        // A folder that the user named may hold what a shell would take apart.
        var word = uri.matches("[A-Za-z0-9/:._-]+") ? uri : "'" + uri.replace("'", "'\\''") + "'";
        return new Text("export DOCKER_HOST=" + word + "\n");
    }
}
