package io.jaspis.bench;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
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
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Randoms;
import io.jaspis.tensor.kernels.provider.Providers;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** The rooms of the house and who may enter which; this module is the only one that sees them all. */
@AnalyzeClasses(
        packages = "io.jaspis",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
    private static final String SCALAR = "io.jaspis.tensor.kernels.scalar..";
    private static final String SIMD = "io.jaspis.tensor.kernels.simd..";
    private static final String PROVIDER = "io.jaspis.tensor.kernels.provider..";
    private static final String CHECKER = "io.jaspis.check..";

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
            .layer("check")
            .definedBy(CHECKER)
            .layer("certify")
            .definedBy("io.jaspis.certify..")
            .layer("defend")
            .definedBy("io.jaspis.defend..")
            .layer("audit")
            .definedBy("io.jaspis.audit..")
            .layer("junit")
            .definedBy("io.jaspis.junit..")
            .layer("cli")
            .definedBy("io.jaspis.cli..")
            .layer("bench")
            .definedBy("io.jaspis.bench..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("junit")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("bench")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("junit", "cli", "bench")
            .whereLayer("opencl")
            .mayOnlyBeAccessedByLayers("cli", "bench")
            .whereLayer("defend")
            .mayOnlyBeAccessedByLayers("audit", "junit", "cli", "bench")
            .whereLayer("certify")
            .mayOnlyBeAccessedByLayers("defend", "audit", "junit", "cli", "bench")
            .whereLayer("check")
            .mayOnlyBeAccessedByLayers("certify", "defend", "audit", "junit", "cli", "bench")
            .whereLayer("attacks")
            .mayOnlyBeAccessedByLayers("certify", "defend", "audit", "junit", "cli", "bench")
            .whereLayer("threat")
            .mayOnlyBeAccessedByLayers("attacks", "check", "certify", "defend", "audit", "junit", "cli", "bench")
            .whereLayer("autodiff")
            .mayOnlyBeAccessedByLayers(
                    "opencl", "threat", "attacks", "check", "certify", "defend", "audit", "junit", "cli", "bench");

    @ArchTest
    static final ArchRule theGroundStandsOnTheJdkAlone = classes()
            .that()
            .resideInAPackage("io.jaspis.tensor..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.jaspis.tensor..", "java..", "jdk.incubator.vector..");

    /** Benchmarks measure what the machine can do by vectors of their own. */
    @ArchTest
    static final ArchRule onlySimdKernelsLinkToTheVectorModule = noClasses()
            .that()
            .resideOutsideOfPackages(SIMD, "io.jaspis.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule scalarKernelsAreReachedByTheirProvider = classes()
            .that()
            .resideInAPackage(SCALAR)
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(SCALAR, PROVIDER);

    @ArchTest
    static final ArchRule simdKernelsAreReachedByTheirProvider = classes()
            .that()
            .resideInAPackage(SIMD)
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(SIMD, PROVIDER);

    /**
     * What re-checks certificates has in common with what makes them the reading of models, data and specifications, the interpreter
     * that nothing else computes with, and the plain random numbers: nothing of plans, devices, attacks or bounds.
     */
    @ArchTest
    static final ArchRule theCheckerSharesNothingWithTheProvers = classes()
            .that()
            .resideInAPackage(CHECKER)
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.or(
                    JavaClass.Predicates.resideInAnyPackage(
                            CHECKER,
                            "io.jaspis.autodiff",
                            "io.jaspis.autodiff.onnx",
                            "io.jaspis.autodiff.reference",
                            "io.jaspis.autodiff.data",
                            "io.jaspis.threat",
                            "io.jaspis.threat.vnnlib",
                            "io.jaspis.tensor",
                            "java..",
                            "tools.jackson.."),
                    JavaClass.Predicates.belongToAnyOf(Providers.class, Kernels.class, Randoms.class)));

    /** What a program calls ends no process, prints nothing, and loads no native library. */
    @ArchTest
    static final ArchRule librariesKeepToThemselves = noClasses()
            .that(libraries("opencl"))
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            // Of whichever class the error is.
            .callMethodWhere(target(name("printStackTrace")));

    /** OpenCL is asked for by name; all else runs wherever Java does. */
    @ArchTest
    static final ArchRule onlyOpenClReachesNativeCode = noClasses()
            .that(libraries())
            .should()
            .callMethod(System.class, "load", String.class)
            .orShould()
            .callMethod(System.class, "loadLibrary", String.class)
            .orShould()
            .callMethod(Runtime.class, "load", String.class)
            .orShould()
            .callMethod(Runtime.class, "loadLibrary", String.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Linker.class, SymbolLookup.class);

    /** The pool starts threads, which end by themselves, and the command has the kernels warmed; nothing else does. */
    @ArchTest
    static final ArchRule onlyThePoolStartsThreads = noClasses()
            .that(libraries("opencl"))
            .and()
            .doNotBelongToAnyOf(Workers.class, Providers.class)
            .should()
            .callMethod(Thread.class, "start")
            .orShould()
            .callMethod(Thread.class, "ofPlatform")
            .orShould()
            .callMethod(Thread.class, "ofVirtual")
            .orShould()
            .callMethod(Runtime.class, "addShutdownHook", Thread.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Executors.class, CompletableFuture.class);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.jaspis.(**)").should().beFreeOfCycles();

    /** All modules that programs call, and these. */
    private static DescribedPredicate<JavaClass> libraries(String... more) {
        Set<String> names = new HashSet<>(
                List.of("tensor", "autodiff", "threat", "attacks", "check", "certify", "defend", "audit", "junit"));
        names.addAll(List.of(more));
        return DescribedPredicate.describe(
                "libraries " + names,
                type -> names.stream()
                        .anyMatch(name -> (type.getPackageName() + ".").startsWith("io.jaspis." + name + ".")));
    }
}
