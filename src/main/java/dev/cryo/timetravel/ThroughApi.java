package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.store.Store;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.Optional;
import java.util.Set;

/** A restore by the engine's own means, where nothing of Cryo's may be put onto its host: slow, and without CRIU's options. */
record ThroughApi(Engine engine, Store store) {

    /**
     * Starts a container from images; what it does from its first instruction on is not waited for.
     *
     * @throws Problem when it could not be restored, or what runs is not what was dumped; then it is stopped
     */
    Restoration.Back run(Subject subject, Restoration.Order order, ImageDirectory images, Watch watch) {
        var container = subject.container();
        refuse(container, order);
        watch.note("'" + container.name() + "' is restored through Docker's own API, which takes a while; "
                + WaysBack.CONSENT + " is quicker where it can be");
        if (order.printStats()) {
            watch.note("Docker's API does not tell what CRIU measured, nor its log");
        }
        try (var lent = Lent.to(engine, container, order.folder().onHost())) {
            var tasks = start(subject, order, lent);
            var now = engine.container(container.id());
            var receipt = new ReceiptTaker(engine.host(), images, false).takeRunning(now.state().pid(), tasks);
            if (receipt.holds()) {
                return new Restoration.Back(receipt, Optional.empty(), 0);
            }
            Restoration.end(engine, now);
            throw Restoration.notRestored(container, Restoration.differing(receipt));
        }
    }

    private static void refuse(Container container, Restoration.Order order) {
        if (!order.repeated().isEmpty() || order.tcp() == Tcp.KEEP) {
            throw Problem.failed("'" + container.name() + "' cannot be restored through Docker's API, which tells CRIU nothing")
                    .evidence(order.repeated().isEmpty()
                            ? "--tcp keep is wanted"
                            : "its checkpoint was dumped with " + order.repeated().stream().map(Repeated::line).toList())
                    .remedy(WaysBack.CONSENT + " restores it through Cryo's runtime, where that can be put there");
        }
    }

    private Set<Integer> start(Subject subject, Restoration.Order order, Lent lent) {
        try {
            return lent.start(engine, subject.container().id());
        } catch (Problem e) {
            throw FailedAttempt.keep(
                    store,
                    subject,
                    order.verb(),
                    Explanation.of(
                                    "'" + subject.container().name() + "' could not be restored, and is stopped as before",
                                    Optional.empty(),
                                    e.evidence())
                            .cause(e),
                    Optional.empty());
        }
    }
}
