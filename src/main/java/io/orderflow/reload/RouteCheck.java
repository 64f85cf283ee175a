package io.orderflow.reload;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.LanguageResolver;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;

/**
 * Finds the mistakes in routes before they run. The whole set is loaded into a Camel context of its own, which has the
 * beans, the settings and the components of the one that runs and is never started: the endpoints and the steps of each
 * route are made, nothing is read, sent or connected.
 */
final class RouteCheck {

    private final CamelContext context;

    /** @param context the one that runs, or is to run, the routes; its components and settings are there */
    RouteCheck(CamelContext context) {
        this.context = context;
    }

    /**
     * Checks the routes of files.
     *
     * @param before the set that runs, or null: its routes may be taken away, though others call them
     * @throws RouteMistake where they could not run, with all that is wrong as far as that can be found at once
     */
    RouteSet check(RouteFiles files, RouteSet before) {
        try {
            return checked(files, before);
        } catch (RouteMistake first) {
            throw FurtherMistakes.all(files, first, rest -> mistake(rest, before));
        }
    }

    private RouteMistake mistake(RouteFiles files, RouteSet before) {
        try {
            checked(files, before);
            return null;
        } catch (RouteMistake e) {
            return e;
        }
    }

    private RouteSet checked(RouteFiles files, RouteSet before) {
        DefaultCamelContext aside = aside();
        try {
            RouteSet routes = RouteSet.of(context, files);
            aside.addRouteDefinitions(routes.load(aside).values());
            aside.init();
            requireOneReader(aside);
            requireConsumers(aside);
            TopicNames.requireValid(aside);
            SharedGroups.requireNone(aside);
            SharedInbox.requireNone(aside);
            routes.requireCalls(new DirectCalls(aside), before);
            aside.getRouteDefinitions().forEach(PutAside::requireNoneLost);
            aside.getRouteDefinitions().forEach(route -> routes.warn(PutAside.warnings(route)));
            return routes;
        } catch (Throwable e) {
            // whatever stands in a file, it is the file's fault
            throw RouteMistake.of(aside, e);
        }
    }

    private DefaultCamelContext aside() {
        DefaultCamelContext aside = new DefaultCamelContext(false);
        aside.getCamelContextExtension().setRegistry(new DefaultRegistry(context.getRegistry()));
        aside.setSourceLocationEnabled(true);
        aside.disableJMX();
        aside.build();
        // before the properties, which resolve a language
        aside.getCamelContextExtension()
                .addContextPlugin(LanguageResolver.class, PluginHelper.getLanguageResolver(context));
        aside.getPropertiesComponent().addPropertiesSource(new SettingsOf(context));
        aside.getCamelContextExtension().addContextPlugin(ComponentResolver.class, new ComponentCopies(context));
        return aside;
    }

    /** What Camel finds out only when the second of them starts. */
    private static void requireOneReader(ModelCamelContext aside) throws FailedToStartRouteException {
        Map<Endpoint, String> readers = new HashMap<>();
        for (RouteDefinition route : aside.getRouteDefinitions()) {
            Endpoint endpoint = aside.getEndpoint(route.getInput().getEndpointUri());
            boolean several =
                    endpoint instanceof MultipleConsumersSupport support && support.isMultipleConsumersSupported();
            if (!several && !Boolean.FALSE.equals(CamelContextHelper.parseBoolean(aside, route.getAutoStartup()))) {
                String other = readers.putIfAbsent(endpoint, route.getId());
                if (other != null) {
                    throw new FailedToStartRouteException(
                            route.getId(),
                            "route %s reads from %s already; only one can"
                                    .formatted(other, endpoint.getEndpointUri().replace("://", ":")));
                }
            }
        }
    }

    /** A consumer refuses options with which it could not keep its promises. */
    private static void requireConsumers(ModelCamelContext aside) throws FailedToStartRouteException {
        for (RouteDefinition route : aside.getRouteDefinitions()) {
            if (aside.getEndpoint(route.getInput().getEndpointUri()) instanceof KafkaEndpoint topic) {
                try {
                    topic.createConsumer(exchange -> {});
                } catch (Exception e) {
                    throw new FailedToStartRouteException(route.getId(), e.getMessage(), e);
                }
            }
        }
    }

    private record SettingsOf(CamelContext context) implements PropertiesSource {

        @Override
        public String getName() {
            return "settings";
        }

        @Override
        public String getProperty(String name) {
            return context.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }
}
