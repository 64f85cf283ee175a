package io.orderflow.route;

class JavaRoutesTest extends OrderRoutes {
    JavaRoutesTest() {
        super(Dsl.JAVA);
    }
}
