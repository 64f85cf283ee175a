package io.orderflow.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.GroupMembers;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.observe.Durations;
import io.orderflow.settings.Settings;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Where the board finds what it shows.
 *
 * @param kafka     makes clients that look, and one that sends dead letters again
 * @param backlog   asks the broker, within some seconds
 * @param members   who is in consumer groups; throws a KafkaException where the broker does not tell
 * @param items     the items of which most was ordered, that one first; given how many are wanted
 * @param inbox     what is known of the inbox's files
 * @param routes    the routes, their states, and what may be done with them
 * @param groups    what the routes that read a topic do
 * @param files     looks for an order in the files of the inbox
 * @param inboxes   the routes that read a folder, and whether they do
 * @param readsInbox whether a file that is put into the inbox is read by a route of this program
 * @param trouble   what is wrong with Kafka's topics or with a thread of this program, or that it is not known yet; or null
 * @param analytics what is known of the orders' totals, or null
 * @param latency   how old orders were when they were processed
 */
public record Sources(
        Settings settings,
        KafkaAccess kafka,
        MeterRegistry meters,
        Supplier<BacklogAnswer> backlog,
        Function<Collection<String>, List<GroupMembers>> members,
        IntFunction<List<TotalsView.Item>> items,
        Supplier<List<OrderFileState>> inbox,
        OrderFiles files,
        RouteDesk routes,
        Supplier<List<ConsumerView>> groups,
        Supplier<List<InboxWatch.Inbox>> inboxes,
        BooleanSupplier readsInbox,
        Supplier<Problem> trouble,
        Supplier<TotalsView> analytics,
        Supplier<Durations> latency) {}
