package dev.cryo.testing;

import dev.cryo.catalog.Setting;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Workspace;
import dev.cryo.verb.Binder;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cryo as an object, for test suites and other programs of the JVM. Every verb can be called ({@link #call}); containers have
 * the ones that suites want ({@link #container}). Not for several threads at once.
 *
 * <pre>{@code
 * try (var cryo = TimeMachine.open()) {
 *     var db = cryo.container("db");
 *     if (!db.has("seeded")) {
 *         seed();
 *         db.checkpoint("seeded");
 *     }
 *     db.rewind("seeded");
 * }
 * }</pre>
 */
public final class TimeMachine implements AutoCloseable {

    private final Workspace workspace;

    private TimeMachine(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Over the engine and the store that the command {@code cryo} would take: by {@code DOCKER_HOST} and docker's contexts,
     * the local Docker, a lab that is up; {@code CRYO_STORE}; the user's configuration file where those are silent. The system
     * properties {@code cryo.host} and {@code cryo.store} go before. Neither is opened before it is needed.
     */
    public static TimeMachine open() {
        return open(
                Optional.ofNullable(System.getProperty("cryo.host")),
                Optional.ofNullable(System.getProperty("cryo.store")).map(Path::of));
    }

    /**
     * The same where one of the two is named.
     *
     * @param host as {@code --host} names an engine
     */
    public static TimeMachine open(Optional<String> host, Optional<Path> store) {
        var said = Settings.NONE;
        if (host.isPresent()) {
            said = said.with(Setting.HOST, host.get(), "cryo.host");
        }
        if (store.isPresent()) {
            said = said.with(Setting.STORE, store.get().toString(), "cryo.store");
        }
        return new TimeMachine(new Workspace(said.over(Settings.ofUser(System.getenv())), System.getenv(), _ -> {}));
    }

    /**
     * Calls a verb as Groovy scripts do.
     *
     * @param verb such as {@code checkpoint}, or {@code lab up}
     * @param given its arguments and options by their Groovy names: {@code containers}, {@code leaveRunning}
     * @return what the verb gives: a record, a list of records, or a text
     * @throws dev.cryo.verb.Problem as the verb threw it, or of kind USAGE when the arguments are wrong
     */
    public Object call(String verb, Map<String, ?> given) {
        var entry = workspace.catalog().match(List.of(verb.split(" ", -1))).entry();
        Object result = entry.call(new Binder(ValueTypes.STANDARD, Binder.Spelling.GROOVY), given, Watch.NOBODY);
        return switch (result) {
            case Verb.Text(var text) -> text;
            case Verb.Document(var tree) -> tree;
            default -> result;
        };
    }

    /** A container of the engine, by name or id. It is looked for when something is asked of it. */
    public Traveller container(String name) {
        return new Traveller(name);
    }

    /** A container that goes back and forth in time. */
    public final class Traveller {
        private final String name;

        private Traveller(String name) {
            this.name = name;
        }

        /** Whether it has a checkpoint of this label. */
        public boolean has(String label) {
            return workspace.subjects().find(new ContainerName(name)).timeline().stream()
                    .flatMap(timeline -> timeline.checkpoints().stream())
                    .anyMatch(checkpoint -> checkpoint.label().map(l -> l.text().equals(label)).orElse(false));
        }

        /** Makes a checkpoint of it as it runs, and lets it go on. */
        public void checkpoint(String label) {
            call("checkpoint", Map.of("containers", name, "leaveRunning", true, "label", label));
        }

        /**
         * Puts it back: memory, files and volumes.
         *
         * @param checkpoint a label, {@code ~1}, a number, a time, or the start of an id
         * @throws dev.cryo.verb.Problem when it cannot be, or what runs then is not what was checkpointed
         */
        public void rewind(String checkpoint) {
            rewind(checkpoint, Map.of());
        }

        /**
         * The same with options of the verb.
         *
         * @param options by their Groovy names: {@code together}, {@code withoutVolumes}, {@code tcp}
         */
        public void rewind(String checkpoint, Map<String, ?> options) {
            var given = new HashMap<String, Object>(options);
            given.put("container", name);
            given.put("checkpoint", checkpoint.contains("@") || checkpoint.matches("[0-9a-f]{4,64}") ? checkpoint : "@" + checkpoint);
            call("rewind", given);
        }
    }

    @Override
    public void close() {
        workspace.close();
    }
}
