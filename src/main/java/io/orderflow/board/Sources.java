package io.orderflow.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.kafka.BacklogAnswer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Where the board finds what it shows.
 *
 * @param brokers       the address, to be shown
 * @param group         the tracker's
 * @param backlog       asks the broker, within some seconds
 * @param consumers     makes a consumer without a group
 * @param items         so many of the items of which most was ordered, that one first
 * @param inbox         what is known of the inbox's files, each to be written as JSON
 * @param routes        the routes and their states
 * @param groups        what the routes that read a topic do
 * @param reloadFailure why the last reload of the routes failed, or null
 * @param analytics     what is known of the orders' totals, to be written as JSON; or null
 */
public record Sources(
        String brokers,
        String ordersTopic,
        String deadLetterTopic,
        String group,
        MeterRegistry meters,
        IntFunction<? extends List<?>> items,
        Supplier<BacklogAnswer> backlog,
        Supplier<Consumer<byte[], byte[]>> consumers,
        Supplier<? extends List<?>> inbox,
        Supplier<List<RouteState>> routes,
        Supplier<List<ConsumerView>> groups,
        Supplier<String> reloadFailure,
        Supplier<?> analytics) {}
