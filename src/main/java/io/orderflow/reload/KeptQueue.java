package io.orderflow.reload;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the queue of a {@code seda:} endpoint while the route that reads from it is removed: what comes meanwhile waits for
 * the next route. Camel waits until the queue is empty, which it may never be, and shuts the endpoint of each route that it
 * removes, although others send to it. So meanwhile the endpoint seems to have an empty queue, and a consumer, of which the
 * queue itself knows nothing.
 */
final class KeptQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("routes");

    private final SedaEndpoint endpoint;
    private final SedaConsumer nobody;
    private final BlockingQueue<Exchange> queue;
    private final int size;

    private KeptQueue(SedaEndpoint endpoint) {
        this.endpoint = endpoint;
        nobody = new SedaConsumer(endpoint, exchange -> {});
        queue = endpoint.getQueue();
        size = endpoint.getSize();
        endpoint.setQueue(new LinkedBlockingQueue<>());
        endpoint.getConsumers().add(nobody);
    }

    /**
     * @param route whose consumer takes nothing any more
     * @return null where it reads from no such queue
     */
    static KeptQueue of(Route route) {
        return isBefore(route) ? new KeptQueue((SedaEndpoint) route.getEndpoint()) : null;
    }

    /** Whether this route reads from such a queue. */
    static boolean isBefore(Route route) {
        return route != null && route.getEndpoint() instanceof SedaEndpoint;
    }

    /** How many wait in the queue that the route reads from; 0 where it reads from none. */
    static int waiting(Route route) {
        return isBefore(route) ? ((SedaEndpoint) route.getEndpoint()).getQueue().size() : 0;
    }

    @Override
    public void close() {
        endpoint.getConsumers().remove(nobody);
        endpoint.setQueue(queue);
        endpoint.setSize(size);
    }

    /**
     * Ends the queue before a route that is removed, where no other one reads from it: who sends to it fails then, rather
     * than lose what it sends.
     */
    static void endUnread(Route removed) {
        if (removed.getEndpoint() instanceof SedaEndpoint endpoint
                && endpoint.getConsumers().isEmpty()) {
            SedaComponent component = endpoint.getComponent();
            int left = endpoint.getQueue().size();
            ServiceHelper.stopAndShutdownService(endpoint);
            boolean ended = component.getQueueReference(component.getQueueKey(endpoint.getEndpointUri())) == null;
            if (left > 0 && ended) {
                LOG.error("❌ Lost: {} that came to {} while its route was taken away", left, endpoint);
            }
        }
    }
}
