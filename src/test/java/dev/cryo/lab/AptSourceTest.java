package dev.cryo.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourceTest {

    @Test
    void oneLineSourcesHaveOptionsAndComments() {
        var sources = AptSource.oneLine("""
                # deb http://commented.example/debian trixie main
                deb http://mirror.example/debian/ trixie main contrib # the usual one
                \tdeb   [ arch=amd64 signed-by=/usr/share/keyrings/x.gpg ]   https://other.example/debian  sid\tmain
                deb-src http://mirror.example/debian trixie main
                deb http://flat.example/ ./
                debris http://mirror.example/debian trixie main
                """);

        assertEquals(
                List.of(
                        new AptSource("http://mirror.example/debian/", "trixie", List.of("main", "contrib")),
                        new AptSource("https://other.example/debian", "sid", List.of("main"))),
                sources);
    }

    @Test
    void deb822SourcesMultiplyAndGoOnOverLines() {
        var sources = AptSource.deb822("""
                # the machine's own
                Types: deb deb-src
                URIs: http://one.example/debian
                 http://two.example/debian
                Suites: trixie trixie-updates
                # in between
                Components: main
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 -----END PGP PUBLIC KEY BLOCK-----

                types: deb
                uris: http://off.example/debian
                suites: trixie
                components: main
                enabled: no

                Types: deb-src
                URIs: http://source.example/debian
                Suites: trixie
                Components: main
                """);

        assertEquals(
                List.of(
                        new AptSource("http://one.example/debian", "trixie", List.of("main")),
                        new AptSource("http://one.example/debian", "trixie-updates", List.of("main")),
                        new AptSource("http://two.example/debian", "trixie", List.of("main")),
                        new AptSource("http://two.example/debian", "trixie-updates", List.of("main"))),
                sources);
    }

    @Test
    void damagedSourcesAreLeftOut() {
        assertEquals(List.of(), AptSource.deb822("Types: deb\nURIs\n:\n  \n\n x\n"));
        assertEquals(List.of(), AptSource.oneLine("deb\ndeb [\ndeb http://mirror.example/debian\n"));
    }

    @Test
    void onlyWholeArchivesOfDebianMayBeMirrors() {
        var main = List.of("main");
        assertEquals(
                List.of("http://mirror.example/debian", "https://second.example/debian"),
                AptSource.mirrors(List.of(
                        new AptSource("http://mirror.example/debian/", "bookworm", main),
                        new AptSource("http://mirror.example/debian", "bookworm-updates", main),
                        new AptSource("http://mirror.example/debian-security", "bookworm-security", main),
                        new AptSource("http://vendor.example/apt", "stable", List.of("stable")),
                        new AptSource("cdrom:[Debian]/", "bookworm", main),
                        new AptSource("file:/media/debian", "bookworm", main),
                        new AptSource("https://second.example/debian", "bookworm", main))));
    }

    @Test
    void aMachinesSourcesAreReadAsAptReadsThem(@TempDir Path etc) throws IOException {
        Files.createDirectory(etc.resolve("sources.list.d"));
        Files.writeString(etc.resolve("sources.list"), "deb http://first.example/debian trixie main\n");
        Files.writeString(
                etc.resolve("sources.list.d/b.sources"),
                "Types: deb\nURIs: http://third.example/debian\nSuites: trixie\nComponents: main\n");
        Files.writeString(etc.resolve("sources.list.d/a.list"), "deb http://second.example/debian trixie main\n");
        Files.writeString(etc.resolve("sources.list.d/c.list.save"), "deb http://no.example/debian trixie main\n");

        assertEquals(
                List.of("http://first.example/debian", "http://second.example/debian", "http://third.example/debian"),
                AptSource.mirrors(AptSource.all(etc)));
    }

    @Test
    void aMachineWithoutAptHasNoSources(@TempDir Path etc) {
        assertEquals(List.of(), AptSource.all(etc.resolve("missing")));
    }
}
