package io.jaspis.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Spark is known here alone, and the command, the benchmarks and kernels aren't. */
@AnalyzeClasses(packages = "io.jaspis", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule nothingElseKnowsSpark = noClasses()
            .that()
            .resideOutsideOfPackage("io.jaspis.spark..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..", "org.apache.hadoop..", "io.jaspis.spark..");

    @ArchTest
    static final ArchRule itStandsOnTheAudit = classes()
            .that()
            .resideInAPackage("io.jaspis.spark..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.jaspis.spark..",
                    "io.jaspis.audit..",
                    "io.jaspis.defend..",
                    "io.jaspis.certify..",
                    "io.jaspis.check..",
                    "io.jaspis.attacks..",
                    "io.jaspis.threat..",
                    "io.jaspis.autodiff..",
                    "io.jaspis.tensor..",
                    "java..",
                    "picocli..",
                    "org.apache.spark..",
                    "org.apache.hadoop..",
                    "scala..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.jaspis.(**)").should().beFreeOfCycles();
}
