package dev.cryo.shell;

import dev.cryo.verb.Problem;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Several inputs that came together.
 *
 * @param reader reads an input without performing it, and throws when that cannot be done
 * @param performer performs one, and returns its status
 */
record Block(List<String> inputs, Consumer<String> reader, ToIntFunction<String> performer) {

    /**
     * Performs them. Commands that cannot be read are refused before the first is performed; then the first failure ends
     * them.
     *
     * @return 0, or the status of the first that ran a process that failed
     * @throws Problem of the first that fails, which says that what follows was not performed
     */
    int perform() {
        if (inputs.size() > 1) {
            inputs.forEach(this::refuseUnreadable);
        }
        for (int i = 0; i < inputs.size(); i++) {
            try {
                int status = performer.applyAsInt(inputs.get(i));
                if (status != 0) {
                    return status;
                }
            } catch (Problem problem) {
                int left = inputs.size() - i - 1;
                throw left == 0 ? problem : problem.evidence("not performed: the " + left + " inputs behind it");
            }
        }
        return 0;
    }

    private void refuseUnreadable(String input) {
        try {
            reader.accept(input);
        } catch (Problem problem) {
            throw problem.evidence("none of the lines was performed");
        }
    }
}
