package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code timers}: what was going to wake processes up. */
public final class TimersVerb implements Verb<TimersVerb.Request, List<TimersVerb.Row>> {

    /** Numbers of clock_gettime(2). */
    private static final List<String> CLOCKS = List.of(
            "realtime", "monotonic", "process cpu time", "thread cpu time", "monotonic raw", "realtime coarse",
            "monotonic coarse", "boottime", "realtime alarm", "boottime alarm", "", "tai");

    private static final int THREAD_ID = 4;

    private final EvidenceReader evidence;

    public TimersVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "timers",
            summary = "List the timers of the processes in a checkpoint",
            details = "Those of setitimer(2), timer_create(2) and timerfd_create(2) that were armed, with what was left"
                    + " of their time.",
            examples = "timers web@1",
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * A timer.
     *
     * @param holders of a timer that is a file: process and descriptor
     * @param remaining until it next expires; nothing for one that is not armed
     * @param interval between expirations; nothing for one that expires once
     * @param notifies how it tells
     */
    public record Row(
            Optional<Integer> process,
            String command,
            List<String> holders,
            String kind,
            String clock,
            Optional<Duration> remaining,
            Optional<Duration> interval,
            String notifies,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(
                    Optional.empty(), "", List.of(), "", "", Optional.empty(), Optional.empty(), "", Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        var rows = new ArrayList<Row>();
        for (var p : asked.processes()) {
            asked.core(p.pid())
                    .flatMap(core -> core.at("tc"))
                    .flatMap(tc -> tc.at("timers"))
                    .ifPresent(timers -> add(p, timers, rows));
        }
        var holders = Holders.of(asked);
        OpenFiles.of(asked.evidence()).all().forEach((id, entry) -> {
            if (entry.kind().equals("tfd") && holders.has(id)) {
                var timer = entry.file();
                rows.add(new Row(
                        Optional.empty(), "", holders.of(id), "timerfd", clock(timer.number("clockid", 0)),
                        span(timer, "vsec", "vnsec", 1), span(timer, "isec", "insec", 1),
                        timer.number("ticks", 0) + " expirations unread", Optional.empty()));
            }
        });
        return asked.withDamage(rows.stream(), Row::damaged);
    }

    private static void add(DumpedProcess p, Fields timers, List<Row> to) {
        interval(p, timers, "real", "ALRM", to);
        interval(p, timers, "virt", "VTALRM", to);
        interval(p, timers, "prof", "PROF", to);
        for (var timer : timers.each("posix")) {
            to.add(new Row(
                    Optional.of(p.pid()), p.command(), List.of(), "posix " + timer.number("it_id", 0),
                    clock(timer.number("clock_id", 0)), span(timer, "vsec", "vnsec", 1), span(timer, "isec", "insec", 1),
                    notifies(timer), Optional.empty()));
        }
    }

    private static void interval(DumpedProcess p, Fields timers, String name, String signal, List<Row> to) {
        timers.at(name)
                .filter(timer -> timer.number("vsec", 0) != 0 || timer.number("vusec", 0) != 0)
                .ifPresent(timer -> to.add(new Row(
                        Optional.of(p.pid()), p.command(), List.of(), "interval",
                        name.equals("real") ? "realtime" : name.equals("virt") ? "user cpu time" : "process cpu time",
                        span(timer, "vsec", "vusec", 1000), span(timer, "isec", "iusec", 1000), "signal " + signal,
                        Optional.empty())));
    }

    /** SIGEV_SIGNAL 0, SIGEV_NONE 1, SIGEV_THREAD 2, SIGEV_THREAD_ID 4. */
    private static String notifies(Fields timer) {
        long how = timer.number("it_sigev_notify", 0);
        var signal = "signal " + Signals.name((int) timer.number("si_signo", 0));
        return how == 1
                ? "nobody"
                : how == THREAD_ID ? signal + " to thread " + timer.number("notify_thread_id", 0) : signal;
    }

    private static String clock(long number) {
        return number >= 0 && number < CLOCKS.size() ? CLOCKS.get((int) number) : "clock " + (int) number;
    }

    private static Optional<Duration> span(Fields timer, String seconds, String parts, long unit) {
        long whole = Math.clamp(timer.number(seconds, 0), 0, Long.MAX_VALUE / 2);
        long part = Math.clamp(timer.number(parts, 0), 0, 1_000_000_000L / unit - 1) * unit;
        return whole == 0 && part == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(whole, part));
    }
}
