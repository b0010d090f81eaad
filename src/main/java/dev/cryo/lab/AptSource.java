package dev.cryo.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One source of binary packages in the machine's apt configuration. */
record AptSource(String uri, String suite, List<String> components) {

    AptSource {
        components = List.copyOf(components);
    }

    /**
     * All sources of a machine, in the order in which apt reads them. Files that cannot be read are left out, and so
     * are lines that apt would not understand: apt itself complains about them.
     *
     * @param etc the folder {@code /etc/apt}
     */
    static List<AptSource> all(Path etc) {
        var sources = new ArrayList<AptSource>();
        sources.addAll(oneLine(text(etc.resolve("sources.list"))));
        try (var files = Files.list(etc.resolve("sources.list.d"))) {
            for (var file : files.sorted().toList()) {
                if (file.toString().endsWith(".list")) {
                    sources.addAll(oneLine(text(file)));
                } else if (file.toString().endsWith(".sources")) {
                    sources.addAll(deb822(text(file)));
                }
            }
        } catch (IOException e) {
            // A machine need not have the folder.
        }
        return List.copyOf(sources);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Reads the format of {@code sources.list}: {@code deb [OPTIONS] URI SUITE COMPONENT...}. */
    static List<AptSource> oneLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> line.matches("deb\\s.*"))
                .map(line -> line.substring("deb".length()).strip().replaceFirst("^\\[[^]]*]\\s*", ""))
                .map(line -> List.of(line.split("\\s+", 0)))
                .filter(words -> words.size() >= 3)
                .map(words -> new AptSource(words.get(0), words.get(1), words.subList(2, words.size())))
                .toList();
    }

    /** Reads the format of {@code *.sources}: stanzas of fields, a field going on in lines that begin with a space. */
    static List<AptSource> deb822(String text) {
        var sources = new ArrayList<AptSource>();
        var stanza = new HashMap<String, String>();
        var field = "";
        for (var line : Stream.concat(text.lines(), Stream.of("")).toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.isBlank()) {
                sources.addAll(ofStanza(stanza));
                stanza.clear();
            } else if (Character.isWhitespace(line.charAt(0))) {
                stanza.merge(field, line.strip(), (before, more) -> before + " " + more);
            } else if (line.contains(":")) {
                field = line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
                stanza.put(field, line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return List.copyOf(sources);
    }

    private static List<AptSource> ofStanza(Map<String, String> stanza) {
        var enabled = stanza.getOrDefault("enabled", "yes").toLowerCase(Locale.ROOT);
        if (!words(stanza, "types").contains("deb") || List.of("no", "false", "0", "off").contains(enabled)) {
            return List.of();
        }
        var sources = new ArrayList<AptSource>();
        for (var uri : words(stanza, "uris")) {
            for (var suite : words(stanza, "suites")) {
                sources.add(new AptSource(uri, suite, words(stanza, "components")));
            }
        }
        return sources;
    }

    private static List<String> words(Map<String, String> stanza, String field) {
        return Arrays.stream(stanza.getOrDefault(field, "").split("\\s+", 0))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /**
     * The URIs that may be mirrors of Debian's whole archive: with {@code main}, of a kind that can be read from
     * inside a new tree too, not an archive of security fixes. Whether one has a suite, only asking it tells.
     */
    static List<String> mirrors(List<AptSource> sources) {
        return sources.stream()
                .filter(source -> source.components().contains("main"))
                .filter(source -> source.uri().matches("(https?|ftp)://.*"))
                .filter(source -> !source.suite().contains("security") && !source.suite().endsWith("/"))
                .map(source -> source.uri().replaceFirst("/+$", ""))
                .distinct()
                .toList();
    }
}
