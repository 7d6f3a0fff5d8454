package io.jaspis.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the house and who may enter which. */
@AnalyzeClasses(
        packages = "io.jaspis",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
    /** The tests of other modules come as jars once these are packaged. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.jaspis..")
            .layer("tensor")
            .definedBy("io.jaspis.tensor..")
            .layer("autodiff")
            .definedBy("io.jaspis.autodiff..")
            .layer("opencl")
            .definedBy("io.jaspis.opencl..")
            .layer("threat")
            .definedBy("io.jaspis.threat..")
            .layer("attacks")
            .definedBy("io.jaspis.attacks..")
            .layer("certify")
            .definedBy("io.jaspis.certify..")
            .layer("audit")
            .definedBy("io.jaspis.audit..")
            .layer("cli")
            .definedBy("io.jaspis.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("opencl")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("certify")
            .mayOnlyBeAccessedByLayers("audit", "cli")
            .whereLayer("attacks")
            .mayOnlyBeAccessedByLayers("certify", "audit", "cli")
            .whereLayer("threat")
            .mayOnlyBeAccessedByLayers("attacks", "certify", "audit", "cli")
            .whereLayer("autodiff")
            .mayOnlyBeAccessedByLayers("opencl", "threat", "attacks", "certify", "audit", "cli");

    @ArchTest
    static final ArchRule theGroundStandsOnTheJdkAlone = classes()
            .that()
            .resideInAPackage("io.jaspis.tensor..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.jaspis.tensor..", "java..", "jdk.incubator.vector..");

    @ArchTest
    static final ArchRule onlyVectorProvidersLinkToTheVectorModule = noClasses()
            .that(DescribedPredicate.not(vectorProviders()))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching(
                    "io.jaspis.(threat|certify|attacks|audit|opencl|cli).(**)")
            .should()
            .beFreeOfCycles();

    private static DescribedPredicate<JavaClass> vectorProviders() {
        return DescribedPredicate.describe(
                "SIMD providers", type -> type.getPackageName().equals("io.jaspis.tensor.kernels"));
    }
}
