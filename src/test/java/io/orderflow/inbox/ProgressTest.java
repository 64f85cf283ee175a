package io.orderflow.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {

    @Test
    void a_line_says_how_far_the_file_is_and_how_long_it_will_take(@TempDir Path folder) throws Exception {
        Path path = Files.write(folder.resolve("lunch.ndjson"), new byte[4_000_000]);
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            file.position(1_000_000);

            assertThat(new Progress("lunch.ndjson", file, () -> 0).line(50_000, 2))
                    .isEqualTo("lunch.ndjson: 50,000 orders, 1 of 4 MB (25 %), 25,000 orders/s, 6 s left");
        }
    }
}
