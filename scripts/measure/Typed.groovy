package measure

/** Cryo's prompt: from the start of the process until the prompt stands there and a key that was typed is shown. */
class Typed {
    private static final String KEY = 'Z'

    private final File cryo
    private final Map<String, String> environment

    /** @param home a folder for the lines that the prompt remembers */
    Typed(File cryo, File home) {
        this.cryo = cryo
        this.environment = [XDG_STATE_HOME: home.path]
    }

    double getSeconds() {
        long began = System.nanoTime()
        new Terminal(cryo, environment).withCloseable { terminal ->
            terminal.type(KEY).await(KEY)
            (System.nanoTime() - began) / 1e9
        }
    }
}
