package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.settings.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are sent, on real connections: taken whole, or nothing is left of them. */
class UploadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrderflow-Action: 1\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private WebServer server;
    private URI address;

    private final class Target implements UploadTarget {

        @Override
        public Path draft(String name) {
            if (name.equals("refused")) {
                throw new RefusedException(422, "No such name");
            }
            return folder.resolve(name + ".draft");
        }

        @Override
        public void take(Path draft, String name) throws IOException {
            try {
                Files.move(draft, folder.resolve(name));
            } catch (FileAlreadyExistsException e) {
                throw new RefusedException(409, "It is there");
            }
        }
    }

    @BeforeEach
    void start() {
        server = new WebServer(context, new ServerOptions("127.0.0.1", 0, "orders", "", false, "", "", 1));
        server.start();
        context.start();
        address = URI.create(server.address());
        server.site().upload("/files/:name", new Target());
    }

    @AfterEach
    void stop() {
        server.stop();
        context.stop();
    }

    private String sent(String name, String rest) throws IOException {
        try (RawRequest request = new RawRequest(address, "POST /files/" + name + rest)) {
            return request.answer();
        }
    }

    private static void assertProblem(String answer, int status, String detail) throws IOException {
        String[] parts = answer.split("\r\n\r\n", 2);
        assertThat(parts[0])
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("\r\ncontent-type: application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(parts[1]);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    private void awaitFiles(String... names) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(folder.toFile().list()).containsExactlyInAnyOrder(names));
    }

    private static String chunk(int length) {
        return Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n";
    }

    @Test
    void a_file_that_comes_in_chunks_is_taken_whole_and_no_other_under_its_name() throws Exception {
        String whole = chunk(600_000) + chunk(400_000) + "0\r\n\r\n";

        assertThat(sent("a", CHUNKED + whole)).startsWith("HTTP/1.1 201 ");
        assertThat(folder.resolve("a")).hasSize(1_000_000);
        assertProblem(sent("a", CHUNKED + whole), 409, "It is there");
        assertProblem(sent("a", HEAD + "Content-Length: 2\r\n\r\n{}"), 409, "It is there");
        awaitFiles("a");
        assertThat(folder.resolve("a")).hasSize(1_000_000);
    }

    @Test
    void a_file_that_turns_out_too_large_is_refused_and_nothing_is_left_of_it() throws Exception {
        String most = "x".repeat(1 << 20);
        assertThat(sent("most", HEAD + "Content-Length: 1048576\r\n\r\n" + most))
                .startsWith("HTTP/1.1 201 ");

        assertProblem(sent("b", CHUNKED + chunk(1 << 20) + chunk(1) + "0\r\n\r\n"), 413, "1 MB is the limit");
        assertProblem(sent("c", CHUNKED + chunk(3 << 20) + "0\r\n\r\n"), 413, "1 MB is the limit");
        assertProblem(sent("d", HEAD + "Content-Length: 1048577\r\n\r\n" + most + "x"), 413, "1 MB is the limit");
        awaitFiles("most");
    }

    @Test
    void a_file_that_says_it_is_too_large_is_refused_before_it_comes_and_while_it_comes() throws Exception {
        AtomicInteger acted = new AtomicInteger();
        server.site().act("/act", question -> Answer.json(200, "" + acted.incrementAndGet()));
        String kept = HEAD.replace("Connection: close\r\n", "");
        try (RawRequest request =
                new RawRequest(address, "POST /files/g" + kept + "Content-Length: 99999999999\r\n\r\n")) {
            assertProblem(request.begin(), 413, "1 MB is the limit");
        }
        int much = 8 << 20;
        String act = "POST /act" + HEAD + "Content-Length: 2\r\n\r\n{}";

        assertProblem(sent("h", kept + "Content-Length: " + much + "\r\n\r\n" + "x".repeat(much) + act), 413, "1 MB");
        try (RawRequest request = new RawRequest(address, act)) {
            // what came behind the refused file was not done
            assertThat(request.answer()).endsWith("\r\n\r\n1");
        }
        awaitFiles();
    }

    @Test
    void who_asks_whether_to_send_is_told_to_where_the_file_is_taken_and_else_why_not() throws Exception {
        String expect = HEAD + "Expect: 100-continue\r\n";
        try (RawRequest request = new RawRequest(address, "POST /files/i" + expect + "Content-Length: 2\r\n\r\n")) {
            assertThat(request.begin()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            request.send("{}");

            assertThat(request.answer()).contains("\r\n\r\nHTTP/1.1 201 ");
        }
        awaitFiles("i");
        String kept = expect.replace("Connection: close\r\n", "");
        assertProblem(sent("j", kept + "Content-Length: 99999999999\r\n\r\n"), 413, "1 MB is the limit");
        assertProblem(sent("refused", kept + "Content-Length: 2\r\n\r\n"), 422, "No such name");
        assertProblem(
                sent("k", kept.replace("Orderflow-Action: 1\r\n", "") + "Content-Length: 2\r\n\r\n"), 403, "header");
        awaitFiles("i");
    }

    @Test
    void of_a_file_whose_connection_is_cut_nothing_is_left() throws Exception {
        for (String begin : new String[] {
            HEAD + "Content-Length: 100\r\n\r\nhalf", CHUNKED + chunk(70_000), CHUNKED + chunk(70_000) + "5\r\nha"
        }) {
            try (RawRequest request = new RawRequest(address, "POST /files/cut" + begin)) {
                await().atMost(PATIENCE).until(() -> size("cut.draft") > 0);
            }
            awaitFiles();
        }
    }

    @Test
    void a_body_that_is_no_http_in_the_middle_is_a_problem_and_nothing_is_left() throws Exception {
        assertProblem(sent("e", CHUNKED + chunk(70_000) + "ZZ\r\n"), 400, "");
        awaitFiles();
    }

    @Test
    void a_file_that_was_not_written_whole_is_not_taken() throws Exception {
        try (RawRequest request = new RawRequest(address, "POST /files/f" + HEAD + "Content-Length: 10\r\n\r\n12345")) {
            await().atMost(PATIENCE).until(() -> size("f.draft") == 5);
            // there is less of it than was sent, as on a disk that is full
            Files.delete(folder.resolve("f.draft"));
            request.send("67890");

            assertProblem(request.answer(), 507, "0 bytes of 10 were written; see that the disk has room");
        }
        awaitFiles();
    }

    private long size(String name) {
        return folder.resolve(name).toFile().length();
    }
}
