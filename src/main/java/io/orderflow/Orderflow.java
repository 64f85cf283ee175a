package io.orderflow;

/** Runs the order pipeline until it is stopped. */
public final class Orderflow {

    private Orderflow() {}

    public static void main(String[] args) {
        Program.run(args);
    }
}
