package dev.cryo.timetravel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An image directory from which the runtime can restore: CRIU's images, and what runc writes beside them. */
final class RestorableImages {

    /** Where runc notes what the first three descriptors were (libcontainer, criu_linux.go); it restores nothing without. */
    private static final String DESCRIPTORS = "descriptors.json";

    private static final String REMEDY = "use a folder that Cryo, 'runc checkpoint' or 'docker checkpoint' wrote, as it was";

    private RestorableImages() {}

    /**
     * Opens a folder.
     *
     * @throws Problem when something is missing or damaged: better than after the container was stopped for it
     */
    static ImageDirectory open(Path folder) {
        var images = ImageDirectory.open(folder);
        try {
            if (!new ObjectMapper().readTree(Files.readString(folder.resolve(DESCRIPTORS))).isArray()) {
                throw damaged(folder, "it holds no list");
            }
        } catch (NoSuchFileException e) {
            throw Problem.failed("'" + folder + "' cannot be restored from: it has no " + DESCRIPTORS)
                    .evidence("runc writes it at a dump, and needs it at a restore")
                    .remedy(REMEDY)
                    .cause(e);
        } catch (JsonProcessingException e) {
            throw damaged(folder, e.getOriginalMessage()).cause(e);
        } catch (IOException e) {
            throw damaged(folder, e.toString()).cause(e);
        }
        return images;
    }

    private static Problem damaged(Path folder, String why) {
        return Problem.failed("'" + folder + "' cannot be restored from: its " + DESCRIPTORS + " is damaged")
                .evidence(why)
                .remedy(REMEDY);
    }
}
