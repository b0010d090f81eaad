package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.EngineInfo;
import dev.cryo.verb.Problem;

/** Whether a container runs under Cryo's own OCI runtime, without which it cannot be brought back. */
final class CryoRuntime {

    private CryoRuntime() {}

    /**
     * @throws Problem when it does not, with the remedy
     */
    static void require(Container container) {
        if (!container.runtime().equals(EngineInfo.CRYO_RUNTIME)) {
            throw Problem.failed("'" + container.name() + "' does not run under Cryo's runtime, so it could not be restored")
                    .evidence("its runtime is '" + container.runtime() + "'")
                    .remedy("make it anew with 'cryo run' or 'docker run --runtime " + EngineInfo.CRYO_RUNTIME
                            + "'; in a lab that is the default, elsewhere 'install' puts it there");
        }
    }
}
