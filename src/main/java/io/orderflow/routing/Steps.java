package io.orderflow.routing;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Channel;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperties;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Variables;
import org.apache.camel.component.bean.BeanProcessor;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.log.LogEndpoint;
import org.apache.camel.processor.CatchProcessor;
import org.apache.camel.processor.ChoiceProcessor;
import org.apache.camel.processor.Enricher;
import org.apache.camel.processor.EvaluateExpressionProcessor;
import org.apache.camel.processor.FilterProcessor;
import org.apache.camel.processor.FinallyProcessor;
import org.apache.camel.processor.LogProcessor;
import org.apache.camel.processor.MulticastProcessor;
import org.apache.camel.processor.Pipeline;
import org.apache.camel.processor.RecipientList;
import org.apache.camel.processor.RemoveHeaderProcessor;
import org.apache.camel.processor.RemoveHeadersProcessor;
import org.apache.camel.processor.RemovePropertiesProcessor;
import org.apache.camel.processor.RemovePropertyProcessor;
import org.apache.camel.processor.RemoveVariableProcessor;
import org.apache.camel.processor.SendProcessor;
import org.apache.camel.processor.SetBodyProcessor;
import org.apache.camel.processor.SetHeaderProcessor;
import org.apache.camel.processor.SetHeadersProcessor;
import org.apache.camel.processor.SetPropertyProcessor;
import org.apache.camel.processor.SetVariableProcessor;
import org.apache.camel.processor.SetVariablesProcessor;
import org.apache.camel.processor.StepProcessor;
import org.apache.camel.processor.StopProcessor;
import org.apache.camel.processor.ThrowExceptionProcessor;
import org.apache.camel.processor.TransformProcessor;
import org.apache.camel.processor.TryProcessor;
import org.apache.camel.processor.idempotent.IdempotentConsumer;
import org.apache.camel.support.processor.MarshalProcessor;
import org.apache.camel.support.processor.PredicateValidatingProcessor;
import org.apache.camel.support.processor.UnmarshalProcessor;

/** What is known of Camel's kinds of steps. */
final class Steps {

    /** Those that have other steps in them, and are through with an exchange when they end. */
    private static final Set<Class<?>> AROUND = Set.of(
            CatchProcessor.class,
            ChoiceProcessor.class,
            FilterProcessor.class,
            FinallyProcessor.class,
            IdempotentConsumer.class,
            StepProcessor.class,
            TryProcessor.class);

    /** Those that end before their call returns, and don't copy the exchange: a copy shares its clock. */
    private static final Set<Class<?>> IN_CALL = Set.of(
            EvaluateExpressionProcessor.class,
            LogProcessor.class,
            MarshalProcessor.class,
            PredicateValidatingProcessor.class,
            RemoveHeaderProcessor.class,
            RemoveHeadersProcessor.class,
            RemovePropertiesProcessor.class,
            RemovePropertyProcessor.class,
            RemoveVariableProcessor.class,
            SetBodyProcessor.class,
            SetHeaderProcessor.class,
            SetHeadersProcessor.class,
            SetPropertyProcessor.class,
            SetVariableProcessor.class,
            SetVariablesProcessor.class,
            StopProcessor.class,
            ThrowExceptionProcessor.class,
            TransformProcessor.class,
            UnmarshalProcessor.class);

    private Steps() {}

    /** Whether a step may still hold the exchange, or a copy of it, when it has ended. */
    static boolean mayKeepExchange(Processor step) {
        if (step instanceof Pipeline pipeline) {
            return withoutChannels(pipeline).anyMatch(Steps::mayKeepExchange);
        }
        if (step instanceof SendProcessor send) {
            Endpoint to = send.getDestination();
            return !(to instanceof DirectEndpoint || to instanceof LogEndpoint);
        }
        if (step instanceof BeanProcessor bean) {
            return isGivenExchange(bean);
        }
        return step == null || !AROUND.contains(step.getClass()) && !endInCall(step);
    }

    /** Whether a step has always ended when its call returns, or throws. */
    static boolean endInCall(Processor step) {
        return step != null && IN_CALL.contains(step.getClass());
    }

    /** Whether a step sends copies of the exchange through other steps, and waits for them. */
    static boolean fork(Processor step) {
        return step instanceof MulticastProcessor
                || step instanceof RecipientList
                || step instanceof Enricher
                || step instanceof Pipeline pipeline
                        && withoutChannels(pipeline).anyMatch(Steps::fork);
    }

    /** What has no channel of its own, which would be asked for it. */
    private static Stream<Processor> withoutChannels(Pipeline pipeline) {
        return pipeline.next().stream().filter(step -> !(step instanceof Channel));
    }

    private static boolean isGivenExchange(BeanProcessor bean) {
        try {
            return bean.getBeanHolder().getProcessor() != null
                    || Arrays.stream(
                                    bean.getBeanHolder().getBeanInfo().getType().getMethods())
                            .map(Method::getParameters)
                            .flatMap(Arrays::stream)
                            .anyMatch(Steps::leadsToExchange);
        } catch (RuntimeException e) {
            // a bean that can't be had yet
            return true;
        }
    }

    private static boolean leadsToExchange(Parameter parameter) {
        return Exchange.class.isAssignableFrom(parameter.getType())
                || Message.class.isAssignableFrom(parameter.getType())
                || parameter.isAnnotationPresent(ExchangeProperties.class)
                || parameter.isAnnotationPresent(Variables.class);
    }
}
