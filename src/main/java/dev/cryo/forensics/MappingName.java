package dev.cryo.forensics;

import dev.cryo.criu.Mapping;
import java.util.Locale;

/** How a mapping is called in a cell: by its file, else by its kind; and its permissions. */
final class MappingName {

    private MappingName() {}

    static String of(Mapping mapping) {
        return mapping.path().orElseGet(() -> kind(mapping)) + " " + mapping.permissions();
    }

    static String kind(Mapping mapping) {
        return mapping.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
