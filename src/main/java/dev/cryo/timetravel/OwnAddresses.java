package dev.cryo.timetravel;

import dev.cryo.criu.Fields;
import dev.cryo.criu.ImageTree;
import dev.cryo.criu.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The addresses that established TCP connections of a checkpoint have on the container's side. */
final class OwnAddresses {

    private OwnAddresses() {}

    /** Those beside the loopback ones, each once. */
    static List<String> of(Images images) {
        var records = new ArrayList<>(ImageTree.records(images, "files.img", _ -> {}).stream()
                .flatMap(record -> record.at("isk").stream())
                .toList());
        records.addAll(ImageTree.records(images, "inetsk.img", _ -> {})); // CRIU before 3.4
        return records.stream()
                .filter(socket -> is(socket, "proto", "tcp") && is(socket, "state", "established"))
                .flatMap(socket -> socket.texts("src_addr").stream())
                .flatMap(OwnAddresses::plain)
                .distinct()
                .toList();
    }

    private static boolean is(Fields socket, String field, String word) {
        return socket.text(field).orElse("").toLowerCase(Locale.ROOT).equals(word);
    }

    /** The images are the container's words: what is no address goes into no command. */
    private static Stream<String> plain(String address) {
        var mapped = address.toLowerCase(Locale.ROOT).startsWith("::ffff:") && address.contains(".")
                ? address.substring("::ffff:".length())
                : address;
        return mapped.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]{3,39}")
                        && !mapped.startsWith("127.")
                        && !mapped.equals("::1")
                ? Stream.of(mapped)
                : Stream.empty();
    }
}
