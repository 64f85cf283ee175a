package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.observe.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files the board takes for the inbox. */
class InboxUploadsTest {

    @TempDir
    private Path inbox;

    @Test
    void a_name_that_is_taken_is_refused_before_the_file_comes() throws Exception {
        InboxUploads uploads = new InboxUploads(
                new InboxFiles(inbox, "ndjson", new SimpleMeterRegistry()), inbox, () -> true, "ndjson");
        assertThat(uploads.draft("lunch.ndjson").getParent()).isEqualTo(inbox);
        Files.createFile(inbox.resolve("lunch.ndjson"));

        assertThatThrownBy(() -> uploads.draft("lunch.ndjson"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("There is a file of that name in the inbox; wait until it is read");
    }
}
