package dev.cryo.timetravel;

import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Cryo's runtime in the place of the runc that the engine finds, for the time of one restore. The engine host takes it away
 * (shadow.sh) when this is closed, and when Cryo dies.
 */
final class Shadow implements AutoCloseable {

    /** Somebody has put Cryo's runtime there for good. */
    static final String STANDING = "Cryo's runtime stands in runc's place for good";

    private static final HostScript SCRIPT = HostScript.beside(Shadow.class, "shadow.sh");

    private final HostProcess keeper;

    private Shadow(HostProcess keeper) {
        this.keeper = keeper;
    }

    /** Why there can be none on a host; {@link #STANDING} when none is needed. */
    static Optional<String> obstacle(EngineHost host) {
        var said = host.run(SCRIPT, List.of("look")).out().stream().findFirst().orElse("refused nothing is known");
        return switch (said) {
            case "possible" -> Optional.empty();
            case "standing" -> Optional.of(STANDING);
            default -> Optional.of(said.replaceFirst("^refused ", ""));
        };
    }

    /**
     * Puts it there for the restore of a container.
     *
     * @throws Problem when something else is there
     */
    static Shadow over(EngineHost host, ContainerId container) {
        var keeper = host.start(SCRIPT, List.of("put", container.text(), RuntimeSite.program().text()));
        var said = keeper.line().orElse("");
        if (said.equals("there")) {
            return new Shadow(keeper);
        }
        var result = keeper.finish();
        throw Problem.failed("Cryo's runtime could not be put in the place of runc")
                .evidence(said.isEmpty() ? result.err() : List.of(said.replaceFirst("^refused ", "")));
    }

    /** Says that the restore is over, and waits until it is gone. */
    @Override
    public void close() {
        keeper.say("done");
        keeper.close();
    }
}
