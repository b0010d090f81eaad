package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Fields;
import dev.cryo.forensics.Holders.Holder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What waits in one queue; a packet of one.
 *
 * @param holders who has that end, or either end of a pipe
 * @param kind such as {@code tcp received}
 * @param of which queue, in words
 */
record Waiting(List<Holder> holders, String kind, String of, Bytes bytes) {

    private static final Pattern MESSAGES = Pattern.compile("ipcns-msg-(\\d+)\\.img");

    /** What waits for the processes that are meant, and what belongs to none; nothing that is empty. */
    static List<Waiting> in(Asked asked) {
        var holders = Holders.of(asked);
        var queues = Queues.of(asked.evidence());
        var files = OpenFiles.of(asked.evidence()).all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> holders.has(entry.getKey()))
                .toList();
        var all = new ArrayList<Waiting>();
        for (var entry : files) {
            addFile(all, holders.all(entry.getKey()), entry.getKey(), entry.getValue(), queues);
        }
        addPipes(all, files, holders, queues);
        addTerminals(all, asked);
        addMessages(all, asked);
        return all.stream().filter(waiting -> waiting.bytes().length() > 0).toList();
    }

    private static void addFile(
            List<Waiting> all, List<Holder> holders, long id, OpenFiles.Entry entry, Queues queues) {
        var file = entry.file();
        switch (entry.kind()) {
            case "isk" -> {
                queues.tcp(file.number("ino", 0)).ifPresent(tcp -> {
                    all.add(new Waiting(holders, "tcp received", ends(file), tcp.received()));
                    all.add(new Waiting(holders, "tcp sent", ends(file), tcp.sent()));
                });
                queues.packets(id).forEach(packet -> all.add(new Waiting(holders, "received", ends(file), packet)));
            }
            case "usk" ->
                queues.packets(id).forEach(packet -> all.add(new Waiting(holders, "unix", Queues.unixName(file), packet)));
            default -> queues.packets(id).forEach(packet -> all.add(new Waiting(holders, "received", "", packet)));
        }
    }

    private static String ends(Fields socket) {
        return Stream.of("src", "dst")
                .map(end -> socket.texts(end + "_addr").stream().findFirst().orElse("") + ":" + socket.number(end + "_port", 0))
                .reduce((one, other) -> one + " to " + other)
                .orElse("");
    }

    /** Both ends have the same bytes: they stand here once, with those who hold either. */
    private static void addPipes(
            List<Waiting> all, List<Map.Entry<Long, OpenFiles.Entry>> files, Holders holders, Queues queues) {
        var pipes = new LinkedHashSet<Long>();
        files.forEach(entry -> entry.getValue().file().number("pipe_id").ifPresent(pipes::add));
        for (var pipe : pipes) {
            var either = files.stream()
                    .filter(entry -> entry.getValue().file().number("pipe_id", -1) == pipe)
                    .flatMap(entry -> holders.all(entry.getKey()).stream())
                    .toList();
            queues.pipe(pipe).ifPresent(bytes -> all.add(new Waiting(either, "pipe", "pipe:[" + pipe + "]", bytes)));
        }
    }

    private static void addTerminals(List<Waiting> all, Asked asked) {
        for (var data : asked.evidence().records("tty-data.img")) {
            all.add(new Waiting(List.of(), "terminal", "terminal " + data.number("tty_id", 0), data.bytes("data")));
        }
    }

    /** Behind each queue stand its messages: a header, and its text. */
    private static void addMessages(List<Waiting> all, Asked asked) {
        for (var image : asked.evidence().imagesNamed(MESSAGES)) {
            for (var queue : asked.evidence().records(image.name())) {
                var name = queue.at("desc").map(d -> "queue " + d.number("id", 0) + ", key " + d.number("key", 0)).orElse("");
                queue.blobs("extra").forEach(text -> all.add(new Waiting(List.of(), "system v message", name, text)));
            }
        }
    }
}
