package io.orderflow.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.GroupMembers;
import io.orderflow.observe.Durations;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
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
 * @param scanners      makes one that looks through many records
 * @param letters       where the dead letters are found and sent from
 * @param readOnly      whether nothing can be changed from the board
 * @param inboxFolder   where files go that are put into the inbox from the board; null where none may
 * @param items         the items of which most was ordered, that one first; given how many are wanted
 * @param inbox         what is known of the inbox's files
 * @param routes        the routes, their states, and what may be done with them
 * @param groups        what the routes that read a topic do
 * @param inboxes       the routes that read a folder, and whether they do
 * @param trouble       what is wrong with Kafka's topics or with a thread of this program, or null
 * @param analytics     what is known of the orders' totals, or null
 * @param latency       how old orders were when they were processed
 * @param members       who is in consumer groups; throws a KafkaException where the broker does not tell
 */
public record Sources(
        String brokers,
        String ordersTopic,
        String deadLetterTopic,
        String group,
        MeterRegistry meters,
        IntFunction<List<TotalsView.Item>> items,
        Supplier<BacklogAnswer> backlog,
        Supplier<Consumer<byte[], byte[]>> consumers,
        Supplier<Consumer<byte[], byte[]>> scanners,
        LetterDesk.Sources letters,
        boolean readOnly,
        String inboxFolder,
        Supplier<List<OrderFileState>> inbox,
        RouteDesk routes,
        Supplier<List<ConsumerView>> groups,
        Supplier<List<InboxWatch.Inbox>> inboxes,
        Supplier<String> trouble,
        Supplier<TotalsView> analytics,
        Supplier<Durations> latency,
        Function<Collection<String>, List<GroupMembers>> members) {}
