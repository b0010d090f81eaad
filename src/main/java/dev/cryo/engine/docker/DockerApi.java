package dev.cryo.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Raw calls to a daemon, and what its refusals mean. */
final class DockerApi {

    /** The highest API version that Cryo was tried with. */
    private static final String TRIED = "1.51";

    private final SocketHttpClient http;
    private final String where;
    private final ObjectMapper json = new ObjectMapper();
    private volatile String version = "";

    DockerApi(SocketHttpClient http, String where) {
        this.http = http;
        this.where = where;
    }

    /** The lower of what the daemon offers and what Cryo was tried with. */
    String version() {
        if (version.isEmpty()) {
            try (var response = send(request("GET", "/_ping").build())) {
                if (response.getStatusCode() >= 400) {
                    throw notDocker(response.getStatusCode(), message(response));
                }
                var offered = response.getHeader("Api-Version");
                version = offered == null || isNewer(offered, TRIED) ? TRIED : offered;
            }
        }
        return version;
    }

    private static boolean isNewer(String a, String b) {
        return minor(a) > minor(b);
    }

    private static int minor(String version) {
        return version.matches("1\\.\\d{1,4}") ? Integer.parseInt(version.substring(2)) : Integer.MAX_VALUE;
    }

    JsonNode get(String path) {
        return read("GET", path, null);
    }

    /** A POST whose answer is of interest. */
    JsonNode answer(String path) {
        return read("POST", path, null);
    }

    /** A POST of a document, whose answer is of interest. */
    JsonNode answer(String path, JsonNode document) {
        return read("POST", path, document);
    }

    private JsonNode read(String method, String path, @Nullable JsonNode document) {
        var request = request(method, versioned(path));
        if (document != null) {
            request.bodyBytes(bytes(document)).putHeader("Content-Type", "application/json");
        }
        try (var response = answered(path, send(request.build()))) {
            return json.readTree(response.getBody());
        } catch (IOException e) {
            throw unreachable(new SocketHttpClient.BrokenOff(e));
        }
    }

    private static byte[] bytes(JsonNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A call after which both sides go on talking over the same connection. */
    SocketHttpClient.Exchange converse(String path, JsonNode document) {
        var request = request("POST", versioned(path));
        request.bodyBytes(bytes(document))
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "Upgrade")
                .putHeader("Upgrade", "tcp");
        try {
            var opened = http.exchange(request.build());
            answered(path, opened.response());
            return opened;
        } catch (UncheckedIOException e) {
            throw unreachable(e);
        }
    }

    /** A call whose answer has no body of interest. */
    void post(String path) {
        call("POST", path, null).close();
    }

    /** The same with a document. */
    void post(String path, JsonNode document) {
        var request = request("POST", versioned(path));
        request.bodyBytes(bytes(document)).putHeader("Content-Type", "application/json");
        answered(path, send(request.build())).close();
    }

    void delete(String path) {
        call("DELETE", path, null).close();
    }

    /** A call with a body that streams, whose answer is read to its end; an error in it is thrown. */
    void upload(String path, InputStream body) {
        try (var response = call("POST", path, body);
                var lines = json.readerFor(JsonNode.class).<JsonNode>readValues(response.getBody())) {
            while (lines.hasNext()) {
                var error = lines.next().path("error").asText("");
                if (!error.isEmpty()) {
                    throw Problem.failed("the engine refused the upload").evidence(error);
                }
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** The body of an answer, which streams; closing it ends the call. */
    InputStream download(String path) {
        var response = call("GET", path, null);
        return new FilterInputStream(response.getBody()) {
            @Override
            public void close() {
                response.close();
            }
        };
    }

    private DockerHttpClient.Response call(String method, String path, @Nullable InputStream body) {
        var request = request(method, versioned(path));
        if (body != null) {
            request.body(body).putHeader("Content-Type", "application/x-tar");
        }
        return answered(path, send(request.build()));
    }

    private static Request.Builder request(String method, String path) {
        var request = Request.builder();
        request.method(Request.Method.valueOf(method)).path(path).putHeader("Accept", "application/json");
        return request;
    }

    private String versioned(String path) {
        return "/v" + version() + path;
    }

    /** An answer that is no refusal. */
    private <R extends DockerHttpClient.Response> R answered(String path, R response) {
        int status = response.getStatusCode();
        // 304: it is so already. That a container runs already is no success of a start.
        if (status < 300 || (status == 304 && !path.endsWith("/start"))) {
            return response;
        }
        try (response) {
            throw new Refusal(status, message(response));
        }
    }

    private DockerHttpClient.Response send(Request request) {
        try {
            return http.execute(request);
        } catch (UncheckedIOException e) {
            throw unreachable(e);
        }
    }

    private Problem notDocker(int status, String said) {
        var problem = Problem.failed("what listens at " + where + " does not answer as Docker does")
                .evidence(status + ": " + said.strip());
        return said.contains("HTTPS")
                ? problem.remedy("it speaks TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its keys")
                : problem.remedy("is it a Docker daemon?");
    }

    private static String message(DockerHttpClient.Response response) {
        try {
            return words(new String(response.getBody().readNBytes(64 << 10), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return "(the answer broke off: " + e.getMessage() + ")";
        }
    }

    /** What a daemon says in the JSON of an error, which may stand behind other words; all of it when there is none. */
    static String words(String answer) {
        int start = answer.indexOf('{');
        if (start < 0) {
            return answer.strip();
        }
        try {
            return new ObjectMapper().readTree(answer.substring(start)).path("message").asText(answer).strip();
        } catch (IOException e) {
            return answer.strip(); // not JSON: a proxy's page, say
        }
    }

    Problem unreachable(Throwable cause) {
        var what = cause instanceof SocketHttpClient.BrokenOff
                ? "the engine has broken off in the middle of a call"
                : "the engine cannot be reached";
        return Problem.failed(what)
                .evidence(where + ": " + cause.getMessage())
                .remedy("is dockerd running there, and may you use its socket? 'cryo lab up' makes a private engine")
                .cause(cause);
    }

    /** The daemon said no; the engine gives it words. */
    static final class Refusal extends RuntimeException {
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }

        String said() {
            return String.valueOf(getMessage());
        }
    }
}
