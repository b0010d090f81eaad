package dev.cryo.shell;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** {@code save}: the session as a script that runs again. */
final class SaveVerb implements Verb<SaveVerb.Request, Verb.Text> {

    @Usage(
            name = "save",
            summary = "Write what was performed so far as a script that runs again",
            details = {
                "What failed is left out. Run it with 'cryo FILE.cryo' or 'load FILE'; it may be changed by hand.",
                "Lines may hold secrets: nobody else may read the file."
            },
            examples = "save session.cryo",
            group = Usage.Group.PROMPT)
    record Request(
            @Argument(label = "FILE", help = "such as session.cryo") Path file,
            @Option(letter = "f", help = "over a file that is there") boolean force) {}

    private final Transcript transcript;

    SaveVerb(Transcript transcript) {
        this.transcript = transcript;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        var file = request.file();
        if (Files.exists(file) && !request.force()) {
            throw Problem.failed("'" + file + "' is there already").remedy("--force writes over it");
        }
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(file, transcript.script());
        } catch (IOException e) {
            throw Problem.failed("'" + file + "' cannot be written: " + e.getMessage()).cause(e);
        }
        return new Text(transcript.size() + " inputs are in " + file + "\n");
    }
}
