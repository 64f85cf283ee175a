package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxWatchTest {

    @TempDir
    Path folder;

    @Test
    void a_folder_that_is_gone_or_in_whose_place_a_file_is_is_told_until_there_is_one() throws Exception {
        Path inbox = folder.resolve("inbox");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("file:" + inbox).routeId("receive-orders").to("mock:done");
                }
            });
            context.start();
            InboxWatch watch = new InboxWatch(() -> 0);
            assertThat(trouble(watch, context)).isNull();

            Files.delete(inbox);
            String told = "There is no folder " + inbox + " to be read (route receive-orders); make one there";
            assertThat(trouble(watch, context)).isEqualTo(told);
            Files.createFile(inbox);
            assertThat(trouble(watch, context)).isEqualTo(told);
            Files.delete(inbox);
            Files.createSymbolicLink(inbox, folder.resolve("nowhere"));
            assertThat(trouble(watch, context)).isEqualTo(told);
            Files.delete(inbox);
            Files.createDirectory(inbox);
            assertThat(trouble(watch, context)).isNull();
        }
    }

    private static String trouble(InboxWatch watch, DefaultCamelContext context) {
        return watch.look(context, List.of()).get(0).trouble();
    }
}
