package io.orderflow.routing;

import org.apache.camel.spi.CamelInternalProcessorAdvice;

/** An advice that only counts: it neither changes the exchange nor keeps it. */
public interface CountingAdvice<T> extends CamelInternalProcessorAdvice<T> {}
