package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No route takes the files of the inbox from the one that sends their orders. */
class SharedInboxTest {

    private static final GenericFileFilter<File> ORDER_FILES = file -> true;

    @TempDir
    private Path home;

    private Path inbox;

    @BeforeEach
    void create() throws Exception {
        inbox = Files.createDirectories(home.resolve("post/inbox"));
        Files.createSymbolicLink(home.resolve("link"), home.resolve("post"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "post/inbox",
                "post/./inbox/?delay=100",
                "link/inbox?delete=true",
                "post?recursive=true",
                "post/inbox?include=.*json",
                "post/inbox?includeExt=txt,json",
                "post/inbox?filter=#orderFiles&noop=true"
            })
    void a_route_that_would_take_order_files_from_another_one_is_refused(String folder) {
        assertThatThrownBy(() -> check(receiver("receive-orders", "true") + route("thief", folder, "true")))
                .isInstanceOf(RouteMistake.class)
                .hasMessage(
                        "%1$s/x.camel.yaml, line 11, route thief: it would take order files from"
                                + " %1$s/x.camel.yaml, line 5, route receive-orders, which reads them in the folder %2$s;"
                                + " let it read another folder, or change that route",
                        home, inbox);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"post", "post/inbox/done", "elsewhere", "post/inbox?include=.*xml", "post/inbox?includeExt=xml"})
    void a_route_that_leaves_the_order_files_alone_passes(String folder) throws Exception {
        assertThat(check(receiver("receive-orders", "true") + route("other", folder, "true"))
                        .sources())
                .hasSize(2);
    }

    @Test
    void a_route_of_ones_own_may_read_the_inbox_in_the_place_of_the_shipped_one() throws Exception {
        assertThat(check(receiver("mine", "true")).sources()).hasSize(1);
        assertThat(check(route("mine", "post/inbox", "true")).sources()).hasSize(1);
        assertThat(check(receiver("receive-orders", "false") + route("mine", "post/inbox", "true"))
                        .sources())
                .hasSize(2);
    }

    private String receiver(String id, String starts) {
        return route(id, "post/inbox?filter=#orderFiles&noop=true&idempotent=false", starts);
    }

    private String route(String id, String folder, String starts) {
        return "- route:\n    id: %s\n    autoStartup: %s\n    from:\n      uri: \"file:%s/%s\"\n      steps: [{log: x}]\n"
                .formatted(id, starts, home, folder);
    }

    private RouteSet check(String content) throws Exception {
        Files.writeString(home.resolve("x.camel.yaml"), content);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("orderFiles", ORDER_FILES);
            return new RouteCheck(context).check(RouteFiles.read(home), null);
        }
    }
}
