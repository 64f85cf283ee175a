package io.orderflow;

import io.orderflow.failure.LongLived;
import io.orderflow.settings.ComponentVariables;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.Profile;
import io.orderflow.step.OrderAsText;
import io.orderflow.step.OrderSimple;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.ExceptionHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order pipeline: started, or checked alone, and ended with an exit code. */
final class Program {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");
    private static final String CANT_START = "Can't start: {}";

    private Program() {}

    /**
     * Returns, or ends the process with an exit code.
     *
     * @param refused sentences about settings that can't be
     */
    static void run(List<String> refused, String... args) {
        try {
            if (CommandLine.answer(List.of(args), System.out)) {
                return;
            }
        } catch (InvalidSettingException e) {
            LOG.error(e.getMessage());
            System.exit(1);
        }
        if (!refused.isEmpty()) {
            refused.forEach(sentence -> LOG.error(CANT_START, sentence));
            System.exit(1);
        }
        LongLived.reportOthers();
        warnOfEncoding();
        Extensions.load(Path.of("ext"));
        Main main = create();
        main.configure().addConfiguration(OrderflowConfiguration.class);
        Startup startup = new Startup(System::getenv);
        main.addMainListener(startup);
        // as system properties they override all others, of Camel's components and of this program
        System.getProperties().putAll(ComponentVariables.options(System.getenv()));
        BooleanSupplier stopped = Signals.onStop(() -> {
            main.completed();
            startup.stopWaiting();
        });
        try {
            main.setDefaultPropertyPlaceholderLocation(Profile.locations());
            if (List.of(args).contains(CommandLine.CHECK)) {
                main.init();
                LOG.info("The settings and the routes can run");
                main.completed();
                return;
            }
            main.run(args);
            if (stopped.getAsBoolean()) {
                // all is stopped; a thread that Kafka's metrics leave behind would keep Maven waiting
                System.exit(0);
            }
            if (startup.undelivered() > 0) {
                LOG.error("Not delivered: {} of the orders that were to be sent", startup.undelivered());
                System.exit(1);
            }
        } catch (Exception e) {
            if (stopped.getAsBoolean()) {
                // who stops it while it waits to start wants nothing else
                startup.undo();
                System.exit(0);
            }
            StartFailure.sentences(main.getCamelContext(), e, startup::withoutSecrets)
                    .forEach(sentence -> LOG.error(CANT_START, sentence));
            LOG.debug("The cause: {}", startup.withoutSecrets(ExceptionHelper.stackTraceToString(e)));
            main.completed();
            startup.undo();
            System.exit(1);
        }
    }

    /** Routes and order files are in UTF-8, and so may their names be. */
    private static void warnOfEncoding() {
        String fileNames = System.getProperty("sun.jnu.encoding");
        if (!Charset.defaultCharset().equals(StandardCharsets.UTF_8) || !fileNames.equals("UTF-8")) {
            LOG.warn(
                    "Java reads files as {} and file names as {} here; start it with -Dfile.encoding=UTF-8 and LC_ALL=C.UTF-8",
                    Charset.defaultCharset(),
                    fileNames);
        }
    }

    /** Camel's Main with what each context of the program can do with an order. */
    static Main create() {
        return new Main() {
            @Override
            protected CamelContext createCamelContext() {
                CamelContext context = super.createCamelContext();
                OrderSimple.install(context);
                OrderAsText.install(context);
                return context;
            }
        };
    }
}
