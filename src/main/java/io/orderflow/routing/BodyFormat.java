package io.orderflow.routing;

import org.apache.camel.spi.DataFormat;

/** A data format whose {@code unmarshal} makes a body of a body, and neither reads nor changes the rest of a message. */
public interface BodyFormat extends DataFormat {}
