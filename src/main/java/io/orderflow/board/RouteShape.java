package io.orderflow.board;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orderflow.observe.Through;
import io.orderflow.order.Quotation;
import io.orderflow.routing.RouteSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * A route as a drawing needs it: where it reads from, and its steps in their order, those within others below these.
 *
 * @param from where it reads from, without its options
 * @param file null where it is not known, as the line
 */
public record RouteShape(String from, String file, Integer line, List<Step> steps) {

    private static final int LONGEST = 160;

    /**
     * @param kind  as it is written: log, to, choice, when, …
     * @param label what it does, shortened; what a header is set to is not shown, since that may be a password
     * @param through since its route was loaded; null where steps are not counted
     */
    public record Step(
            String id, String kind, String label, Integer line, @JsonUnwrapped Through through, List<Step> steps) {}

    /**
     * @param through what went through a step, by its id; null where that is not counted
     * @return null where there is no such route
     */
    public static RouteShape of(CamelContext context, String route, Function<String, Through> through) {
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(route);
        return definition == null
                ? null
                : new RouteShape(
                        uri(definition.getInput().getEndpointUri()),
                        file(definition.getInput()),
                        line(definition.getInput()),
                        steps(definition.getOutputs(), through));
    }

    private static List<Step> steps(
            List<? extends ProcessorDefinition<?>> definitions, Function<String, Through> through) {
        List<Step> steps = new ArrayList<>();
        for (ProcessorDefinition<?> definition : definitions) {
            if (!(definition instanceof OnExceptionDefinition)) {
                steps.add(step(definition, through));
            }
        }
        return steps;
    }

    private static Step step(ProcessorDefinition<?> step, Function<String, Through> through) {
        return new Step(
                step.getId(),
                step.getShortName(),
                shortened(label(step)),
                line(step),
                through.apply(step.getId()),
                step instanceof ChoiceDefinition choice
                        ? branches(choice, through)
                        : steps(RouteSteps.beneath(step), through));
    }

    private static List<Step> branches(ChoiceDefinition choice, Function<String, Through> through) {
        List<Step> branches = new ArrayList<>();
        for (WhenDefinition when : choice.getWhenClauses()) {
            String condition =
                    when.getExpression() == null ? "" : when.getExpression().getExpression();
            branches.add(new Step(
                    when.getId(), "when", shortened(condition), line(when), null, steps(when.getOutputs(), through)));
        }
        OtherwiseDefinition otherwise = choice.getOtherwise();
        if (otherwise != null) {
            branches.add(new Step(
                    otherwise.getId(), "otherwise", "", line(otherwise), null, steps(otherwise.getOutputs(), through)));
        }
        return branches;
    }

    private static String label(ProcessorDefinition<?> step) {
        String label = "";
        if (step instanceof SendDefinition<?> send) {
            label = uri(send.getEndpointUri());
        } else if (step instanceof ToDynamicDefinition send) {
            label = uri(send.getUri());
        } else if (step instanceof LogDefinition log) {
            label = log.getMessage();
        } else if (step instanceof BeanDefinition bean) {
            label = (bean.getRef() == null ? bean.getBeanType() : bean.getRef())
                    + (bean.getMethod() == null ? "" : "." + bean.getMethod());
        } else if (step instanceof SetHeaderDefinition set) {
            label = set.getName();
        } else if (step instanceof SetPropertyDefinition set) {
            label = set.getName();
        } else if (step instanceof SetVariableDefinition set) {
            label = set.getName();
        } else if (step instanceof ExpressionNode expression && expression.getExpression() != null) {
            label = expression.getExpression().getExpression();
        }
        return label;
    }

    private static String shortened(String label) {
        return label == null ? null : Quotation.shortened(label, LONGEST);
    }

    /** Without its options, of which one may be a password. */
    private static String uri(String uri) {
        return uri == null ? "" : URISupport.sanitizeUri(StringHelper.before(uri, "?", uri));
    }

    private static String file(OptionalIdentifiedDefinition<?> node) {
        return node.getLocation() == null ? null : StringHelper.after(node.getLocation(), "file:", node.getLocation());
    }

    private static Integer line(NamedNode node) {
        return node.getLineNumber() < 1 ? null : node.getLineNumber();
    }
}
