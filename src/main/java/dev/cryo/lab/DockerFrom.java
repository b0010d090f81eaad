package dev.cryo.lab;

import java.util.List;
import java.util.Locale;

/** Which Debian suite a lab's Docker comes from. */
public enum DockerFrom {
    /** The Docker that people have (28.5). */
    SID,
    /** Docker 26.1, the last whose own restore works; for comparing, hence experimental. */
    TRIXIE;

    /** The suite's name, as apt and the option write it. */
    public String suite() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What dockerd is started with, beside what every lab's has. */
    List<String> daemonOptions() {
        return this == TRIXIE ? List.of("--experimental") : List.of();
    }
}
