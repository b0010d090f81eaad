package dev.cryo.forensics;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cryo.criu.ImageTree;
import dev.cryo.criu.ImageTreeWriter;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code encode}: makes an image file of what {@code decode} wrote. */
public final class EncodeVerb implements Verb<EncodeVerb.Request, EncodeVerb.Encoded> {

    private final ObjectMapper json = new ObjectMapper();

    @Usage(
            name = "encode",
            summary = "Make an image file of the JSON that 'decode' wrote",
            details = "Without a change, the same bytes as before. A file that is there already is not overwritten.",
            examples = "encode core-1.json core-1.img",
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "JSON", help = "a file as 'decode' or 'crit' writes it") Path json,
            @Argument(label = "IMAGE", help = "the file to make") Path image) {}

    /** A file that was made. */
    public record Encoded(Path image, Size size) implements Watch.Finished {
        @Override
        public String line() {
            return image.toString();
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Encoded run(Request request, Watch watch) {
        var folder = request.image().toAbsolutePath().getParent();
        if (folder == null || Files.exists(request.image())) {
            throw taken(request.image());
        }
        try {
            // Under another name until it is whole.
            var draft = Files.createTempFile(folder, ".encode", ".img");
            try {
                try (var out = new BufferedOutputStream(Files.newOutputStream(draft))) {
                    write(request.json(), out);
                }
                Files.move(draft, request.image());
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException e) {
            throw taken(request.image()).cause(e);
        } catch (JsonParseException e) {
            throw Problem.failed("'" + request.json() + "' is not JSON")
                    .evidence(e.getOriginalMessage())
                    .cause(e);
        } catch (IOException e) {
            throw Problem.failed("the image could not be made").evidence(String.valueOf(e)).cause(e);
        }
        var encoded = new Encoded(request.image(), new Size(request.image().toFile().length()));
        watch.done(encoded);
        return encoded;
    }

    private void write(Path from, OutputStream out) throws IOException {
        try (var parser = json.createParser(from.toFile())) {
            var writer = new ImageTreeWriter(magic(from), out);
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean entries = parser.currentName().equals("entries");
                if (parser.nextToken() == JsonToken.START_ARRAY && entries) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        writer.add(json.readValue(parser, Map.class));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /** It usually stands first, but JSON has no order. */
    private String magic(Path from) throws IOException {
        try (var parser = json.createParser(from.toFile())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean here = parser.currentName().equals("magic");
                parser.nextToken();
                if (here) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
        }
        throw Problem.failed("'" + from + "' is no image")
                .evidence("it has no member 'magic'")
                .remedy("'decode' writes such files, and so does crit; '" + ImageTree.PLAIN + "' is for files without a header");
    }

    private static Problem taken(Path image) {
        return Problem.failed("'" + image + "' is there already").remedy("remove it, or name another file");
    }
}
