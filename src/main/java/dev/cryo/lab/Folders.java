package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folders that belong to somebody else's running system: they change while they are walked, and hold device nodes. */
final class Folders {

    private Folders() {}

    /** Removes a folder and all in it; nothing mounted there is touched. It need not exist. */
    static void remove(Path folder) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Command.of("rm", "-rf", "--one-file-system", "--", folder.toString())
                    .onCancel(Command.OnCancel.FINISH)
                    .runOrFail("'" + folder + "' could not be removed", Watch.NOBODY);
        }
    }

    /** What the files in these folders hold; what vanishes meanwhile does not count. */
    static Size size(List<Path> folders) {
        var counter = new Counter();
        for (var folder : folders) {
            try {
                Files.walkFileTree(folder, counter);
            } catch (IOException e) {
                throw Problem.failed("'" + folder + "' cannot be read")
                        .evidence(String.valueOf(e.getMessage()))
                        .cause(e);
            }
        }
        return new Size(counter.bytes);
    }

    private static final class Counter extends SimpleFileVisitor<Path> {
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
