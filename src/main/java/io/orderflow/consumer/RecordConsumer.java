package io.orderflow.consumer;

import io.orderflow.failure.LongLived;
import io.orderflow.kafka.DoneOffsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic for a route, in a consumer group. An offset is committed when its record is done: routed without a
 * failure, or dealt with as the route's policy says. Records of different keys are worked on side by side.
 */
public final class RecordConsumer extends DefaultConsumer {

    private static final int MAX_RECORDS = 10_000;
    /** How many of the keys in work are listed. */
    private static final int MAX_WORKING = 10;
    /** How many of the waiting records are listed. */
    private static final int MAX_WAITING = 100;
    /** An eighth of the memory, so that what waits leaves room for all else. */
    private static final long MAX_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    /** A record that takes longer than this in the thread that polls holds up the others. */
    private static final long WATCH_MS = 50;
    /** Of the time for a stop, what the last commit and the leave may take. */
    private static final Duration LEAVE = Duration.ofSeconds(1);
    /** The property in which a route keeps its policy. */
    private static final String POLICY = "orderflow.failure-policy";

    /** The property of a route whose consumer is to begin paused; it joins its group all the same. */
    public static final String PAUSED = "orderflow.paused";

    private final KafkaWithGuarantees.Endpoint endpoint;
    private final GroupClients clients;
    private final List<ConsumerThread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean paused;
    private Logger log;
    private FailurePolicy policy;
    private FailedTries tries;
    private RouteGroup group;
    private RecordFormat format;

    RecordConsumer(KafkaWithGuarantees.Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.clients = new GroupClients(endpoint);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // for its first start; later a person says
        paused = "true".equals(getRoute().getProperties().remove(PAUSED));
        KafkaConfiguration options = endpoint.getConfiguration();
        log = LoggerFactory.getLogger(getRouteId());
        // a route that was stopped and is started has another consumer, and knows its error handlers no more
        policy = (FailurePolicy)
                getRoute().getProperties().computeIfAbsent(POLICY, first -> new FailurePolicy(getRoute()));
        ServiceHelper.startService(policy.services());
        format = new RecordFormat(endpoint);
        tries = FailedTries.find(getEndpoint().getCamelContext());
        group = new RouteGroup(
                options.getGroupId(),
                "latest".equals(options.getAutoOffsetReset()),
                endpoint.untilEnd(),
                new RouteGroup.Bounds(MAX_RECORDS, MAX_BYTES),
                MemoryOfRoute.find(getRoute()),
                clients::reader);
        AtomicBoolean announced = new AtomicBoolean();
        for (int i = 0; i < options.getConsumersCount(); i++) {
            String name = "%s-%d".formatted(getRouteId(), i + 1);
            threads.add(new ConsumerThread(name, tooLarge -> loop(name, announced, tooLarge), log));
        }
        threads.forEach(ConsumerThread::start);
        LongLived.start(getRouteId() + "-watch", this::lookAfterThreads);
    }

    /** Until it is stopped; then whoever waits for the threads does it. */
    private void lookAfterThreads() throws InterruptedException {
        while (isStarted() || isStarting()) {
            threads.forEach(ConsumerThread::lookAfter);
            pauseLoops();
            Thread.sleep(WATCH_MS);
        }
    }

    private RouteHandler handler() {
        return new RouteHandler(endpoint, getRouteId(), getAsyncProcessor(), policy, format);
    }

    private PollLoop loop(String name, AtomicBoolean announced, TooLargeRecord tooLarge) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory workers = work -> {
            Thread thread = new Thread(work, name + "-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        Consumer<byte[], byte[]> client = clients.member(tooLarge.isSought());
        Lanes lanes = new Lanes(endpoint.parallel());
        int most = endpoint.parallel() == 1 ? 0 : endpoint.parallel();
        PollLoop loop = new PollLoop(
                client,
                group,
                Duration.ofMillis(endpoint.getConfiguration().getPollTimeoutMs()),
                lanes,
                new Workers(lanes, () -> new Worker(lanes, handler(), tries, log), most, workers, log),
                tooLarge,
                log);
        try {
            if (paused) {
                loop.pause(true);
            }
            clients.subscribe(client, loop.listener(() -> announce(announced)));
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
        return loop;
    }

    private void announce(AtomicBoolean announced) {
        if (announced.compareAndSet(false, true)) {
            log.info(
                    "🟢 Consumer is running and subscribed to {} topic",
                    endpoint.getConfiguration().getTopic().replace(",", ", "));
        }
    }

    /** What its consumers do at this moment; for threads that only look. */
    public ConsumerState state() {
        List<ConsumerThread> all = List.copyOf(threads);
        List<PollLoop> loops =
                all.stream().map(ConsumerThread::loop).filter(Objects::nonNull).toList();
        List<LaneState> lanes =
                loops.stream().map(loop -> loop.lanes(MAX_WAITING)).toList();
        long now = System.nanoTime();
        return new ConsumerState(
                endpoint.getConfiguration().getGroupId(),
                endpoint.getConfiguration().getTopic(),
                loops.stream().flatMap(loop -> loop.assigned().stream()).collect(Collectors.toUnmodifiableSet()),
                lanes.stream().mapToInt(LaneState::inWork).sum(),
                loops.stream().mapToInt(PollLoop::held).sum(),
                lanes.stream().mapToInt(LaneState::waitingKeys).sum(),
                lanes.stream()
                        .flatMap(lane -> lane.waiting().stream())
                        .map(ConsumerState.WaitingRecord::of)
                        .sorted(Comparator.comparing(ConsumerState.WaitingRecord::until))
                        .limit(MAX_WAITING)
                        .toList(),
                Duration.ofNanos(loops.stream()
                        .mapToLong(loop -> now - loop.polledAt())
                        .max()
                        .orElse(0)),
                all.stream()
                        .map(ConsumerThread::trouble)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                all.stream().allMatch(ConsumerThread::isAlive),
                paused,
                loops.stream()
                        .flatMap(loop -> loop.working(MAX_WORKING).stream())
                        .limit(MAX_WORKING)
                        .map(key -> new ConsumerState.WorkingKey(key.partition(), key.bytes()))
                        .toList());
    }

    /**
     * Reads nothing and gives nothing more into work, or goes on with both. It stays in its group and keeps its partitions,
     * so that no other member works on their records meanwhile; what is in work ends. It is not Camel's suspension, which a
     * stop would begin with.
     */
    public void pause(boolean wanted) {
        paused = wanted;
        pauseLoops();
    }

    /** One that has just begun anew too. */
    private void pauseLoops() {
        boolean wanted = paused;
        threads.stream()
                .map(ConsumerThread::loop)
                .filter(loop -> loop != null && loop.isPaused() != wanted)
                .forEach(loop -> loop.pause(wanted));
    }

    public boolean isPaused() {
        return paused;
    }

    /** What a commit with this metadata says is done beyond its offset. */
    public static DoneOffsets doneBeyond(long committed, String metadata) {
        return DoneBeyond.decode(committed, metadata);
    }

    /** The state of each route of the context that reads a topic, by the route's id. */
    public static Map<String, ConsumerState> states(CamelContext context) {
        return context.getRoutes().stream()
                .filter(route -> route.getConsumer() instanceof RecordConsumer)
                .collect(Collectors.toMap(
                        Route::getRouteId,
                        route -> ((RecordConsumer) route.getConsumer()).state(),
                        (one, other) -> other,
                        TreeMap::new));
    }

    /** The topics that the routes of the context read at this moment, of the Kafka that is everybody's. */
    public static Set<String> topics(CamelContext context) {
        return started(context)
                .flatMap(consumer -> consumer.topics().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The groups in which routes of the context read at this moment, from the Kafka that is everybody's. */
    public static Set<String> groups(CamelContext context) {
        return started(context)
                .filter(RecordConsumer::isOfEverybodys)
                .map(consumer -> consumer.endpoint.getConfiguration().getGroupId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<RecordConsumer> started(CamelContext context) {
        return context.getRoutes().stream()
                .map(Route::getConsumer)
                .filter(RecordConsumer.class::isInstance)
                .map(RecordConsumer.class::cast)
                .filter(RecordConsumer::isStarted);
    }

    private boolean isOfEverybodys() {
        return Objects.equals(
                endpoint.getConfiguration().getBrokers(),
                endpoint.getComponent().getConfiguration().getBrokers());
    }

    /** None where it reads those with such names, or another Kafka's. */
    private List<String> topics() {
        KafkaConfiguration options = endpoint.getConfiguration();
        return options.isTopicIsPattern() || !isOfEverybodys()
                ? List.of()
                : List.of(options.getTopic().split(","));
    }

    /** Ends what is in work, within the endpoint's shutdownTimeout, and leaves the group. */
    @Override
    protected void doStop() throws Exception {
        Duration patience = Duration.ofMillis(endpoint.getConfiguration().getShutdownTimeout())
                .minus(LEAVE);
        threads.forEach(thread -> thread.stop(patience.isNegative() ? Duration.ZERO : patience));
        for (ConsumerThread thread : threads) {
            thread.join();
        }
        threads.clear();
        ServiceHelper.stopService(policy == null ? List.of() : policy.services());
        super.doStop();
    }
}
