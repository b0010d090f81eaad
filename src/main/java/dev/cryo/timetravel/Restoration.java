package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.RestoreStatistics;
import dev.cryo.criu.TaskState;
import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineHost;
import dev.cryo.store.Store;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a stopped container back from an image directory: arms it, starts it through the engine, and proves that what
 * runs is what was dumped. A failure leaves it stopped.
 */
final class Restoration {

    static final String LOG = "restore.log";

    /** Below this a page process costs more than it saves. */
    private static final long WORTH_A_PAGE_PROCESS = 8 << 20;

    private final Engine engine;
    private final Store store;

    Restoration(Engine engine, Store store) {
        this.engine = engine;
        this.store = store;
    }

    /**
     * What is wanted.
     *
     * @param verb what the user called it by
     * @param folder the image directory
     * @param work where CRIU's log shall lie; empty: nowhere in the end
     * @param repeated the options that the checkpoint was dumped with
     * @param printStats CRIU's measurements are wanted
     * @param lazy it may run before its memory is there
     * @param way the one that {@link WaysBack} has chosen
     * @param hostname what the container is to be called inside; empty: as at the dump
     */
    record Order(
            String verb,
            SharedFolder folder,
            Optional<SharedFolder> work,
            Tcp tcp,
            List<Repeated> repeated,
            boolean printStats,
            boolean lazy,
            WayBack way,
            Optional<String> hostname) {}

    /**
     * A container that is back.
     *
     * @param toCome how many pages of its memory still came when it ran
     */
    record Back(Receipt receipt, Optional<RestoreStatistics> statistics, long toCome) {

        /** What is to be said of pages that still come, if any do. */
        Optional<String> comingNote() {
            return toCome == 0 ? Optional.empty() : Optional.of(toCome + " pages still come");
        }
    }

    /**
     * Starts a container from images.
     *
     * @throws Problem when it could not be restored, or what runs is not what was dumped
     */
    Back run(Subject subject, Order order, Watch watch) {
        try (var begun = begin(subject, order, watch)) {
            return begun.finish();
        }
    }

    /**
     * Does of it what can be done while the container still runs: looks at the images, and prepares its next start.
     *
     * @throws Problem when the images are damaged or too big for the host, or somebody else is at it
     */
    Begun begin(Subject subject, Order order, Watch watch) {
        var images = RestorableImages.open(order.folder().here());
        var access = ImageAccess.of(order.folder(), images);
        access.requireRoom(engine.host());
        if (order.lazy()) {
            requireLazy(subject, order, access);
        }
        var pages = !access.allowsUserfaults() || residentBytes(images) < WORTH_A_PAGE_PROCESS
                ? Pages.EAGER
                : order.lazy() ? Pages.EARLY : Pages.LAZY;
        var begun = new Begun(subject, order, images, access, pages, watch);
        if (order.way() == WayBack.RUNTIME) {
            begun.arm = arm(begun, pages);
        }
        return begun;
    }

    private static void requireLazy(Subject subject, Order order, ImageAccess access) {
        var obstacle = !access.allowsUserfaults()
                ? "it has a user namespace of its own, where the kernel refuses userfaultfd"
                : order.way() == WayBack.API ? "Docker's own API brings all memory back first" : "";
        if (!obstacle.isEmpty()) {
            throw Problem.failed("'" + subject.container().name() + "' cannot run before its memory is there")
                    .evidence(obstacle)
                    .remedy("leave --lazy out");
        }
    }

    /** A restore that has begun. It is void when this is closed before it was finished. */
    final class Begun implements AutoCloseable {
        private final Subject subject;
        private final Order order;
        private final ImageDirectory images;
        private final ImageAccess access;
        private final Pages pages;
        private final Watch watch;
        private @Nullable Arm arm;

        private Begun(
                Subject subject, Order order, ImageDirectory images, ImageAccess access, Pages pages, Watch watch) {
            this.subject = subject;
            this.order = order;
            this.images = images;
            this.access = access;
            this.pages = pages;
            this.watch = watch;
        }

        /** Starts the container, which does not run any more. */
        Back finish() {
            watch.step("restoring " + subject.container().name());
            return Uninterrupted.call(() -> switch (order.way()) {
                case RUNTIME -> armed();
                case SHADOW -> {
                    try (var _ = Shadow.over(engine.host(), subject.container().id())) {
                        yield armed();
                    }
                }
                case API -> new ThroughApi(engine, store).run(subject, order, images, watch);
            });
        }

        private Back armed() {
            try (var first = arm == null ? arm(this, pages) : arm) {
                return attempt(this, first, pages);
            } catch (NoUserfaults e) {
                watch.note("the kernel refuses userfaultfd here: all memory is restored by CRIU itself");
                try (var second = arm(this, Pages.EAGER)) {
                    return attempt(this, second, Pages.EAGER);
                }
            } finally {
                arm = null;
            }
        }

        @Override
        public void close() {
            if (arm != null) {
                arm.close();
            }
        }
    }

    private static long residentBytes(ImageDirectory images) {
        return images.processes().stream().mapToLong(DumpedProcess::residentBytes).sum();
    }

    private static HostPath work(Begun begun) {
        return begun.order.work().map(SharedFolder::onHost).orElse(Arm.work(begun.subject.container().id()));
    }

    private Arm arm(Begun begun, Pages pages) {
        var order = begun.order;
        return Arm.begin(
                engine.host(),
                begun.subject.container().id(),
                UUID.randomUUID().toString(),
                begun.access,
                work(begun),
                pages,
                stopped(begun.images),
                options(order, pages),
                order.hostname(),
                order.tcp() == Tcp.KEEP ? OwnAddresses.of(begun.images.images()) : List.of());
    }

    private Back attempt(Begun begun, Arm arm, Pages pages) {
        var host = engine.host();
        var order = begun.order;
        var container = begun.subject.container();
        arm.startComes(() -> engine.container(container.id()).alive());
        try {
            engine.start(container.id());
        } catch (Problem e) {
            throw failed(begun.subject, order, host, work(begun), pages, e);
        } finally {
            order.work().ifPresent(SharedFolder::fetch);
        }
        var receipt = prove(arm, host, container, begun.images, pages);
        // Before the arm closes: its work directory goes with it.
        return new Back(
                receipt,
                order.printStats()
                        ? Exchange.reading(host, work(begun), work -> Statistics.ofRestore(work, begun.watch))
                        : Optional.empty(),
                pages == Pages.EARLY ? StillComing.pages(host, container.id()) : 0);
    }

    private static Set<Integer> stopped(ImageDirectory images) {
        return images.processes().stream()
                .filter(p -> p.state() == TaskState.STOPPED)
                .map(DumpedProcess::pid)
                .collect(Collectors.toSet());
    }

    private static List<String> options(Order order, Pages pages) {
        var options = new ArrayList<>(List.of("leave-stopped", "log-file " + LOG));
        if (pages != Pages.EAGER) {
            options.add("lazy-pages");
        }
        options.addAll(order.tcp().forRestore());
        order.repeated().forEach(option -> options.add(option.line()));
        return options;
    }

    private Receipt prove(Arm arm, EngineHost host, Container before, ImageDirectory images, Pages pages) {
        var now = engine.container(before.id());
        if (arm.wasTaken()) {
            var receipt = new ReceiptTaker(host, images, pages == Pages.EARLY).take(now.state().pid(), arm.processes());
            if (receipt.holds()) {
                return receipt;
            }
            end(engine, now); // what runs began anew, at our start: it must not write to anything
            throw notRestored(before, differing(receipt));
        }
        end(engine, now);
        throw notRestored(before, List.of("the engine started it without taking the checkpoint"));
    }

    /** Ends a container; one that comes to its end by itself meanwhile is ended, too. */
    static void end(Engine engine, Container container) {
        if (container.alive()) {
            try {
                engine.kill(container.id(), "KILL");
            } catch (Problem e) {
                if (engine.container(container.id()).alive()) {
                    throw e;
                }
            }
            engine.awaitExit(container.id());
        }
    }

    static List<String> differing(Receipt receipt) {
        return receipt.compared().stream()
                .filter(c -> c.judged() && !c.equal())
                .map(Receipt.Compared::toString)
                .toList();
    }

    static Problem notRestored(Container container, List<String> evidence) {
        return Problem.failed("'" + container.name() + "' was not restored: it started anew, and was stopped again")
                .evidence(evidence)
                .remedy("its checkpoint is untouched; is somebody else starting it at the same time?");
    }

    private Problem failed(Subject subject, Order order, EngineHost host, HostPath work, Pages pages, Problem refusal) {
        var log = work.resolve(LOG);
        var text = host.exists(log) ? new String(host.read(log), StandardCharsets.UTF_8) : "";
        if (pages != Pages.EAGER && text.contains("userfaultfd") && text.contains("Error")) {
            throw new NoUserfaults();
        }
        var told = Explanation.of(
                        "'" + subject.container().name() + "' could not be restored, and " + then(subject.container()),
                        Optional.of(text).filter(said -> !said.isEmpty()),
                        refusal.evidence())
                .cause(refusal);
        return host.exists(work)
                ? Exchange.reading(
                        host, work, here -> FailedAttempt.keep(store, subject, order.verb(), told, Optional.of(here.resolve(LOG))))
                : FailedAttempt.keep(store, subject, order.verb(), told, Optional.empty());
    }

    private String then(Container container) {
        var now = new Aftermath(engine, container).now();
        return now.startsWith("is stopped") ? "is stopped as before" : now;
    }

    /** The kernel does not let CRIU catch page faults: in a user namespace, say. */
    private static final class NoUserfaults extends RuntimeException {}
}
