package io.orderflow;

import io.orderflow.analytics.OrderAnalytics;
import io.orderflow.analytics.Rules;
import io.orderflow.analytics.TotalsView;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.Topics;
import io.orderflow.order.OrderRecord;
import io.orderflow.settings.Settings;
import java.util.function.BooleanSupplier;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.admin.NewTopic;

/** The analytics, where they are switched on: made before the board, and started when their topics are there. */
final class AnalyticsPart extends ServiceSupport {

    private final Settings settings;
    private final KafkaAccess kafka;
    private volatile OrderAnalytics analytics;

    AnalyticsPart(Settings settings, KafkaAccess kafka) {
        this.settings = settings;
        this.kafka = kafka;
    }

    /** @param goOn asked between attempts; where it says false this returns with nothing more done */
    void createTopics(Topics topics, BooleanSupplier goOn) throws InterruptedException {
        topics.createMissing(topic(settings.analytics().totalsTopic(), true), goOn);
        topics.createMissing(topic(settings.analytics().alertsTopic(), false), goOn);
    }

    private NewTopic topic(String name, boolean totals) {
        return OrderAnalytics.topic(name, settings.partitions(), settings.replicationFactor(), totals);
    }

    @Override
    protected void doStart() {
        Settings.Analytics set = settings.analytics();
        analytics = new OrderAnalytics(
                kafka.connection(),
                kafka::committedReader,
                new OrderAnalytics.Options(
                        set.group(),
                        settings.topic(),
                        set.totalsTopic(),
                        set.alertsTopic(),
                        new Rules(set.grace(), set.rememberedOrders(), set.userOrdersAMinute(), set.itemFactor()),
                        settings.replicationFactor(),
                        set.onDisk(),
                        set.directory().toString()),
                OrderRecord::read);
        analytics.start();
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(analytics);
    }

    /** What is known of the totals, or null before they are added up. */
    TotalsView view() {
        return analytics == null ? null : analytics.view();
    }
}
