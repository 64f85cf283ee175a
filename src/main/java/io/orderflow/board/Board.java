package io.orderflow.board;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.Counter;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.OrderMeters;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that the order board shows, bounded in size however many orders there are. */
final class Board {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    private static final int TOP_ITEMS = 10;

    /** What was found in Kafka at the last look. */
    record Topics(BacklogAnswer backlog, List<LatestOrder> orders, List<Letter> letters, long letterCount) {

        static final Topics NONE = new Topics(BacklogAnswer.NONE, List.of(), List.of(), 0);
    }

    record Rate(double in, double out) {}

    record Letters(long count, List<Letter> latest) {}

    record Snapshot(
            long time,
            String brokers,
            Map<String, Long> totals,
            Rate rate,
            Rates.History history,
            BacklogAnswer backlog,
            List<LatestOrder> latest,
            List<?> topItems,
            List<?> inbox,
            Letters deadLetters,
            List<RouteState> routes,
            List<ConsumerView> consumers,
            String reloadFailure,
            Object analytics) {}

    private final Sources sources;
    private final Rates rates;

    Board(Sources sources) {
        this.sources = sources;
        this.rates =
                new Rates(() -> count(OrderMeters.DELIVERED), () -> count(OrderMeters.PROCESSED), System::nanoTime);
    }

    /** To be called once a second. */
    void sample() {
        rates.sample();
    }

    /** @param withHistory whether the rates of the last minutes are wanted too */
    String json(Topics topics, boolean withHistory) {
        return json(new Snapshot(
                System.currentTimeMillis(),
                sources.brokers(),
                totals(),
                new Rate(rates.in(), rates.out()),
                withHistory ? rates.history() : null,
                topics.backlog(),
                latest(topics),
                sources.items().apply(TOP_ITEMS),
                sources.inbox().get(),
                new Letters(topics.letterCount(), topics.letters()),
                sources.routes().get(),
                sources.groups().get(),
                sources.reloadFailure().get(),
                sources.analytics().get()));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Long> totals() {
        return Arrays.stream(OrderMeters.values())
                .collect(toMap(
                        counter -> counter.name().toLowerCase(Locale.ROOT),
                        counter -> (long) count(counter),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private double count(OrderMeters counter) {
        return sources.meters().find(counter.meter()).counters().stream()
                .filter(found -> !counter.isByGroup()
                        || sources.group().equals(found.getId().getTag(OrderMeters.GROUP)))
                .mapToDouble(Counter::count)
                .sum();
    }

    private List<LatestOrder> latest(Topics topics) {
        return topics.orders().stream()
                .map(order -> order.in(OrderAnswer.state(
                        sources.ordersTopic(), order.partition(), order.offset(), topics.letters(), topics.backlog())))
                .toList();
    }
}
