package dev.cryo.forensics;

import dev.cryo.criu.Windows;
import dev.cryo.verb.Watch;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntFunction;

/** Goes through all that an evidence holds of its processes, in search of secrets. */
final class SecretHunt {

    private final Asked asked;
    private final SecretRules rules;
    private final FoundSecrets found;
    private final Watch watch;

    SecretHunt(Asked asked, SecretRules rules, FoundSecrets found, Watch watch) {
        this.asked = asked;
        this.rules = rules;
        this.found = found;
        this.watch = watch;
    }

    /** @param everybody whether files that belong to no process are meant as well */
    void run(boolean everybody) {
        memory();
        Waiting.in(asked).forEach(waiting -> bytes(waiting.bytes().toArray(), SecretPlace.of(waiting)));
        var holders = Holders.of(asked);
        DeletedFile.each(asked.evidence(), watch, file -> {
            var whose = file.file().map(holders::all).orElse(List.of());
            if (everybody || !whose.isEmpty()) {
                var place = SecretPlace.of(whose, "deleted file", file.path());
                file.pieces().forEach(piece -> bytes(piece.bytes().toArray(), place));
            }
        });
        if (everybody) {
            TmpfsFiles.each(asked.evidence(), watch, (mount, member, tar) -> {
                try (var stream = stream(SecretPlace.of(List.of(), "tmpfs", TmpfsFiles.path(mount, member)))) {
                    tar.contents().transferTo(stream);
                }
            });
        }
    }

    private void memory() {
        var strings = new HashMap<Integer, ArgumentsAndEnvironment>();
        asked.guarded(() -> {
            try (var windows = new Windows(asked.processes(), SecretRule.REACH, rules.before(), watch)) {
                for (var next = windows.next(); next.isPresent(); next = windows.next()) {
                    var window = next.get();
                    var process = window.process();
                    var known = strings.computeIfAbsent(process.pid(), pid -> ArgumentsAndEnvironment.of(asked, pid));
                    search(window.text(), window.from(), window.limit(), index -> SecretPlace.in(
                            process,
                            window.mapped()
                                    ? known.name(window.address(index)).orElseGet(() -> mapping(window, index))
                                    : "unmapped",
                            window.address(index)),
                            process.pid() + " " + process.command() + " " + mapping(window, window.from()));
                }
            }
        });
    }

    private static String mapping(Windows.Window window, int index) {
        return window.mapping(index).map(MappingName::of).orElse("unmapped");
    }

    private void bytes(byte[] bytes, SecretPlace place) {
        try (var stream = stream(place)) {
            stream.write(bytes, 0, bytes.length);
        }
    }

    private SecretStream stream(SecretPlace place) {
        return new SecretStream(rules.before(), (text, from, limit) -> {
            watch.stopIfCancelled();
            search(text, from, limit, _ -> place, place.toString());
        });
    }

    private void search(String text, int from, int limit, IntFunction<SecretPlace> place, String name) {
        if (!found.search(text, from, limit, place)) {
            asked.evidence().damaged("not all was looked at, for too much of it begins like a secret: " + name);
        }
    }
}
