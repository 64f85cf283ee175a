package io.orderflow.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;

/** The one registry in which everything is counted. */
public final class Meters {

    private Meters() {}

    /** A registry in which every counter of orders is there from the start, at zero. */
    public static PrometheusMeterRegistry create() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // names that Prometheus does not want: an abbreviated unit, and a count that counts nothing
        meters.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        Stream.of(OrderMeters.values()).filter(counter -> !counter.isByGroup()).forEach(counter -> counter.in(meters));
        return meters;
    }

    /** Adds what is counted for each consumer group, at zero. */
    public static void addGroup(MeterRegistry meters, String group) {
        Stream.of(OrderMeters.values()).filter(OrderMeters::isByGroup).forEach(counter -> counter.in(meters, group));
    }

    /** Adds the metrics of the Java virtual machine and of the process. */
    public static void addProcess(PrometheusMeterRegistry meters) {
        List<MeterBinder> binders = List.of(
                new ClassLoaderMetrics(),
                new JvmMemoryMetrics(),
                new JvmGcMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(meters));
    }
}
