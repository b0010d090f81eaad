package dev.cryo.criu;

import java.util.Optional;

/**
 * Whom the root of a container with a user namespace of its own is outside: the kernel lets it read there what that user
 * and group may.
 *
 * <p>Source: {@code userns_entry} of {@code userns-ID.img} (uid_map = 1, gid_map = 2), both of {@code uid_gid_extent}
 * (first = 1, lower_first = 2, count = 3).
 */
public record MappedRoot(long user, long group) {

    /** Empty for a container without a user namespace of its own, which has no such file, and one without a root. */
    static Optional<MappedRoot> read(Images images) {
        return images.names().stream()
                .filter(name -> name.matches("userns-\\d{1,10}\\.img"))
                .findFirst()
                .map(name -> ImageFile.only(images, name, ImageType.USERNS))
                .flatMap(entry -> rootOutside(entry, 1)
                        .flatMap(user -> rootOutside(entry, 2).map(group -> new MappedRoot(user, group))));
    }

    private static Optional<Long> rootOutside(Message entry, int map) {
        return entry.messages(map).stream()
                .filter(extent -> extent.id(1) == 0 && extent.id(3) != 0)
                .map(extent -> Integer.toUnsignedLong(extent.id(2)))
                .findFirst();
    }
}
