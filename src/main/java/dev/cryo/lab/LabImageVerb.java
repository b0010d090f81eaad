package dev.cryo.lab;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes an image in a lab from Debian packages; what was made is kept, so that the next lab has it at once. */
public final class LabImageVerb implements Verb<LabImageVerb.Request, NewImage> {

    /** How much of Debian an image holds beside its packages, as debootstrap names it. */
    public enum Variant {
        /** What apt needs. */
        MINBASE,
        /** A compiler as well. */
        BUILDD;

        String debootstrapName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Usage(
            name = "lab image",
            summary = "Make an image in a lab from Debian packages",
            details = "The first time this takes a minute or so; the same packages again are imported at once.",
            examples = {
                "lab up",
                "lab image redis --packages redis-server --command 'redis-server --save \"\" --protected-mode no'"
            },
            group = Usage.Group.CRYO)
    public record Request(
            @Argument(label = "NAME", help = "The image's name") ImageName image,
            @Option(help = "The packages, with commas between them, or the option several times", label = "PACKAGE,…")
                    List<String> packages,
            @Option(help = "What its containers run when nothing is said; quotes as in a shell", label = "COMMAND")
                    Optional<CommandWords> command,
            @Option(help = "How much of Debian it holds beside them", fallback = "minbase") Variant variant,
            @Option(help = "The Debian mirror to build from (default: the machine's own)", label = "URI")
                    Optional<Mirror> mirror,
            @Option(help = "Which lab", fallback = "default") LabName name) {

        public Request {
            packages = packages.stream()
                    .flatMap(several -> Arrays.stream(several.split("[,\\s]+", 0)))
                    .filter(word -> !word.isEmpty())
                    .toList();
            for (var word : packages) {
                if (!word.matches("[a-z0-9][a-z0-9+.-]+")) {
                    throw Problem.usage("'" + word + "' cannot be the name of a Debian package");
                }
            }
            if (packages.isEmpty()) {
                throw Problem.usage("no package is named").remedy("--packages redis-server");
            }
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public NewImage run(Request request, Watch watch) {
        Machine.check();
        var lab = Lab.named(request.name());
        lab.requireInit();
        var recipe = Recipe.image(request.variant().debootstrapName(), request.packages());
        var tar = new Builder(lab.cache(), request.mirror()).imageTar(recipe, watch);
        watch.step("importing " + request.image());
        var id = new LabImages(lab, watch)
                .importMade(
                        recipe,
                        tar,
                        request.image().text(),
                        request.command().map(CommandWords::words).orElse(List.of()));
        var image = new NewImage(request.image().text(), id, lab.name());
        watch.done(image);
        return image;
    }
}
