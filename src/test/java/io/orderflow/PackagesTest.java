package io.orderflow;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.orderflow.analytics.TotalsView;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.kafka.KafkaClients;
import io.orderflow.reload.ByHand;
import io.orderflow.reload.Mistakes;
import io.orderflow.reload.Save;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Which package may know which: the layers from the entry class down, and what some of them are free of. */
@AnalyzeClasses(packages = "io.orderflow", importOptions = DoNotIncludeTests.class)
class PackagesTest {

    private static final String[] GROUND = {
        "io.orderflow.failure", "io.orderflow.settings", "io.orderflow.order", "io.orderflow.routing"
    };

    @ArchTest
    static final ArchRule each_layer_knows_only_the_layers_below_it = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("start")
            .definedBy("io.orderflow")
            .layer("features")
            .definedBy(
                    "io.orderflow.inbox..",
                    "io.orderflow.tracker",
                    "io.orderflow.broker",
                    "io.orderflow.board..",
                    "io.orderflow.analytics",
                    "io.orderflow.tracing",
                    "io.orderflow.reload",
                    "io.orderflow.step",
                    "io.orderflow.route")
            .layer("observe")
            .definedBy("io.orderflow.observe")
            .layer("consumer")
            .definedBy("io.orderflow.consumer")
            .layer("kafka")
            .definedBy("io.orderflow.kafka", "io.orderflow.schema")
            .layer("log")
            .definedBy("io.orderflow.log")
            .layer("ground")
            .definedBy(GROUND)
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("start")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("features")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("observe")
            .mayOnlyBeAccessedByLayers("start", "features")
            .whereLayer("consumer")
            .mayOnlyBeAccessedByLayers("start", "features", "observe")
            .whereLayer("kafka")
            .mayOnlyBeAccessedByLayers("start", "features", "observe", "consumer");

    @ArchTest
    static final ArchRule packages_of_one_layer_do_not_know_each_other = slices().matching("io.orderflow.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    resideOutsideOfPackages(GROUND),
                    resideInAnyPackage(GROUND)
                            .or(resideInAnyPackage(
                                    "io.orderflow.kafka",
                                    "io.orderflow.schema",
                                    "io.orderflow.consumer",
                                    "io.orderflow.observe")))
            // what the board shows: records that are only read
            .ignoreDependency(
                    resideInAPackage("io.orderflow.board.."),
                    belongToAnyOf(OrderFileState.class, TotalsView.class, ByHand.class, Mistakes.class, Save.class));

    @ArchTest
    static final ArchRule clients_of_Kafka_are_made_in_one_class = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(KafkaClients.class.getName())
            .and()
            .haveNameNotMatching(".*\\.kafka\\.(KafkaClients\\$.*|OrderProducer)")
            .should()
            .callMethodWhere(target(name("create")).and(target(owner(assignableTo(Admin.class)))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(Consumer.class))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(Producer.class))));

    @ArchTest
    static final ArchRule the_order_is_plain_java = classes()
            .that()
            .resideInAPackage("io.orderflow.order")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.orderflow.order", "java..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule records_of_files_know_neither_Camel_nor_Kafka = noClasses()
            .that()
            .resideInAPackage("io.orderflow.inbox.records")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.orderflow.inbox", "org.apache.camel..", "org.apache.kafka..");
}
