package dev.cryo.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.TerminalBuilder;

/** A process that does with a history what a prompt does, quicker than anybody types. */
final class HistoryWriter {

    private HistoryWriter() {}

    /** Starts one, which says only what goes wrong. */
    static Process start(Path file, String name, int lines) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HistoryWriter.class.getName(),
                        file.toString(),
                        name,
                        Integer.toString(lines)))
                .redirectErrorStream(true)
                .start();
    }

    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        HistoryFile.mend(file).ifPresent(damaged -> System.out.println("damaged"));
        try (var terminal = TerminalBuilder.builder()
                .system(false)
                .dumb(true)
                .streams(InputStream.nullInputStream(), OutputStream.nullOutputStream())
                .build()) {
            var history = new SharedHistory(file, System.out::println);
            history.attach(LineReaderBuilder.builder()
                    .terminal(terminal)
                    .variable(LineReader.HISTORY_FILE, file)
                    .build());
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                // Longer than what one write takes with it.
                history.add(args[1] + " " + i + " " + args[1].repeat(20_000));
            }
        }
    }
}
