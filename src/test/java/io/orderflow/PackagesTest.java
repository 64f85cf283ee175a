package io.orderflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which: each of them knows orders and consumers, and none another. */
@AnalyzeClasses(packages = "io.orderflow", importOptions = DoNotIncludeTests.class)
class PackagesTest {

    private static final DescribedPredicate<JavaClass> SHARED =
            JavaClass.Predicates.resideInAnyPackage("..order..", "..consumer..", "..routing..");

    @ArchTest
    static final ArchRule consumer_knows_none = noClasses()
            .that()
            .resideInAPackage("io.orderflow.consumer..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.orderflow..")
                    .and(JavaClass.Predicates.resideOutsideOfPackages(
                            "io.orderflow.consumer..", "io.orderflow.routing..")));

    @ArchTest
    static final ArchRule packages_know_of_none_but_order_and_consumer = slices().matching("io.orderflow.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), SHARED);

    @ArchTest
    static final ArchRule order_knows_none = classes()
            .that()
            .resideInAPackage("..order..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..order..", "java..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule no_package_knows_the_entry_class_above_it = noClasses()
            .that()
            .resideInAPackage("io.orderflow.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.orderflow");
}
