package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The order board as another program asks it. */
record BoardClient(URI address, String user, String password) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    BoardClient(URI address) {
        this(address, "", "");
    }

    HttpResponse<String> get(String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        if (!user.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> head(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Acts as a script does. */
    HttpResponse<String> post(String path, String body) throws Exception {
        return ask("POST", path, body);
    }

    /** @param body null for none */
    HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Orderflow-Action", "test")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Of an answer without an end, the first event. */
    HttpResponse<String> firstEvent(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(address.resolve(path)).build(),
                head -> HttpResponse.BodySubscribers.mapping(HttpResponse.BodySubscribers.ofLines(UTF_8), lines -> {
                    try (lines) {
                        return lines.filter(line -> line.startsWith("data: "))
                                .findFirst()
                                .orElseThrow();
                    }
                }));
    }

    /** Acts as a page from elsewhere would like to. */
    int forged(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("Orderflow-Action", "test")
                .header("Origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    JsonNode posted(String path, String body) throws Exception {
        return JSON.readTree(post(path, body).body());
    }

    int status(String path) throws Exception {
        return get(path).statusCode();
    }

    /** Of an answer with a line of JSON each. */
    List<JsonNode> lines(String path) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : get(path).body().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }
}
