package dev.cryo.lab;

import java.util.List;
import java.util.Locale;

/** What a lab's Docker keeps images and the files of containers in. */
public enum ImageStore {
    /** The storage driver overlay2, the default up to Docker 28. */
    OVERLAY2,
    /** containerd's image store and its overlay snapshotter, the default from Docker 29 on. */
    CONTAINERD,
    /** The storage driver vfs: no overlay at all, a whole copy of the image for each container. */
    VFS;

    /** What dockerd is started with, beside what every lab's has. */
    List<String> daemonOptions() {
        return switch (this) {
            case OVERLAY2 -> List.of();
            case CONTAINERD -> List.of("--feature", "containerd-snapshotter=true");
            case VFS -> List.of("--storage-driver", "vfs");
        };
    }

    /** The folder of Docker's data in a lab's own folder: what one store made, another does not know. */
    String data(DockerFrom docker) {
        return "docker-" + docker.suite() + (this == OVERLAY2 ? "" : "-" + word());
    }

    /** As the option writes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
