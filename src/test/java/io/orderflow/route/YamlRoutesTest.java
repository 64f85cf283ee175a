package io.orderflow.route;

class YamlRoutesTest extends OrderRoutes {
    YamlRoutesTest() {
        super(Dsl.YAML);
    }
}
