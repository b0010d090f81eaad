package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.Container;
import dev.cryo.engine.EngineInfo;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;

/** {@code install}: puts Cryo's OCI runtime onto an engine host, and takes it away again. */
public final class InstallVerb implements Verb<InstallVerb.Request, InstallVerb.Done> {

    private final Subjects subjects;

    public InstallVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "install",
            summary = "Put Cryo's runtime onto the engine's host, so that its containers can be restored",
            details = {
                "Puts the program cryo-runtime into /usr/local/bin there, adds it to the daemon's daemon.json (all else in"
                        + " it stays; the file as it was is kept as daemon.json.before-cryo), and lets the daemon read that"
                        + " anew. No container and no daemon is taken down. Containers made with --runtime cryo, or with"
                        + " --default all that are made from then on, can be restored.",
                "It says what it will do, and asks; --yes says yes beforehand. --undo takes everything back."
            },
            examples = {"install --yes", "install --default --yes"},
            group = Usage.Group.CRYO)
    public record Request(
            @Option(help = "take it away again") boolean undo,
            @Option(name = "default", help = "make it the runtime of all containers that name none") boolean asDefault,
            @Option(letter = "y", help = "do it without asking") boolean yes) {

        public Request {
            if (undo && asDefault) {
                throw Problem.usage("--undo takes the default back, too: leave --default away");
            }
        }
    }

    /** What came of it. */
    public record Done(boolean changed, String line) implements Watch.Finished {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Done run(Request request, Watch watch) {
        var site = RuntimeSite.of(subjects.engine());
        var bytes = site.read(site.config());
        var now = DaemonJson.read(bytes, site.config().text());
        var done = request.undo() ? undo(site, now, bytes, request, watch) : install(site, now, bytes, request, watch);
        watch.done(done);
        return done;
    }

    private static Done install(RuntimeSite site, DaemonJson now, byte[] bytes, Request request, Watch watch) {
        if (site.isForeign()) {
            throw Problem.failed(RuntimeSite.PROGRAM + " is there, and is not Cryo's")
                    .remedy("move it out of the way");
        }
        var wanted = now.with(RuntimeSite.PROGRAM.text(), request.asDefault());
        boolean changes = !wanted.equals(now);
        boolean known = known(site.engine().askInfo(), request.asDefault());
        var plan = new ArrayList<String>();
        if (!site.upToDate()) {
            plan.add("put the program " + RuntimeSite.PROGRAM + " in place");
        }
        if (changes) {
            var isNew = bytes.length == 0 ? " (a new file)" : ", and keep it as it is now as " + site.before();
            plan.add("add the runtime 'cryo' to " + site.config()
                    + (request.asDefault() ? ", as the default of new containers" : "") + isNew);
        }
        if (changes || !known) {
            plan.add("let the daemon (process " + site.daemon() + ") read that anew, by SIGHUP");
        }
        if (plan.isEmpty()) {
            return new Done(false, "Cryo's runtime is installed already");
        }
        refuseContradiction(site, request);
        agree(plan, request, watch);
        if (!site.upToDate()) {
            site.putProgram();
        }
        if (changes) {
            site.putConfig(wanted.bytes());
        }
        if ((changes || !known) && !site.reload(info -> known(info, request.asDefault()))) {
            throw notTaken(site, bytes, changes);
        }
        return new Done(true, "Cryo's runtime is installed"
                + (request.asDefault() ? ", and is the default" : "; make containers with --runtime cryo"));
    }

    private static boolean known(EngineInfo info, boolean asDefault) {
        return info.runtimes().contains(EngineInfo.CRYO_RUNTIME)
                && (!asDefault || info.defaultRuntime().equals(EngineInfo.CRYO_RUNTIME));
    }

    private static void refuseContradiction(RuntimeSite site, Request request) {
        site.contradiction(request.asDefault()).ifPresent(flag -> {
            throw Problem.failed("the daemon would not accept it; nothing was changed")
                    .evidence("it was started with " + flag + ", which its configuration may not repeat")
                    .remedy("move that from the daemon's command line into " + site.config());
        });
    }

    private static void agree(List<String> plan, Request request, Watch watch) {
        plan.forEach(step -> watch.note("will " + step));
        if (request.yes() || watch.agrees("Do it?")) {
            return;
        }
        throw Problem.usage("nothing was done, for nobody agreed")
                .evidence(plan.stream().map(step -> "would " + step).toList())
                .remedy("say --yes");
    }

    /** The daemon goes on with what it had; so the file must say that again. */
    private static Problem notTaken(RuntimeSite site, byte[] bytes, boolean changes) {
        if (changes) {
            restore(site, bytes);
            site.reload(_ -> true);
        }
        return Problem.failed("the daemon did not take the new configuration; it is as it was")
                .evidence("process " + site.daemon() + ", " + site.config())
                .remedy("the daemon's own log says why");
    }

    private static void restore(RuntimeSite site, byte[] bytes) {
        if (bytes.length == 0) {
            site.drop(site.config());
        } else {
            site.putConfig(bytes);
            site.drop(site.before());
        }
    }

    private Done undo(RuntimeSite site, DaemonJson now, byte[] bytes, Request request, Watch watch) {
        var original = site.read(site.before());
        var before = DaemonJson.read(original, site.before().text());
        var wanted = now.without(before);
        boolean changes = !wanted.equals(now);
        boolean program = site.has(RuntimeSite.PROGRAM) && !site.isForeign();
        if (!changes && !program) {
            return new Done(false, "Cryo's runtime is not installed");
        }
        refuseWhileUsed();
        var plan = new ArrayList<String>();
        if (changes) {
            plan.add("take the runtime 'cryo' out of " + site.config());
            plan.add("let the daemon (process " + site.daemon() + ") read that anew, by SIGHUP");
        }
        if (program) {
            plan.add("remove the program " + RuntimeSite.PROGRAM);
        }
        agree(plan, request, watch);
        if (changes) {
            site.putConfig(wanted.explicit().bytes());
            if (!site.reload(info -> !info.runtimes().contains(EngineInfo.CRYO_RUNTIME))) {
                site.putConfig(bytes);
                site.reload(_ -> true);
                throw notTaken(site, bytes, false);
            }
            takeOut(site, wanted, before, original);
        }
        site.drop(site.before());
        if (program) {
            site.drop(RuntimeSite.PROGRAM);
        }
        return new Done(true, "Cryo's runtime is gone");
    }

    /** Where nobody has changed anything else meanwhile, the very file comes back. */
    private static void takeOut(RuntimeSite site, DaemonJson wanted, DaemonJson before, byte[] original) {
        if (original.length == 0 && wanted.root().isEmpty()) {
            site.drop(site.config());
        } else {
            site.putConfig(original.length > 0 && wanted.equals(before) ? original : wanted.bytes());
        }
    }

    /** A container whose runtime is unknown cannot be started any more. */
    private void refuseWhileUsed() {
        var engine = subjects.engine();
        var users = engine.containers(true).stream()
                .map(summary -> engine.container(summary.id()))
                .filter(container -> container.runtime().equals(EngineInfo.CRYO_RUNTIME))
                .map(Container::name)
                .toList();
        if (!users.isEmpty()) {
            throw Problem.failed("there are containers under Cryo's runtime, which could not be started without it")
                    .evidence(String.join(", ", users))
                    .remedy("remove them first");
        }
    }
}
