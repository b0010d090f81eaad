package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * Image files in a folder. Only regular files count: a link could lead out of the folder, and a named pipe would never
 * answer.
 */
record Folder(Path path, Set<String> names) implements Images {

    private static final String REMEDY = "name the folder that holds inventory.img, pstree.img and pages-1.img";

    static Folder at(Path path) {
        if (!Files.isDirectory(path)) {
            throw Problem.failed("'" + path + "' is not a folder").remedy(REMEDY);
        }
        var names = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(path, file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException | DirectoryIteratorException e) {
            throw Problem.failed("'" + path + "' cannot be read")
                    .evidence(String.valueOf(e.getMessage()))
                    .cause(e);
        }
        if (names.isEmpty()) {
            throw Problem.failed("'" + path + "' holds no image files").remedy(REMEDY);
        }
        return new Folder(path, Set.copyOf(names));
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        if (!names.contains(name)) {
            throw new NoSuchFileException(name);
        }
        return FileChannel.open(path.resolve(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String title() {
        return path.toString();
    }
}
