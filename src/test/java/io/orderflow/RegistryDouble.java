package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The three answers of a schema registry that the program asks for. */
public final class RegistryDouble implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<JsonNode> schemas = new ArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean compatible = true;
    private volatile int status = 200;

    /** @param port 0 for a free one */
    public RegistryDouble(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Adds a schema. @return its id */
    public synchronized int add(String type, String schema) {
        schemas.add(JSON.createObjectNode().put("schemaType", type).put("schema", schema));
        return schemas.size();
    }

    /** How often it was asked for a schema by its id. */
    public int questions() {
        return questions.get();
    }

    public void refuseAsIncompatible() {
        compatible = false;
    }

    /** From now on it answers with this status. */
    public void answerWith(int newStatus) {
        status = newStatus;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (status != 200) {
            send(exchange, status, "{\"message\":\"it is as the test wants it\"}");
        } else if (path.startsWith("/compatibility/")) {
            send(
                    exchange,
                    200,
                    compatible
                            ? "{\"is_compatible\":true}"
                            : "{\"is_compatible\":false,\"messages\":[\"quantity was a string\"]}");
        } else if (path.startsWith("/subjects/")) {
            JsonNode schema = JSON.readTree(exchange.getRequestBody());
            send(exchange, 200, "{\"id\":" + register(schema) + "}");
        } else {
            questions.incrementAndGet();
            JsonNode schema = schema(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
            send(exchange, schema == null ? 404 : 200, schema == null ? "{\"error_code\":40403}" : schema.toString());
        }
    }

    private synchronized int register(JsonNode schema) {
        int known = schemas.indexOf(schema);
        return known >= 0
                ? known + 1
                : add(schema.path("schemaType").asText(), schema.path("schema").asText());
    }

    private synchronized JsonNode schema(int id) {
        return id < 1 || id > schemas.size() ? null : schemas.get(id - 1);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
