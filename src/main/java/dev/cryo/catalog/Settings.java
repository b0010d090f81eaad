package dev.cryo.catalog;

import dev.cryo.verb.ValueTypes;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The settings that somebody said, each with who did; what nobody said has its default, or is found out. */
public record Settings(Map<Setting, Given> given) {

    /** Nothing said. */
    public static final Settings NONE = new Settings(Map.of());

    /**
     * A value, in words.
     *
     * @param from an option, a variable, or a file and its line
     */
    public record Given(String text, String from) {}

    public Settings {
        given = Map.copyOf(given);
    }

    /**
     * What the environment says, and where it is silent the user's configuration file.
     *
     * @throws dev.cryo.verb.Problem of kind USAGE when the file is wrong
     */
    public static Settings ofUser(Map<String, String> environment) {
        return ofEnvironment(environment).over(ConfigurationFile.of(environment).read());
    }

    /** What the environment's variables say. */
    static Settings ofEnvironment(Map<String, String> environment) {
        var settings = NONE;
        for (var setting : Setting.values()) {
            var variable = setting.variables().stream()
                    .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                    .findFirst();
            if (variable.isPresent()) {
                // https://no-color.org: whatever it holds, unless empty.
                var text = setting == Setting.COLOR ? "false" : environment.getOrDefault(variable.get(), "");
                // What is wrong with it is said where it is needed: 'help' works all the same.
                settings = settings.put(setting, new Given(text, variable.get()));
            }
        }
        // The docker client asks DOCKER_CONTEXT only where DOCKER_HOST is silent.
        return settings.given.containsKey(Setting.HOST) ? settings.without(Setting.CONTEXT) : settings;
    }

    /**
     * These settings with one more.
     *
     * @param from who says it
     * @throws dev.cryo.verb.Problem of kind USAGE when the value cannot be meant
     */
    public Settings with(Setting setting, String text, String from) {
        setting.check(text);
        return put(setting, new Given(text, from));
    }

    private Settings put(Setting setting, Given value) {
        var all = new EnumMap<Setting, Given>(Setting.class);
        all.putAll(given);
        all.put(setting, value);
        return new Settings(all);
    }

    private Settings without(Setting setting) {
        var all = new EnumMap<Setting, Given>(Setting.class);
        all.putAll(given);
        all.remove(setting);
        return new Settings(all);
    }

    /** These, and where they are silent those of another. Who says where the engine is has said which one. */
    public Settings over(Settings weaker) {
        boolean addressed = given.keySet().stream().anyMatch(Setting::namesAddress);
        var all = new EnumMap<Setting, Given>(Setting.class);
        weaker.given.forEach((setting, value) -> {
            if (!addressed || !setting.namesEngine()) {
                all.put(setting, value);
            }
        });
        all.putAll(given);
        return new Settings(all);
    }

    /** What was said of a setting, and by whom. */
    public Optional<Given> of(Setting setting) {
        return Optional.ofNullable(given.get(setting));
    }

    private Optional<String> text(Setting setting) {
        return of(setting).map(Given::text);
    }

    /** Which engine is meant; empty: whichever is found. */
    public Optional<EngineKind> engine() {
        return text(Setting.ENGINE).map(text -> (EngineKind) ValueTypes.STANDARD.read(EngineKind.class, text));
    }

    /** Where the engine listens; empty: as the docker client has it. */
    public Optional<String> host() {
        return text(Setting.HOST);
    }

    /** The docker client's context; empty: as the docker client has it. */
    public Optional<String> context() {
        return text(Setting.CONTEXT);
    }

    /** Where checkpoints are kept; empty: in the usual place. */
    public Optional<Path> store() {
        return text(Setting.STORE).map(Path::of);
    }

    /** Whether a terminal is shown colours. */
    public boolean color() {
        return isOn(Setting.COLOR);
    }

    /** Whether the prompt shows long texts page by page. */
    public boolean pager() {
        return isOn(Setting.PAGER);
    }

    /** The user's editor, a command of the system's shell. */
    public String editor() {
        return text(Setting.EDITOR).orElse(Setting.EDITOR.fallback());
    }

    private boolean isOn(Setting setting) {
        return Boolean.parseBoolean(text(setting).orElse(setting.fallback()));
    }
}
