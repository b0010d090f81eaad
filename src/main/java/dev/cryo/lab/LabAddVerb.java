package dev.cryo.lab;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes an image in a lab from files of this machine; no registry is needed. */
public final class LabAddVerb implements Verb<LabAddVerb.Request, NewImage> {

    @Usage(
            name = "lab add",
            summary = "Make an image in a lab from a tar or a folder",
            examples = {"lab up", "lab add shell tools --command 'ls /'"},
            group = Usage.Group.CRYO)
    public record Request(
            @Argument(label = "TAR|DIR", help = "A tar, or a folder, with the root of the image") Path source,
            @Argument(label = "NAME", help = "The image's name") ImageName image,
            @Option(help = "What its containers run when nothing is said; quotes as in a shell", label = "COMMAND")
                    Optional<CommandWords> command,
            @Option(help = "Which lab", fallback = "default") LabName name) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public NewImage run(Request request, Watch watch) {
        if (!Files.exists(request.source())) {
            throw Problem.usage("there is no '" + request.source() + "'");
        }
        var lab = Lab.named(request.name());
        watch.step("importing " + request.source());
        var id = new LabImages(lab, watch)
                .importFrom(
                        request.source(),
                        request.image().text(),
                        request.command().map(CommandWords::words).orElse(List.of()));
        var image = new NewImage(request.image().text(), id, lab.name());
        watch.done(image);
        return image;
    }
}
