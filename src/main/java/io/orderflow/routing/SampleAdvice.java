package io.orderflow.routing;

/** An advice that counts what is of a {@link Sample}; of the others it is told which have failed. */
public interface SampleAdvice<T> extends CountingAdvice<T> {

    /** One that is not of the sample has failed in this step. */
    void failed();
}
