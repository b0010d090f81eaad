package dev.cryo.shell;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * The floor under a terminal's size. Where a pane was pressed together, or nobody ever said how large the terminal is, JLine
 * would divide by nothing, throw, or draw for a minute; so neither it nor anything of ours is told less than this.
 *
 * @param terminal what it is really
 */
record LeastSize(Terminal terminal) implements InvocationHandler {

    /** Room for a prompt and a letter. What does not fit in truth is wrapped or cut by the terminal. */
    static final Size LEAST = Size.of(10, 3);

    /** What every program takes a terminal for that says 0. */
    static final Size USUAL = Size.of(80, 24);

    /** The same terminal, with at least that size. */
    static Terminal under(Terminal terminal) {
        return (Terminal) Proxy.newProxyInstance(
                LeastSize.class.getClassLoader(), new Class<?>[] {Terminal.class}, new LeastSize(terminal));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "getSize", "getBufferSize" -> size();
            case "getColumns", "getWidth" -> size().getColumns();
            case "getRows", "getHeight" -> size().getRows();
            default -> called(method, arguments);
        };
    }

    private Size size() {
        var told = terminal.getSize();
        return Size.of(
                told.getColumns() == 0 ? USUAL.getColumns() : Math.max(LEAST.getColumns(), told.getColumns()),
                told.getRows() == 0 ? USUAL.getRows() : Math.max(LEAST.getRows(), told.getRows()));
    }

    private @Nullable Object called(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(terminal, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
