package dev.cryo.lab;

import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;

/** Shows what a lab's daemon said since it was last started. */
public final class LabLogsVerb implements Verb<LabLogsVerb.Request, Verb.Text> {

    @Usage(
            name = "lab logs",
            summary = "Show the log of a lab's Docker daemon",
            examples = {"lab up", "lab logs --lines 20"},
            group = Usage.Group.CRYO)
    public record Request(
            @Option(help = "Which lab", fallback = "default") LabName name,
            @Option(help = "How many lines from the end", fallback = "100") int lines) {

        public Request {
            if (lines < 1) {
                throw Problem.usage("--lines needs a number above 0");
            }
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        var lab = Lab.named(request.name());
        if (!lab.exists()) {
            throw Problem.failed("there is no lab '" + lab.name() + "'").remedy("'lab status' lists them");
        }
        try {
            return new Text(String.join("\n", LabHost.lastLines(lab.log(), request.lines())) + "\n");
        } catch (IOException e) {
            throw Problem.failed("'" + lab.log() + "' cannot be read").cause(e);
        }
    }
}
