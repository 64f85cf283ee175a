package io.orderflow.reload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are taken for routes. */
class RouteFilesTest {

    private static final Path ROUTE = Path.of("mine.camel.yaml");

    @TempDir
    Path routes;

    @Test
    void a_volume_of_kubernetes_holds_each_file_once_and_its_update_is_seen() throws Exception {
        publish("..2026_01", "one");
        Files.createSymbolicLink(routes.resolve(ROUTE), Path.of("..data").resolve(ROUTE));
        assertThat(RouteFiles.read(routes).contents())
                .containsOnlyKeys(routes.resolve(ROUTE))
                .containsValue(ByteBuffer.wrap("one".getBytes(UTF_8)));

        publish("..2026_02", "two");
        assertThat(RouteFiles.read(routes).contents())
                .containsOnlyKeys(routes.resolve(ROUTE))
                .containsValue(ByteBuffer.wrap("two".getBytes(UTF_8)));
    }

    @Test
    void hidden_files_and_folders_are_left_out_and_others_count_even_in_a_hidden_place() throws Exception {
        Path folder = Files.createDirectories(routes.resolve(".project/routes"));
        Files.createDirectories(folder.resolve("more"));
        Files.createDirectories(folder.resolve(".trash"));
        Files.writeString(folder.resolve("more").resolve(ROUTE), "one");
        Files.writeString(folder.resolve(".trash").resolve(ROUTE), "two");
        Files.writeString(folder.resolve("." + ROUTE), "three");

        assertThat(RouteFiles.read(folder).contents())
                .containsOnlyKeys(folder.resolve("more").resolve(ROUTE));
    }

    @Test
    void a_folder_without_routes_is_named_with_what_to_do() {
        assertThatThrownBy(() -> RouteFiles.read(routes))
                .isInstanceOf(RouteMistake.class)
                .hasMessage(
                        "there is no *.camel.yaml in %s; start where the routes are, or with -Dorders.dsl=java",
                        routes);
    }

    @Test
    void a_link_that_leads_in_a_circle_is_named_in_words() throws Exception {
        Files.writeString(routes.resolve(ROUTE), "one");
        Path link = Files.createSymbolicLink(routes.resolve("again"), Path.of("."));

        assertThatThrownBy(() -> RouteFiles.read(routes))
                .isInstanceOf(RouteMistake.class)
                .hasMessage("%s can't be listed: the link %s leads back to a folder that it is in", routes, link);
    }

    /** As the kubelet does it: a new folder, to which a link is moved in one step. */
    private void publish(String folder, String content) throws Exception {
        Files.writeString(Files.createDirectories(routes.resolve(folder)).resolve(ROUTE), content);
        Path link = Files.createSymbolicLink(routes.resolve("..data_tmp"), Path.of(folder));
        Files.move(link, routes.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
