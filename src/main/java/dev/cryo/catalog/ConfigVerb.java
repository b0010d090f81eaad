package dev.cryo.catalog;

import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells which settings are in force, and who said them. */
public final class ConfigVerb implements Verb<ConfigVerb.Request, List<ConfigVerb.Row>> {

    @Usage(
            name = "config",
            summary = "Show the settings, and where each comes from",
            details = {
                "The file is $XDG_CONFIG_HOME/cryo/config, ~/.config/cryo/config, or what CRYO_CONFIG names. It holds lines "
                        + "NAME = VALUE and comments behind '#'. Options go before variables, and variables before the file; "
                        + "who names a host or a context has said which engine is meant.",
                "With --init the file is written, with all settings and what they mean as comments; one that is there is "
                        + "left as it is."
            },
            examples = {"config", "config --init"},
            group = Usage.Group.CRYO)
    public record Request(
            @Option(help = "write the file, all of it comments") boolean init) {}

    /**
     * A setting.
     *
     * @param value in words; empty when it is found out as the need arises
     * @param from an option, a variable, a file and its line, or {@code default}
     */
    public record Row(Setting setting, Optional<String> value, String from) {}

    private final Settings settings;
    private final ConfigurationFile file;
    private final Path store;

    /**
     * @param settings those that somebody said
     * @param file where they may be said
     * @param store where checkpoints are when nobody says it
     */
    ConfigVerb(Settings settings, ConfigurationFile file, Path store) {
        this.settings = settings;
        this.file = file;
        this.store = store;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        if (request.init()) {
            file.write();
            watch.note("written: " + file.path());
        } else if (!Files.exists(file.path())) {
            watch.note("there is no '" + file.path() + "'; 'config --init' writes one");
        }
        return Arrays.stream(Setting.values()).map(this::row).toList();
    }

    private Row row(Setting setting) {
        return settings.of(setting)
                .map(given -> new Row(setting, Optional.of(given.text()), given.from()))
                .orElseGet(() -> new Row(setting, fallback(setting), "default"));
    }

    private Optional<String> fallback(Setting setting) {
        var text = setting == Setting.STORE ? store.toString() : setting.fallback();
        return Optional.of(text).filter(value -> !value.isEmpty());
    }
}
