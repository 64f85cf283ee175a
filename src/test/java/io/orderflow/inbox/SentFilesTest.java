package io.orderflow.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.component.kafka.KafkaConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an order stands that does not say it itself, since its file is large. */
class SentFilesTest extends WalkedFile {

    private static final int ORDERS = 300;
    private static final String NOTE = "n".repeat(4_000);

    private static String line(int i) {
        return "{\"order_id\":\"o-%d\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1,\"note\":\"%s\"}"
                .formatted(i, NOTE);
    }

    private static String lines(String end) {
        return IntStream.range(0, ORDERS).mapToObj(SentFilesTest::line).collect(Collectors.joining(end));
    }

    private SentFiles.Found find(int message, Duration limit) {
        return new SentFiles(inbox, new InboxFiles(inbox, "ndjson,json,csv", meters), limit)
                .find((byte[]) orders.get(message).getBody(), System.currentTimeMillis());
    }

    private SentFiles.Found find(int message) {
        return find(message, Duration.ofMinutes(1));
    }

    private void archive(String name, String folder, String as) throws Exception {
        Files.createDirectories(inbox.resolve(folder));
        Files.move(inbox.resolve(name), inbox.resolve(folder).resolve(as));
    }

    @Test
    void an_order_of_a_large_file_is_found_where_it_stands_while_that_is_read_and_later() throws Exception {
        walk("big.ndjson", "\n" + lines("\n"));
        assertThat(orders.get(9).getHeader("order.source")).isNull();
        assertThat(find(9)).isEqualTo(new SentFiles.Found("big.ndjson, line 11", 1, true));

        archive("big.ndjson", "done", "big-2.ndjson");
        assertThat(find(ORDERS - 1).place()).isEqualTo("done/big-2.ndjson, line 301");
        walk("array.json", "[" + lines(",") + "]");
        Files.setLastModifiedTime(inbox.resolve("done/big-2.ndjson"), FileTime.fromMillis(0));
        assertThat(find(7)).isEqualTo(new SentFiles.Found("array.json, index 7", 1, true));
    }

    @ParameterizedTest
    @CsvSource({"big.ndjson, big.ndjson", "big.ndjson, big-12.ndjson", "big-7.ndjson, big-7.ndjson"})
    void of_equal_orders_without_an_id_the_one_is_found_that_was_given_the_id(String name, String archived)
            throws Exception {
        walk(name, (line(0).replace("\"order_id\":\"o-0\",", "") + "\n").repeat(ORDERS));
        archive(name, "failed", archived);

        assertThat(find(41).place()).isEqualTo("failed/" + archived + ", line 42");
        assertThat(find(250).place()).isEqualTo("failed/" + archived + ", line 251");
    }

    @Test
    void rows_of_csv_are_found_and_what_is_no_order_does_not_shift_them() throws Exception {
        String row = "a,x,1," + NOTE + "\n";
        walk("big.csv", "user,item,quantity,note\n" + row + "a,x,none,\n" + row.repeat(ORDERS));
        assertThat(orders).hasSize(ORDERS + 1);

        assertThat(find(0).place()).isEqualTo("big.csv, line 2");
        assertThat(find(1).place()).isEqualTo("big.csv, line 4");
    }

    @Test
    void what_stands_in_no_large_file_is_not_found_and_nothing_else_is_read() throws Exception {
        walk("small.ndjson", line(1));
        walk("other.txt", lines("\n"));
        Path link = inbox.resolve("link.ndjson");
        Files.createSymbolicLink(link, inbox.resolve("other.txt"));
        assertThat(find(0)).isEqualTo(new SentFiles.Found(null, 0, true));

        walk("big.ndjson", lines("\n"));
        walk("changed.ndjson", line(1).replace("\"quantity\":1", "\"quantity\":2"));
        assertThat(find(0)).isEqualTo(new SentFiles.Found(null, 1, true));
        assertThat(orders.get(0).getHeader(KafkaConstants.OVERRIDE_TOPIC)).isNull();
    }

    @Test
    void where_the_time_is_up_it_says_that_it_did_not_look_everywhere() throws Exception {
        walk("big.ndjson", lines("\n"));

        assertThat(find(ORDERS - 1, Duration.ZERO)).isEqualTo(new SentFiles.Found(null, 1, false));
    }
}
