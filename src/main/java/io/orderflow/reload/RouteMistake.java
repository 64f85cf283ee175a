package io.orderflow.reload;

import io.orderflow.failure.Causes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.Route;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What is wrong with the routes: file, line and what was expected, in one sentence for the person who wrote them. Where
 * there are several mistakes, the sentence counts them and names the first.
 */
public final class RouteMistake extends RuntimeException {

    /** Under which a Camel route keeps it. */
    private static final String START_FAILURE = "route.start.exception";

    private static final Pattern MISSING = Pattern.compile("(?s)(\\w+) must be specified(?: and not empty)? on: .*");

    /** Camel names the step's class, or shows the step. */
    private static final Pattern NO_STEPS =
            Pattern.compile("(?s)Definition has no children on (?:[\\w.]*\\.(\\w+)Reifier@|(\\w+)\\[).*");

    private final transient List<String> all;

    RouteMistake(String sentence) {
        this(sentence, null);
    }

    RouteMistake(Path file, int line, String sentence) {
        this("%s, line %d: %s".formatted(file, line, sentence));
    }

    RouteMistake(String sentence, Throwable cause) {
        super(sentence, cause);
        this.all = List.of(sentence);
    }

    /** @param more whether there may be more than these */
    RouteMistake(List<String> sentences, boolean more, Throwable cause) {
        super(Mistakes.sentence(sentences, more), cause);
        this.all = sentences;
    }

    /** Each mistake in a sentence of its own. */
    List<String> all() {
        return all;
    }

    /** Each mistake because of which routes can't run, in a sentence of its own; empty where it is for another reason. */
    public static List<String> all(Throwable failure) {
        return Causes.chain(failure).stream()
                .filter(RouteMistake.class::isInstance)
                .findFirst()
                .map(mistake -> ((RouteMistake) mistake).all())
                .orElse(List.of());
    }

    /** Whether it is that a bean is not there. */
    boolean isOfMissingBean() {
        return Causes.chain(this).stream()
                .anyMatch(cause -> cause instanceof NoSuchBeanException || Missing.isDataFormat(cause));
    }

    /** The mistake for which Camel could not load, create or start routes in this context. */
    static RouteMistake of(CamelContext context, Throwable failure) {
        return failure instanceof RouteMistake known ? known : new RouteMistake(sentence(context, failure), failure);
    }

    /**
     * @param context where the routes were to run: it knows the lines of their steps
     * @return why they can't, with the file and the line where Camel knows them
     */
    public static String sentence(CamelContext context, Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause : Causes.chain(failure)) {
            if (cause instanceof RouteMistake) {
                return cause.getMessage();
            }
            if (cause instanceof MarkedYamlEngineException e
                    && e.getProblemMark().isPresent()) {
                return YamlFault.sentence(e);
            }
            String id = routeThatFailed(context, cause);
            if (id != null) {
                return StepPlace.of(context, id, String.valueOf(cause.getMessage())) + ": " + rootCause(context, cause);
            }
            String message = Causes.plainReason(cause);
            if (messages.stream().noneMatch(before -> before.contains(message))) {
                messages.add(message);
            }
        }
        return String.join(": ", messages);
    }

    /** What is wrong with a bean of a file. */
    static RouteMistake ofBean(Path file, Throwable failure) {
        for (Throwable cause : Causes.chain(failure)) {
            if (cause instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                return new RouteMistake(YamlFault.sentence(marked), failure);
            }
        }
        return new RouteMistake("%s: %s".formatted(file, ofBean(failure)), failure);
    }

    private static String ofBean(Throwable failure) {
        String bean = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && cause.getMessage().startsWith("Error creating bean: ")) {
                bean = cause.getMessage()
                                .replace("Error creating bean: ", "the bean ")
                                .replace("type: #class:", "type ")
                        + ": ";
            }
        }
        Throwable root = Causes.root(failure);
        return bean + (root instanceof ReflectiveOperationException ? message(root) : root.toString());
    }

    /** The route that could not be created or started because of this; null where it is none's. */
    private static String routeThatFailed(CamelContext context, Throwable failure) {
        if (failure instanceof FailedToCreateRouteException created) {
            return created.getRouteId();
        }
        if (failure instanceof FailedToStartRouteException started) {
            return started.getRouteId();
        }
        return context.getRoutes().stream()
                .filter(route -> route.getProperties().get(START_FAILURE) == failure)
                .map(Route::getId)
                .findFirst()
                .orElse(null);
    }

    private static String rootCause(CamelContext context, Throwable failure) {
        for (Throwable cause : Causes.chain(failure)) {
            String missing = Missing.sentence(context, cause);
            String known = missing != null ? missing : WrongOption.sentence(context, cause);
            if (known != null) {
                return known;
            }
        }
        Throwable root = Causes.root(failure);
        // of a route that can't start, Camel's own words begin with that
        return StringHelper.after(message(root), " because: ", message(root));
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof ClassNotFoundException || failure instanceof NoClassDefFoundError) {
            return "there is no class " + String.valueOf(message).replace('/', '.');
        }
        if (failure instanceof NoSuchMethodException && message != null && message.endsWith(".<init>()")) {
            return message.replace(".<init>()", "") + " has no public constructor without parameters";
        }
        Matcher noSteps = NO_STEPS.matcher(String.valueOf(message));
        if (noSteps.matches()) {
            String step = noSteps.group(1) == null ? noSteps.group(2) : noSteps.group(1);
            return (step.equals("Try") ? "doTry" : StringHelper.decapitalize(step)) + " has no steps";
        }
        Matcher missing = MISSING.matcher(String.valueOf(message));
        return missing.matches() ? missing.group(1) + " is missing" : Causes.plainReason(failure);
    }
}
