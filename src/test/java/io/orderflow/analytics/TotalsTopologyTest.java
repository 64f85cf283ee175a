package io.orderflow.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.reload.Lines;
import io.orderflow.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TotalsTopologyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Settings.Analytics SET = new Settings.Analytics(
            true, "test", "totals", "alerts", Duration.ofMinutes(10), 1_000, 3, 5, false, Path.of("target"));

    private final LateOrders late = new LateOrders(SET.grace());
    private final TopologyTestDriver driver = new TopologyTestDriver(
            new TotalsTopology("orders", SET, Clock.fixed(NOON.plus(Duration.ofHours(2)), ZoneOffset.UTC), late)
                    .build(),
            config());
    private final TestInputTopic<byte[], byte[]> orders =
            driver.createInputTopic("orders", new ByteArraySerializer(), new ByteArraySerializer());
    private final TestOutputTopic<String, String> totals =
            driver.createOutputTopic("totals", new StringDeserializer(), new StringDeserializer());
    private final TestOutputTopic<String, String> alerts =
            driver.createOutputTopic("alerts", new StringDeserializer(), new StringDeserializer());
    private int ids;

    private static Properties config() {
        Properties config = new Properties();
        config.putAll(OrderAnalytics.streamsConfig(SET, 1));
        config.put("bootstrap.servers", "nowhere:1");
        return config;
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void orders_are_added_up_by_minute_and_hour_for_all_for_an_item_and_for_a_user() {
        order("anna", "tea", 2, NOON);
        order("omar", "tea", 3, NOON.plusSeconds(59));
        order("anna", "soup", 1, NOON.plusSeconds(60));

        assertThat(newest())
                .containsOnly(
                        total("minute 2026-03-01T12:00:00Z all", "all", "", "minute", "12:00", 2, 5),
                        total("minute 2026-03-01T12:01:00Z all", "all", "", "minute", "12:01", 1, 1),
                        total("hour 2026-03-01T12:00:00Z all", "all", "", "hour", "12:00", 3, 6),
                        total("minute 2026-03-01T12:00:00Z item tea", "item", "tea", "minute", "12:00", 2, 5),
                        total("minute 2026-03-01T12:01:00Z item soup", "item", "soup", "minute", "12:01", 1, 1),
                        total("hour 2026-03-01T12:00:00Z item tea", "item", "tea", "hour", "12:00", 2, 5),
                        total("hour 2026-03-01T12:00:00Z item soup", "item", "soup", "hour", "12:00", 1, 1),
                        total("minute 2026-03-01T12:00:00Z user anna", "user", "anna", "minute", "12:00", 1, 2),
                        total("minute 2026-03-01T12:01:00Z user anna", "user", "anna", "minute", "12:01", 1, 1),
                        total("minute 2026-03-01T12:00:00Z user omar", "user", "omar", "minute", "12:00", 1, 3),
                        total("hour 2026-03-01T12:00:00Z user anna", "user", "anna", "hour", "12:00", 2, 3),
                        total("hour 2026-03-01T12:00:00Z user omar", "user", "omar", "hour", "12:00", 1, 3));
    }

    @Test
    void an_order_that_comes_again_counts_once_and_what_is_no_order_not_at_all() {
        order("o-1", "anna", "tea", 2, NOON);
        order("o-1", "anna", "tea", 2, NOON.plusSeconds(1));
        orders.pipeInput(null, "no order".getBytes(UTF_8), NOON);
        orders.pipeInput(null, null, NOON);

        assertThat(newest().get("minute 2026-03-01T12:00:00Z all")).contains("\"orders\":1,\"quantity\":2");
    }

    @Test
    void an_order_counts_in_the_window_of_its_own_time_until_the_grace_is_over() {
        order("anna", "tea", 1, NOON);
        order("anna", "tea", 1, NOON.plus(Duration.ofMinutes(11)).minusMillis(1));
        order("anna", "tea", 1, NOON.plusSeconds(30));
        assertThat(newest().get("minute 2026-03-01T12:00:00Z all")).contains("\"orders\":2,");

        order("anna", "tea", 1, NOON.plus(Duration.ofMinutes(11)));
        order("anna", "tea", 1, NOON.plusSeconds(30));
        assertThat(newest())
                .doesNotContainKey("minute 2026-03-01T12:00:00Z all")
                .hasEntrySatisfying("hour 2026-03-01T12:00:00Z all", total -> assertThat(total)
                        .contains("\"orders\":5,"));
    }

    @Test
    void orders_that_come_when_their_minute_is_closed_are_counted_and_logged() {
        order("anna", "tea", 1, NOON.plus(Duration.ofMinutes(11)).minusMillis(1));
        order("anna", "tea", 1, NOON);
        driver.advanceWallClockTime(LateOrders.LOGGED_EVERY);
        assertThat(late.count()).isZero();

        order("anna", "tea", 1, NOON.plus(Duration.ofMinutes(11)));
        order("anna", "tea", 1, NOON.plusSeconds(59));
        order("zoe", "soup", 1, NOON);
        assertThat(late.count()).isEqualTo(2);
        try (Lines log = new Lines("analytics")) {
            driver.advanceWallClockTime(LateOrders.LOGGED_EVERY);
            driver.advanceWallClockTime(LateOrders.LOGGED_EVERY);
            assertThat(log.all())
                    .containsExactly(
                            "2 orders came later than 600.0 s after the end of their minute, and are not in its totals;"
                                    + " 2 since the start (orders.analytics.grace)");
        }
    }

    @Test
    void an_order_that_claims_to_be_of_the_future_counts_now_and_closes_no_window() {
        order("anna", "tea", 1, NOON.plus(Duration.ofDays(300)));
        order("anna", "tea", 1, NOON.plus(Duration.ofHours(2)));

        assertThat(newest().get("minute 2026-03-01T14:00:00Z all")).contains("\"orders\":2,");
    }

    @Test
    void a_user_with_more_orders_in_a_minute_than_the_limit_is_one_alert() {
        for (int i = 0; i < 6; i++) {
            order("anna", "tea", 1, NOON.plusSeconds(i));
            order("omar", "tea", 1, NOON.plusSeconds(20L * i));
        }

        assertThat(alerts.readKeyValuesToList())
                .singleElement()
                .satisfies(alert -> assertThat(alert.key).isEqualTo("anna"))
                .satisfies(alert -> assertThat(alert.value)
                        .isEqualTo("{\"rule\":\"user-orders\",\"user\":\"anna\",\"minute\":\"2026-03-01T12:00:00Z\","
                                + "\"orders\":4,\"quantity\":4,\"limit\":3}"));
    }

    @Test
    void an_item_that_sells_many_times_its_usual_is_one_alert_once_something_is_usual() {
        order("anna", "tea", 500, NOON.minusSeconds(60));
        for (int minute = 0; minute < 5; minute++) {
            order("u" + minute, "soup", 10, NOON.plusSeconds(60L * minute));
        }
        assertThat(alerts.isEmpty()).isTrue();

        order("b1", "soup", 49, NOON.plusSeconds(300));
        assertThat(alerts.isEmpty()).isTrue();
        order("b2", "soup", 1, NOON.plusSeconds(301));
        order("b3", "soup", 90, NOON.plusSeconds(302));

        assertThat(alerts.readValuesToList())
                .isEqualTo(List.of("{\"rule\":\"item-surge\",\"item\":\"soup\",\"minute\":\"2026-03-01T12:05:00Z\","
                        + "\"orders\":2,\"quantity\":50,\"usual\":10.0}"));
    }

    @Test
    void a_name_may_be_of_any_characters() {
        order("zoë all 1", "item user", 1, NOON);

        assertThat(newest())
                .containsKey("minute 2026-03-01T12:00:00Z user zoë all 1")
                .containsKey("minute 2026-03-01T12:00:00Z item item user");
    }

    private void order(String user, String item, int quantity, Instant time) {
        order("o" + ids++, user, item, quantity, time);
    }

    private void order(String id, String user, String item, int quantity, Instant time) {
        String order = "{\"order_id\":\"%s x\",\"user\":\"%s\",\"item\":\"%s\",\"quantity\":%d}"
                .formatted(id, user, item, quantity);
        orders.pipeInput(user.getBytes(UTF_8), order.getBytes(UTF_8), time);
    }

    private Map<String, String> newest() {
        return totals.readKeyValuesToMap();
    }

    private static Map.Entry<String, String> total(
            String key, String kind, String name, String window, String start, int orders, int quantity) {
        return Map.entry(
                key,
                "{\"kind\":\"%s\",\"name\":\"%s\",\"window\":\"%s\",\"start\":\"2026-03-01T%s:00Z\",\"orders\":%d,\"quantity\":%d}"
                        .formatted(kind, name, window, start, orders, quantity));
    }
}
