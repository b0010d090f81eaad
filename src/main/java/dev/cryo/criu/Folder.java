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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Image files in a folder. Only regular files count: a link could lead out of the folder, and a named pipe would never
 * answer.
 *
 * @param younger the folders that build on this one
 */
record Folder(Path path, Set<String> names, Set<Path> younger) implements Images {

    private static final String REMEDY = "name the folder that holds inventory.img, pstree.img and pages-1.img";

    /** Where CRIU's link leads to the checkpoint that an incremental one builds on. */
    private static final String PARENT = "parent";

    static Folder at(Path path) {
        return at(path, Set.of());
    }

    private static Folder at(Path path, Set<Path> younger) {
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
        return new Folder(path, Set.copyOf(names), younger);
    }

    /** Beside this folder, where CRIU's users have it, or inside: a link that leads elsewhere was not made by a dump. */
    @Override
    public Optional<Images> parent() {
        var link = path.resolve(PARENT);
        if (!Files.isSymbolicLink(link)) {
            return Optional.empty();
        }
        try {
            var here = path.toRealPath();
            var around = here.getParent();
            var target = here.resolve(Files.readSymbolicLink(link)).normalize();
            var real = target.toRealPath();
            if (around == null || !real.startsWith(around) || real.equals(around)) {
                throw Problem.failed("the parent of '" + path + "' is not followed")
                        .evidence("its link leads to " + real + ", which is neither beside it nor in it");
            }
            var seen = new HashSet<>(younger);
            seen.add(here);
            if (seen.contains(real)) {
                throw Problem.failed("the parent of '" + path + "' is not followed")
                        .evidence("its link leads to " + real + ", which builds on it");
            }
            return Optional.of(at(real, Set.copyOf(seen)));
        } catch (IOException e) {
            throw Problem.failed("the parent of '" + path + "' cannot be found")
                    .evidence(String.valueOf(e))
                    .remedy("put it where the link leads: CRIU looks there too")
                    .cause(e);
        }
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
