package dev.cryo.shell

import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Tmux
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/**
 * Cryo as its users have it: {@code shell/cryo} in tmux, over a lab. Each screen is compared with the one that somebody looked
 * at and found good; {@code -Dgolden.update=true} records them anew. What differs from run to run is replaced, see {@link #steady};
 * the screens as they were lie in {@code target/screens}.
 */
abstract class Screens extends Specification {

    static final CHECKOUT = Path.of(System.getProperty('cryo.checkout'))

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared @AutoCleanup Tmux terminal

    /** The launcher builds what is older than its sources; not while somebody waits for a prompt. */
    static void built() {
        assert new ProcessBuilder("$CHECKOUT/shell/cryo", 'version').redirectErrorStream(true).start().with { it.inputStream.text; it.waitFor() } == 0
    }

    /** Starts Cryo in a terminal. */
    Tmux cryo(Map<String, String> environment = [:], int columns, int rows, String... args) {
        new Tmux(lab.folder, columns, rows, [
                DOCKER_HOST: "unix://${lab.lab.socket()}".toString(), CRYO_STORE: lab.store().toString(), CRYO_NO_AOT: '1',
                // A cache would be trained beside this.
                EDITOR: 'sed -i s/ps/version/', TZ: 'UTC', XDG_STATE_HOME: lab.folder.resolve('state').toString()] + environment, ["$CHECKOUT/shell/cryo".toString(), *args])
    }

    /** Waits for the screen that was found good, and shows how it differs when it does not come. */
    static void seen(String name, Closure<String> screen) {
        if (Boolean.getBoolean('golden.update')) {
            Thread.sleep(1000)
        }
        def golden = Path.of("$CHECKOUT/src/test/resources/golden/screens/${name}.txt")
        def expected = Files.exists(golden) && !Boolean.getBoolean('golden.update') ? Files.readString(golden) : null
        def now = screen()
        for (int i = 0; i < 600 && steady(now) != expected; i++) {
            sleep(50)
            def next = screen()
            // To be recorded is what does not change any more.
            if (expected == null && i > 20 && next == now) {
                break
            }
            now = next
        }
        Files.writeString(Files.createDirectories(CHECKOUT.resolve('target/screens')).resolve("${name}.txt"), now)
        Golden.assertGolden("screens/$name", steady(now))
    }

    /** What no two runs have in common becomes a word; blanks beside it, which depend on its length, become two. */
    static String steady(String screen) {
        screen.replaceAll(/\bUp [A-Z\d][^\n]*?(?= {2}|\n)/, 'Up SOME TIME')
                .replaceAll(/\binput\d+:/, 'inputN:')
                .replaceAll(/\b[0-9a-f]{12}\b/, 'CONTAINER-ID')
                .replaceAll(/sh -c '[^\n…]*…/, "sh -c '…") // cut to what the other columns leave
                .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{8}\b/, 'ID')
                .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'TIME')
                .replaceAll(/\b\d+(\.\d+)?(B|kB|MB)(?!\w)/, 'SIZE')
                .replaceAll(/\b\d+(\.\d+)? (s|seconds?)\b/, 'SECONDS')
                .replaceAll(/[▁▂▃▄▅▆▇█]+/, 'COURSE')
                .replaceAll(/(?<=\S) {2,}/, '  ')
    }
}
