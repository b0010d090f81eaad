package dev.cryo.engine.docker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import dev.cryo.engine.Container;
import dev.cryo.engine.ContainerCopy;
import dev.cryo.engine.ContainerSpec;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.engine.DirectHost;
import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.EngineInfo;
import dev.cryo.engine.Image;
import dev.cryo.engine.Output;
import dev.cryo.engine.docker.DockerApi.Refusal;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dockerd, by whatever way it is reached. */
public final class DockerEngine implements Engine {

    /** Kept away from lists: what Cryo itself has there for a while. */
    static final String OWN = "dev.cryo.helper";

    private final SocketHttpClient http;
    private final DockerApi api;
    private final Supplier<? extends Optional<? extends EngineHost>> direct;
    private @Nullable EngineHost host;
    private @Nullable ApiHost apiHost;
    private @Nullable EngineInfo info;
    private @Nullable DockerClient commands;

    private DockerEngine(Way way, Supplier<? extends Optional<? extends EngineHost>> direct) {
        this.http = new SocketHttpClient(way);
        this.api = new DockerApi(http, way.toString());
        this.direct = direct;
    }

    /**
     * @param socket where the daemon listens
     * @param findHost finds the daemon's host when it is first needed
     */
    public DockerEngine(Path socket, Supplier<EngineHost> findHost) {
        this(new UnixWay(socket), () -> Optional.of(findHost.get()));
    }

    /** The daemon at a socket of this machine; its host is entered where that is possible, else reached through it. */
    public static DockerEngine at(Path socket) {
        return over(new UnixWay(socket));
    }

    /** The daemon at an address as the docker client writes it, whose host is reached through the daemon alone. */
    public static DockerEngine throughItsApi(String address, Optional<Path> keys) {
        return new DockerEngine(
                DockerAddress.read(address, keys.map(folder -> Tls.of(folder, true))), Optional::empty);
    }

    static DockerEngine over(Way way) {
        return new DockerEngine(
                way, () -> way instanceof UnixWay(var socket) ? DirectHost.behind(socket) : Optional.empty());
    }

    @Override
    public synchronized EngineInfo info() {
        return info == null ? askInfo() : info;
    }

    @Override
    public synchronized EngineInfo askInfo() {
        info = Descriptions.info(api.get("/info"));
        return info;
    }

    @Override
    public synchronized EngineHost host() {
        if (host == null) {
            host = direct.get().map(EngineHost.class::cast).orElseGet(this::apiHost);
        }
        return host;
    }

    private EngineHost apiHost() {
        apiHost = new ApiHost(api, Foothold.LEASE);
        return apiHost;
    }

    @Override
    public List<ContainerSummary> containers(boolean all) {
        return Descriptions.stream(api.get("/containers/json?all=" + all))
                .filter(entry -> !entry.path("Labels").has(OWN))
                .map(Descriptions::summary)
                .toList();
    }

    @Override
    public Container container(ContainerName name) {
        try {
            return Descriptions.container(api.get("/containers/" + name + "/json"));
        } catch (Refusal e) {
            throw e.status() == 404 ? unknown(name) : refused("look at " + name, e);
        }
    }

    private Problem unknown(ContainerName name) {
        var names = containers(true).stream().map(ContainerSummary::name).sorted().collect(Collectors.joining(", "));
        return Problem.failed("there is no container '" + name + "'")
                .evidence(names.isEmpty() ? "the engine has no containers" : "the engine has: " + names)
                .remedy("'ps --all' lists them");
    }

    @Override
    public ContainerId create(ContainerSpec spec) {
        return commanding("create a container of '" + spec.image() + "'", () -> {
            try (var command = commands().createContainerCmd(spec.image().text())) {
                NewContainer.describe(spec, command);
                return new ContainerId(command.exec().getId());
            }
        });
    }

    @Override
    public ContainerId create(ContainerCopy copy) {
        var copied = CopiedContainer.of(copy);
        return commanding("create '" + copy.name() + "'", () -> {
            var named = new ImageName(copied.imageName());
            var image = idOf(named).equals(Optional.of(copied.imageId())) ? named.text() : copied.imageId();
            var answer = api.answer("/containers/create?name=" + word(copy.name()), copied.body(image));
            var id = new ContainerId(answer.path("Id").asText());
            try {
                var whom = JsonNodeFactory.instance.objectNode().put("Container", id.text());
                copied.furtherNetworks().forEach(network -> api.post("/networks/" + word(network) + "/connect", whom));
                return id;
            } catch (Refusal e) {
                remove(id, true);
                throw e;
            }
        });
    }

    @Override
    public void start(ContainerId id) {
        act("start " + id.brief(), () -> {
            try {
                api.post("/containers/" + id + "/start");
            } catch (Refusal e) {
                throw e.status() == 304 ? alreadyRunning(id) : e;
            }
        });
    }

    @Override
    public void start(ContainerId id, String checkpoint) {
        act("start " + id.brief() + " from its checkpoint", () -> api.post(
                "/containers/" + id + "/start?checkpoint=" + word(checkpoint)));
    }

    private static Problem alreadyRunning(ContainerId id) {
        return Problem.failed("container " + id.brief() + " is running already");
    }

    @Override
    public void stop(ContainerId id, Duration grace) {
        act("stop " + id.brief(), () -> api.post("/containers/" + id + "/stop?t=" + grace.toSeconds()));
    }

    @Override
    public void kill(ContainerId id, String signal) {
        act("kill " + id.brief(), () -> api.post("/containers/" + id + "/kill?signal=" + word(signal)));
    }

    @Override
    public void pause(ContainerId id) {
        act("pause " + id.brief(), () -> api.post("/containers/" + id + "/pause"));
    }

    @Override
    public void unpause(ContainerId id) {
        act("unpause " + id.brief(), () -> api.post("/containers/" + id + "/unpause"));
    }

    @Override
    public void remove(ContainerId id, boolean force) {
        act("remove " + id.brief(), () -> api.delete("/containers/" + id + "?v=true&force=" + force));
    }

    @Override
    public int awaitExit(ContainerId id) {
        return commanding(
                "wait for " + id.brief(), () -> api.answer("/containers/" + id + "/wait").path("StatusCode").asInt());
    }

    @Override
    public void logs(ContainerId id, Logs logs, Output output) {
        commanding("read the log of " + id.brief(), () -> {
            var command = commands()
                    .logContainerCmd(id.text())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTimestamps(logs.timestamps())
                    .withFollowStream(logs.follow());
            logs.tail().ifPresent(command::withTail);
            // docker-java asks for whole seconds.
            logs.since().ifPresent(since -> command.withSince((int) since.getEpochSecond()));
            return pour(command.exec(new Pour(output)));
        });
    }

    @Override
    public Attached attach(ContainerId id, Output output) {
        return commanding("listen to " + id.brief(), () -> {
            var gone = container(id).autoRemove() ? "removed" : "next-exit";
            // Asked before the start: afterwards the container may be gone already.
            var exit = new CompletableFuture<Integer>();
            Thread.ofVirtual().start(() -> {
                try {
                    exit.complete(api.answer("/containers/" + id + "/wait?condition=" + gone)
                            .path("StatusCode")
                            .asInt());
                } catch (RuntimeException e) {
                    exit.completeExceptionally(e);
                }
            });
            var stream = commands()
                    .attachContainerCmd(id.text())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(new Pour(output));
            awaitStarted(stream);
            return new Listening(stream, exit);
        });
    }

    private static void awaitStarted(ResultCallback.Adapter<Frame> stream) {
        try {
            stream.awaitStarted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        }
    }

    private record Listening(ResultCallback.Adapter<Frame> stream, CompletableFuture<Integer> exit)
            implements Attached {

        @Override
        public int awaitEnd() {
            pour(stream);
            return commanding("wait for the container's end", () -> {
                try {
                    return exit.get();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw Problem.interrupted();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                }
            });
        }

        @Override
        public void close() {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public int exec(ContainerId id, ExecSpec spec, Output output) {
        return commanding("run a command in " + id.brief(), () -> {
            var create = commands()
                    .execCreateCmd(id.text())
                    .withCmd(spec.command().toArray(String[]::new))
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withAttachStdin(spec.input().isPresent());
            spec.user().ifPresent(create::withUser);
            spec.directory().ifPresent(create::withWorkingDir);
            if (!spec.environment().isEmpty()) {
                create.withEnv(spec.environment());
            }
            var exec = create.exec().getId();
            var start = commands().execStartCmd(exec).withDetach(false);
            spec.input().ifPresent(start::withStdIn);
            pour(start.exec(new Pour(output)));
            return api.get("/exec/" + exec + "/json").path("ExitCode").asInt();
        });
    }

    @Override
    public Optional<InputStream> archive(ContainerId id, String path) {
        return commanding("read " + path + " of " + id.brief(), () -> {
            try {
                return Optional.of(api.download("/containers/" + id + "/archive?path=" + word(path)));
            } catch (Refusal e) {
                if (e.status() == 404 && !e.said().contains("No such container")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public List<Image> images() {
        return Descriptions.stream(api.get("/images/json"))
                .filter(entry -> !entry.path("Labels").has(OWN))
                .map(Descriptions::image)
                .sorted(Comparator.comparing(Image::created).reversed())
                .toList();
    }

    @Override
    public Image image(ImageName name) {
        try {
            return Descriptions.image(api.get("/images/" + name + "/json"));
        } catch (Refusal e) {
            throw e.status() == 404
                    ? Problem.failed("there is no image '" + name + "'").evidence(e.said())
                    : refused("look at image " + name, e);
        }
    }

    @Override
    public void importImage(InputStream tar, ImageName name, List<String> command) {
        var words = command.stream()
                .map(w -> '"' + w.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "CMD [", "]"));
        var changes = command.isEmpty() ? "" : "&changes=" + word(words);
        var before = idOf(name);
        try {
            act("import image " + name, () -> api.upload("/images/create?fromSrc=-&repo=" + word(name.text()) + changes, tar));
        } catch (Problem e) {
            // containerd's image store gives the name to what it then could not unpack.
            if (!idOf(name).equals(before)) {
                act("remove image " + name, () -> api.delete("/images/" + name));
            }
            throw e;
        }
    }

    private Optional<String> idOf(ImageName name) {
        try {
            return Optional.of(api.get("/images/" + name + "/json").path("Id").asText());
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (apiHost != null) {
                apiHost.close();
            }
            if (commands != null) {
                commands.close();
            }
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized DockerClient commands() {
        if (commands == null) {
            var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                    .withDockerHost("unix:///the/way/is/ours")
                    .withDockerTlsVerify(false)
                    .withApiVersion(api.version())
                    .build();
            commands = DockerClientImpl.getInstance(config, http);
        }
        return commands;
    }

    private static void act(String what, Runnable call) {
        commanding(what, () -> {
            call.run();
            return true;
        });
    }

    private static <T> T commanding(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (Refusal e) {
            throw refused(what, e);
        } catch (DockerException e) {
            // docker-java puts the daemon's words into "Status 404: {"message": …}".
            throw refused(what, new Refusal(e.getHttpStatus(), DockerApi.words(String.valueOf(e.getMessage()))));
        }
    }

    private static Problem refused(String what, Refusal refusal) {
        return Problem.failed("the engine could not " + what)
                .evidence(refusal.said())
                .cause(refusal);
    }

    private static boolean pour(ResultCallback.Adapter<Frame> stream) {
        try (stream) {
            stream.awaitCompletion();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String word(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Hands frames on as they come. */
    private static final class Pour extends ResultCallback.Adapter<Frame> {
        private final Output output;

        Pour(Output output) {
            this.output = output;
        }

        @Override
        public void onNext(Frame frame) {
            output.write(
                    frame.getStreamType() == StreamType.STDERR ? Watch.Stream.ERR : Watch.Stream.OUT,
                    frame.getPayload());
        }
    }
}
