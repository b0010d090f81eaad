package dev.cryo.timetravel;

import dev.cryo.timetravel.Facts.Connection;
import dev.cryo.timetravel.Facts.UnixPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What of the connections a dump refuses or loses. */
record SocketCheck(Facts facts, CriuOptions options) {

    private static final int LISTENING = 10;
    private static final int SYN_RECEIVED = 3;
    private static final Set<Integer> CLOSED = Set.of(7, LISTENING, 2, SYN_RECEIVED, 12);

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        connections(findings);
        unix(findings);
        return findings;
    }

    private Set<Long> own() {
        return facts.tasks().stream()
                .flatMap(task -> task.files().stream())
                .flatMap(file -> file.socket().stream())
                .collect(Collectors.toSet());
    }

    private void connections(List<Finding> findings) {
        var own = own();
        // The table is the network namespace's: with --network host it lists everybody's.
        var established = facts.connections().stream()
                .filter(c -> own.contains(c.inode()) && !CLOSED.contains(c.state()))
                .count();
        if (established == 0) {
            findings.add(Finding.fine("connections", "no established TCP connection"));
        } else {
            findings.add(
                    switch (options.tcp()) {
                        case CLOSE -> Finding.of(
                                Verdict.LOST,
                                "connections",
                                established + " established TCP connections are closed at the restore",
                                "--tcp keep restores them");
                        case KEEP -> Finding.of(
                                Verdict.UNKNOWN,
                                "connections",
                                established + " established TCP connections are restored, if the peers still wait then",
                                "--tcp close closes them");
                        case REFUSE -> Finding.of(
                                Verdict.FAILS,
                                "connections",
                                established + " established TCP connections, which --tcp refuse does not dump",
                                "--tcp close or --tcp keep");
                    });
        }
        if (facts.connections().stream().anyMatch(c -> waiting(c, own)) && !options.skipInFlight()) {
            findings.add(Finding.of(
                    Verdict.UNKNOWN,
                    "connections",
                    "a TCP connection waits to be accepted; CRIU does not take it in that moment",
                    "--skip-in-flight leaves it out"));
        }
    }

    /** A connection that is being made, or that nobody has accepted yet, at a port that the container listens on. */
    private boolean waiting(Connection c, Set<Long> own) {
        boolean unborn = c.state() == SYN_RECEIVED || (c.inode() == 0 && c.state() == 1);
        return unborn
                && facts.connections().stream()
                        .anyMatch(l -> l.state() == LISTENING && own.contains(l.inode()) && port(l).equals(port(c)));
    }

    private static String port(Connection c) {
        return c.local().substring(c.local().lastIndexOf(':') + 1);
    }

    private void unix(List<Finding> findings) {
        var own = own();
        if (own.isEmpty()) {
            return;
        }
        var peers = facts.peers();
        if (peers.isEmpty()) {
            findings.add(Finding.of(
                    Verdict.UNKNOWN,
                    "unix sockets",
                    "where they lead cannot be told",
                    "install iproute2 (ss) on the engine's host"));
            return;
        }
        var seen = peers.get().stream().map(UnixPeer::inode).collect(Collectors.toSet());
        findings.addAll(peers.get().stream()
                .filter(peer -> own.contains(peer.inode()))
                .flatMap(peer -> unix(peer, own, seen).stream())
                .distinct()
                .toList());
    }

    /** @param seen the sockets of the container's network: CRIU sees no others */
    private Optional<Finding> unix(UnixPeer peer, Set<Long> own, Set<Long> seen) {
        if (own.contains(peer.peer()) || (peer.peer() == 0 && !peer.state().equals("ESTAB"))) {
            return Optional.empty();
        }
        if (peer.peer() == 0) {
            return Optional.of(Finding.of(
                    Verdict.UNKNOWN,
                    "unix sockets",
                    "a connected unix socket leads to nobody, or to one that has not accepted it yet",
                    "close it first, if the checkpoint fails"));
        }
        return Optional.of(
                options.extUnixSockets() && seen.contains(peer.peer())
                        ? Finding.of(
                                Verdict.UNKNOWN,
                                "unix sockets",
                                "a unix socket leads outside of the container",
                                "close it first, if the checkpoint fails; CRIU takes datagram sockets with a name only")
                        : Finding.of(
                                Verdict.FAILS,
                                "unix sockets",
                                "a unix socket leads outside of the container (docker.sock, syslog, D-Bus?)",
                                "close it first; --ext-unix-sockets takes datagram sockets between containers of one network"));
    }
}
