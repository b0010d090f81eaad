package dev.cryo.script;

/**
 * A script ended itself with {@code exit} or {@code System.exit}; an error, so that no {@code catch (Exception)} in
 * the script holds it up, and finally blocks run.
 */
public final class ScriptExit extends Error {

    private final int status;

    ScriptExit(int status) {
        super("exit " + status, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
