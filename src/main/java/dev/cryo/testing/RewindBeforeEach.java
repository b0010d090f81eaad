package dev.cryo.testing;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** {@link Rewind} for JUnit 5. One connection serves all tests of a run; JUnit closes it in the end. */
public final class RewindBeforeEach implements BeforeEachCallback {

    private static final Namespace OURS = Namespace.create(RewindBeforeEach.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        var cryo = context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(TimeMachine.class, _ -> TimeMachine.open(), TimeMachine.class);
        Rewinds.perform(cryo, context.getRequiredTestClass(), context.getRequiredTestMethod());
    }
}
