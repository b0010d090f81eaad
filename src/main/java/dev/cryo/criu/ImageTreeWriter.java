package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Makes an image file of what {@link ImageTree} told, entry by entry. */
public final class ImageTreeWriter {
    private final Optional<ImageType> type;
    private final OutputStream out;
    private final RecordTree records = new RecordTree(Schema.known());
    private boolean first = true;

    /**
     * Begins the file.
     *
     * @param magic as {@link ImageTree#magic} told it
     * @throws Problem of kind USAGE when there is no such type
     */
    public ImageTreeWriter(String magic, OutputStream out) {
        this.type = magic.equals(ImageTree.PLAIN)
                ? Optional.empty()
                : Optional.of(Arrays.stream(ImageType.values())
                        .filter(known -> known.name().equals(magic))
                        .findFirst()
                        .orElseThrow(() -> RecordEncoder.wrong("there is no magic '" + magic + "'")));
        this.out = out;
        type.ifPresent(known -> write(ImageStream.header(known)));
    }

    /**
     * Writes an entry.
     *
     * @throws Problem of kind USAGE when it is none of the image's type
     */
    public void add(Map<?, ?> entry) {
        if (type.isEmpty()) {
            write(RecordEncoder.base64(RecordTree.EXTRA, entry.get(RecordTree.EXTRA)));
            return;
        }
        var made = records.read(type.get(), first, entry);
        first = false;
        write(ImageFile.number(made.message().length()));
        write(made.message().array());
        write(made.payload().array());
    }

    private void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
