package io.orderflow;

import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the order pipeline until it is stopped. */
public final class Orderflow {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");

    private Orderflow() {}

    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation(
                "file:application.properties;optional=true,classpath:application.properties");
        main.configure().addConfiguration(OrderflowConfiguration.class);
        Startup startup = new Startup();
        main.addMainListener(startup);
        Signals.onStop(main::completed);
        try {
            main.run(args);
        } catch (Exception e) {
            LOG.error("Can't start: {}", StartFailure.sentence(main.getCamelContext(), e));
            LOG.debug("The cause", e);
            main.completed();
            startup.undo();
            System.exit(1);
        }
    }
}
