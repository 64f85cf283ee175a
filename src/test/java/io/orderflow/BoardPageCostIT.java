package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.observe.RawRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.logging.LogType;

/** What the page costs, how many may be open, and what it says when the program is gone. */
class BoardPageCostIT extends BoardPage {

    /** Tells the page what the program would in this second, each of them another one. */
    private static final String SECOND =
            """
            const rows = ++window.seconds * 15;
            const message = Object.assign({}, first, {time: first.time + 1000 * window.seconds,
                rate: {in: 10000 + window.seconds % 7, out: 9000 + window.seconds % 11, p50_ms: window.seconds % 13, p99_ms: window.seconds % 17}});
            if (busy) {
                message.latest = Array.from({length: 15}, (_, i) => ({order_id: 'order-' + (rows + i), user: 'user ' + i,
                    item: 'item ' + (rows + i), quantity: 1, partition: i % 3, offset: rows + i, time: message.time, state: 'processed'}));
                message.top_items = Array.from({length: 10}, (_, i) => ({item: 'item ' + i, quantity: 1000 * (10 - i) + rows}));
                message.backlog = {up: true, lag: rows, partitions: [0, 1, 2].map(p => ({partition: p, end: rows * 5, committed: rows, lag: rows}))};
                message.totals = Object.fromEntries(Object.keys(first.totals).map(name => [name, rows]));
                message.inbox = Array.from({length: 15}, (_, i) => ({name: 'file ' + (window.seconds - i), stage: i ? 'failed' : 'reading',
                    bytes: rows, read: rows, orders: rows, refused: 2, reasons: ['line 1: quantity is ' + rows, 'line 2'], time: message.time}));
                message.routes = first.routes.map(route => Object.assign({}, route, {exchanges: rows, mean_millis: window.seconds % 5}));
                message.consumers = first.consumers.map(consumer => Object.assign({}, consumer, {held: rows, in_work: 2, waiting_keys: 10,
                    working: [{partition: 0, key: 'user ' + rows}],
                    waiting: Array.from({length: 10}, (_, i) => ({order_id: 'order-' + (rows + i), user: 'user ' + i, partition: 0, offset: rows + i,
                        tries: 2, cause: 'java.lang.IllegalStateException: ' + rows, since_ms: 1, next_ms: rows, behind: i}))}));
                message.verdict = {state: 'bad', sentence: 'waits ' + rows, problems: [{kind: 'orders_waiting', severity: 'bad',
                    sentence: 'waits ' + rows, link: '#group-title'}]};
            }
            window.last = message;
            hear({data: JSON.stringify(message)});
            document.body.offsetHeight;
            """;

    @Test
    void a_lost_connection_is_shown_and_heals_by_itself() throws Exception {
        program.kill();
        try {
            awaitText("#connection", "no connection");
            awaitText("#alerts", "The connection to the program is lost");
            assertThat(browser.getTitle()).startsWith("No connection");
            run("uploadAll([new File(['x'], 'lunch.ndjson')])");
            awaitText("#inbox-said", "lunch.ndjson may not have been sent: The program does not answer");
            browser.findElement(By.id("order-id")).sendKeys("anna", Keys.ENTER);
            awaitText("#found-said", "The program does not answer");
        } finally {
            program = program();
        }
        awaitText("#connection", "live");
        await().atMost(PATIENCE)
                .until(() -> browser.findElements(By.cssSelector("#alerts p")).isEmpty());
        // that nobody answered, the browser says itself
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .allMatch(entry -> entry.getMessage().contains("net::ERR_"));
    }

    @Test
    void a_page_too_many_says_why_and_comes_alive_when_another_is_closed() throws Exception {
        List<RawRequest> pages = new ArrayList<>();
        try {
            // else it gives up a place of its own when it comes back
            browser.get("about:blank");
            await("the browser's own page is given up, and 50 others are let in")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        RawRequest page =
                                new RawRequest(address, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        if (page.begin().startsWith("HTTP/1.1 200")) {
                            pages.add(page);
                        } else {
                            page.close();
                        }
                        return pages.size() == 50;
                    });
            browser.get(address.toString());
            awaitText("#alerts", "50 pages of the board are open, and there can't be more; close one of them");
        } finally {
            for (RawRequest page : pages) {
                page.close();
            }
        }
        awaitText("#connection", "live");
        // the browser itself notes the refusals there
        browser.manage().logs().get(LogType.BROWSER);
    }

    @Test
    void a_row_that_is_new_lights_up_unless_most_are() {
        run(DEAF);
        assertThat(
                        run(
                                """
                        const lit = (...ids) => {
                            hear({data: JSON.stringify(Object.assign({}, first, {latest: ids.map(i => ({order_id: 'order-' + i,
                                user: 'anna', item: 'tea', quantity: 1, partition: 0, offset: 1e6 + i, time: 1, state: 'processed'}))}))});
                            return Array.from(document.querySelectorAll('#latest tr'))
                                .filter(row => row.cells[1].getAnimations().length > 0).length;
                        };
                        return [lit(1, 2, 3, 4), lit(0, 1, 2, 3), lit(9, 8, 7, 6)];
                        """))
                .isEqualTo(List.of(0L, 1L, 0L));
    }

    @Test
    void many_thousands_of_orders_a_second_of_as_many_items_leave_page_and_messages_small() throws Exception {
        run(
                "new EventSource('/api/events').onmessage = m => window.longest = Math.max(window.longest || 0, m.data.length)");
        StringBuilder file = new StringBuilder();
        IntStream.range(0, 50_000).forEach(i -> file.append(order("user " + i, "item " + i % 20_000)));
        String last = "last " + UUID.randomUUID();
        drop("many.ndjson", file + order("anna", last));

        await().atMost(PATIENCE.multipliedBy(3))
                .until(() -> run("return document.getElementById('waiting').textContent === '0'"
                                + " && document.getElementById('latest').textContent.includes('" + last + "')")
                        .equals(true));
        assertThat((Long) run("return window.longest")).isBetween(1_000L, 12_000L);
        assertThat((Long) run("return document.querySelectorAll('*').length")).isLessThan(1_500);
    }

    /** With {@code -Dseconds=43200} it is twelve hours. */
    @Test
    void a_second_costs_little_and_hours_leave_nothing_behind() {
        // of this thread's own time, however much else the machine does
        browser.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        run(DEAF);
        pass(400, true);
        pass(300, true);
        double before = bytesInUse();
        double nodes = metric("Nodes");
        for (boolean busy : new boolean[] {false, true}) {
            double began = metric("ScriptDuration") + metric("LayoutDuration") + metric("RecalcStyleDuration");
            pass(100, busy);
            double each =
                    (metric("ScriptDuration") + metric("LayoutDuration") + metric("RecalcStyleDuration") - began) / 100;
            System.out.printf("a second costs the page %.1f ms, %s%n", 1_000 * each, busy ? "busy" : "idle");
            assertThat(each).as("of a core, " + (busy ? "busy" : "idle")).isLessThan(busy ? 0.10 : 0.02);
        }
        int more = Integer.getInteger("seconds", 500);
        for (int i = 0; i < more; i += 100) {
            pass(100, true);
        }
        assertThat(run("return document.getElementById('verdict-sentence').textContent"))
                .isEqualTo("waits " + run("return window.seconds * 15"));
        assertThat(run("return charts.data.times.length")).isEqualTo(300L);
        double bytes = bytesInUse() - before;
        System.out.printf(
                "%,d seconds leave %,.0f bytes and %.0f nodes behind%n", more, bytes, metric("Nodes") - nodes);
        assertThat(bytes).as("bytes more").isLessThan(Math.min(500_000, 100_000 + 200 * more));
        assertThat(metric("Nodes") - nodes).isLessThan(Math.min(500, more / 4));
        browser.executeCdpCommand("Performance.disable", Map.of());
    }

    /** Seconds in which it is watched: {@code -Dwatched=30} for a number to trust. */
    @Test
    void while_ten_thousand_orders_a_second_flow_the_page_takes_a_tenth_of_a_core_at_most() throws Exception {
        int seconds = Integer.getInteger("watched", 4);
        browser.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        long before = processed();
        double began = metric("TaskDuration");
        long start = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            StringBuilder file = new StringBuilder();
            int from = 10_000 * second;
            IntStream.range(from, from + 10_000).forEach(i -> file.append(order("user " + i, "item " + i % 500)));
            drop("second-%d.ndjson".formatted(second), file.toString());
            long due = start + Duration.ofSeconds(second + 1).toNanos();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() > due);
        }
        double share = (metric("TaskDuration") - began) / ((System.nanoTime() - start) / 1e9);
        System.out.printf("at 10,000 orders/s the page takes %.1f %% of a core%n", 100 * share);
        assertThat(share).isLessThan(0.10);
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> processed() >= before + 10_000L * seconds);
        browser.executeCdpCommand("Performance.disable", Map.of());
    }

    private static long processed() throws Exception {
        return new BoardClient(address)
                .json("/api/board")
                .at("/totals/processed")
                .asLong();
    }

    private static double metric(String name) {
        List<?> metrics = (List<?>)
                browser.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        return metrics.stream()
                .map(Map.class::cast)
                .filter(metric -> metric.get("name").equals(name))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    private static void pass(int seconds, boolean busy) {
        run("const busy = " + busy + "; for (let i = 0; i < " + seconds + "; i++) {" + SECOND + "}");
    }

    private static double bytesInUse() {
        browser.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return metric("JSHeapUsedSize");
    }
}
