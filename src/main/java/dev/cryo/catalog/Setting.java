package dev.cryo.catalog;

import dev.cryo.engine.docker.DockerClientSettings;
import dev.cryo.verb.ValueTypes;
import java.nio.file.Path;
import java.util.List;

/** What a user may say once for all commands, in the configuration file; options and variables go before. */
public enum Setting {
    ENGINE("which engine to talk to", "docker|podman|lab", "", "--engine", ""),
    HOST("where the engine listens", "unix://PATH, tcp://HOST:PORT or ssh://[USER@]HOST", "", "--host", "DOCKER_HOST"),
    CONTEXT("a context of the docker client", "NAME", "", "--context", "DOCKER_CONTEXT"),
    STORE("where checkpoints are kept", "DIR", "~/.local/share/cryo/store", "--store", "CRYO_STORE"),
    COLOR("colours on terminals", "true|false", "true", "--color", "NO_COLOR"),
    PAGER("the prompt shows what is longer than the window page by page", "true|false", "true", "", ""),
    EDITOR("what 'edit' starts", "COMMAND", "vi", "", "VISUAL EDITOR");

    private final String help;
    private final String allowed;
    private final String fallback;
    private final String option;
    private final String variables;

    Setting(String help, String allowed, String fallback, String option, String variables) {
        this.help = help;
        this.allowed = allowed;
        this.fallback = fallback;
        this.option = option;
        this.variables = variables;
    }

    /** One line without a full stop. */
    public String help() {
        return help;
    }

    /** What its value may be. */
    public String allowed() {
        return allowed;
    }

    /** Its value when nobody says one; empty when it is found out. */
    public String fallback() {
        return fallback;
    }

    /** The option that goes before the file; empty when there is none. */
    public String option() {
        return option;
    }

    /** The environment's variables that go before the file, the first of them before the others. */
    public List<String> variables() {
        return variables.isEmpty() ? List.of() : List.of(variables.split(" ", -1));
    }

    /** Whether it says which engine is meant. */
    boolean namesEngine() {
        return this == ENGINE || namesAddress();
    }

    /** Whether it leads to an engine by itself. */
    boolean namesAddress() {
        return this == HOST || this == CONTEXT;
    }

    /**
     * Refuses a value that cannot be meant.
     *
     * @throws dev.cryo.verb.Problem of kind USAGE
     */
    void check(String text) {
        switch (this) {
            case ENGINE -> ValueTypes.STANDARD.read(EngineKind.class, text);
            case HOST -> DockerClientSettings.requireAddress(text);
            case STORE -> ValueTypes.STANDARD.read(Path.class, text);
            case COLOR, PAGER -> ValueTypes.STANDARD.read(boolean.class, text);
            case CONTEXT, EDITOR -> {}
        }
    }

    /** Its name in the file. */
    @Override
    public String toString() {
        return ValueTypes.word(this);
    }
}
