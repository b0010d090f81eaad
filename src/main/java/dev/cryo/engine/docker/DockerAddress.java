package dev.cryo.engine.docker;

import dev.cryo.verb.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a daemon's address as the docker client writes it. */
final class DockerAddress {

    private static final String DEFAULT_SOCKET = "/var/run/docker.sock";
    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    private static final Pattern TCP = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/@?#\\s]*))(?::(\\d{1,5}))?/?");

    private DockerAddress() {}

    /**
     * @param tls for {@code tcp://}, and only there
     * @throws Problem of kind USAGE when it is none
     */
    static Way read(String address, Optional<Tls> tls) {
        var text = address.strip();
        int end = text.indexOf("://");
        var scheme = end < 0 ? "tcp" : text.substring(0, end);
        var rest = end < 0 ? text : text.substring(end + 3);
        return switch (scheme) {
            case "unix" -> unix(rest, address);
            case "tcp" -> tcp(rest, address, tls);
            case "ssh" -> ssh(text);
            default -> throw wrong(address, "'" + scheme + "' is no way to an engine that Cryo knows");
        };
    }

    private static Way unix(String path, String address) {
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw wrong(address, "a socket is named by its full path");
        }
        return new UnixWay(Path.of(path.isEmpty() ? DEFAULT_SOCKET : path));
    }

    private static Way tcp(String rest, String address, Optional<Tls> tls) {
        var parts = TCP.matcher(rest);
        if (!parts.matches()) {
            throw wrong(address, "behind tcp:// stand a host and a port");
        }
        var host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        int port = parts.group(3) == null ? tls.isPresent() ? TLS_PORT : PLAIN_PORT : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65535) {
            throw wrong(address, port + " is no port");
        }
        return new TcpWay(host.isEmpty() ? "localhost" : host, port, tls);
    }

    private static Way ssh(String address) {
        try {
            var uri = new URI(address);
            var host = uri.getHost();
            var user = Optional.ofNullable(uri.getUserInfo());
            if (host == null) {
                throw wrong(address, "behind ssh:// stand [USER@]HOST[:PORT]");
            }
            if (user.filter(name -> name.contains(":")).isPresent()) {
                throw Problem.usage("an address is no place for a password")
                        .remedy("let ssh find a key: in its agent, or as ~/.ssh/config says");
            }
            if (uri.getQuery() != null || uri.getFragment() != null) {
                throw wrong(address, "nothing may follow the path");
            }
            var path = Optional.ofNullable(uri.getPath()).filter(p -> p.length() > 1);
            var port = uri.getPort() < 0 ? Optional.<Integer>empty() : Optional.of(uri.getPort());
            return new SshWay(user, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, path);
        } catch (URISyntaxException e) {
            throw wrong(address, String.valueOf(e.getReason()));
        }
    }

    private static Problem wrong(String address, String why) {
        return Problem.usage("'" + address + "' is no address of an engine")
                .evidence(why)
                .remedy("unix:///PATH, tcp://HOST:PORT and ssh://[USER@]HOST[:PORT] are");
    }
}
