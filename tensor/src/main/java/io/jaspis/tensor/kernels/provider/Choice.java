package io.jaspis.tensor.kernels.provider;

import io.jaspis.tensor.PropertyException;
import io.jaspis.tensor.kernels.Fused;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which kernels suit a virtual machine. Where a compiler doesn't turn the vector module's calls into instructions, each
 * vector is an object, and such code is over a hundred times slower than plain loops; only HotSpot's C2 is known to do
 * it.
 *
 * @param warning why the kernels are scalar, if nobody asked for it
 */
public record Choice(boolean simd, Optional<String> warning) {
    private static final String PROPERTY = "jaspis.kernels";
    private static final String MODULE = "jdk.incubator.vector";

    /** In this process. */
    static Choice here() {
        return of(System::getProperty, ModuleLayer.boot().findModule(MODULE).isPresent(), Fused.PRESENT);
    }

    /**
     * From facts.
     *
     * @param properties the system properties by name, null where there is none
     * @param module whether the vector module is on the module graph
     * @param fused whether the processor has a fused multiply-add
     */
    static Choice of(UnaryOperator<String> properties, boolean module, boolean fused) {
        String wanted = told(properties, PROPERTY);
        return switch (wanted) {
            case "scalar" -> new Choice(false, Optional.empty());
            case "", "simd" -> {
                Optional<String> obstacle = hardware(module, fused);
                if (obstacle.isEmpty() && wanted.isEmpty()) {
                    obstacle = machine(properties)
                            .map(reason -> reason + "; -D" + PROPERTY + "=simd takes SIMD kernels nevertheless");
                }
                yield new Choice(obstacle.isEmpty(), obstacle);
            }
            default -> throw new PropertyException(PROPERTY + " must be scalar or simd, but is '" + wanted + "'");
        };
    }

    private static Optional<String> hardware(boolean module, boolean fused) {
        if (!module) {
            return Optional.of("start java with --add-modules " + MODULE);
        }
        if (!fused) {
            return Optional.of("this processor has no fused multiply-add (FMA), and results are rounded once more than"
                    + " elsewhere");
        }
        return Optional.empty();
    }

    private static Optional<String> machine(UnaryOperator<String> properties) {
        String name = told(properties, "java.vm.name");
        String version = told(properties, "java.vm.version");
        if (!told(properties, "org.graalvm.nativeimage.imagecode").isEmpty()) {
            return Optional.of("vector code is slow in a native image");
        }
        if (told(properties, "java.vendor.version").contains("GraalVM")
                || version.contains("jvmci")
                || !told(properties, "jvmci.Compiler").isEmpty()) {
            return Optional.of("vector code is slow with Graal's compiler (" + name + " " + version + ")");
        }
        // HotSpot has this name where it has C2; others are a client, zero or minimal VM, OpenJ9 or Zing.
        if (!name.endsWith(" Server VM")) {
            return Optional.of("how fast vector code is on this virtual machine isn't known (" + name + ")");
        }
        String mode = told(properties, "java.vm.info");
        if (mode.contains("interpreted") || mode.contains("client")) {
            return Optional.of("vector code is slow without the C2 compiler (" + mode + ")");
        }
        return Optional.empty();
    }

    private static String told(UnaryOperator<String> properties, String property) {
        String value = properties.apply(property);
        return value == null ? "" : value.strip();
    }
}
