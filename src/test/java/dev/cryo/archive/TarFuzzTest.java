package dev.cryo.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cryo.verb.Problem;
import java.io.ByteArrayInputStream;

/** Whatever bytes an archive has, reading it ends with members or with a {@link Problem}. */
class TarFuzzTest {

    @FuzzTest(maxDuration = "30m")
    void anyArchive(byte[] data) {
        var buffer = new byte[512];
        try (var tar = new TarReader("some.tar", new ByteArrayInputStream(data))) {
            for (var member = tar.next(); member.isPresent(); member = tar.next()) {
                while (tar.read(buffer, 0, buffer.length) >= 0) {}
            }
        } catch (Problem expected) {
            // Damage.
        }
    }
}
