package io.jaspis.tensor.kernels.provider;

import io.jaspis.tensor.PropertyException;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.scalar.ScalarKernels;

/** The kernels that there are, and which of them suit this process. */
public final class Providers {
    private static final Kernels SCALAR = ScalarKernels.kernels();

    private static volatile Kernels best;

    private Providers() {}

    /**
     * The fastest provider here: SIMD where {@code jdk.incubator.vector} is on the module graph, the processor has a
     * fused multiply-add, and the virtual machine is one whose compiler is known to take vector code; else scalar, of
     * which a warning says the reason, once. The system property {@code jaspis.kernels} asks for one of them:
     * {@code scalar}, or {@code simd} whatever the virtual machine.
     *
     * @throws PropertyException if the property is something else
     */
    public static Kernels best() {
        Kernels chosen = best;
        return chosen != null ? chosen : choose();
    }

    private static synchronized Kernels choose() {
        if (best == null) {
            Choice choice = Choice.here();
            choice.warning().ifPresent(Providers::warn);
            best = choice.simd() ? simd() : SCALAR;
        }
        return best;
    }

    /** The plain loops, which define what the SIMD provider must do, and run on every virtual machine. */
    public static Kernels scalar() {
        return SCALAR;
    }

    /** By name, so that nothing outside the SIMD provider links to the incubator module. */
    private static Kernels simd() {
        try {
            return (Kernels) Class.forName(Providers.class.getPackageName() + ".SimdKernels")
                    .getDeclaredMethod("kernels", Kernels.class)
                    .invoke(null, SCALAR);
        } catch (ReflectiveOperationException | LinkageError cause) {
            warn("the SIMD ones didn't load: " + cause);
            return SCALAR;
        }
    }

    /**
     * Starts a thread that has the compiler take the SIMD kernels while there is other work, such as reading a model:
     * the first calls of a kernel are hundreds of times slower than the later ones. It begins with those of dense layers, and
     * goes on to convolutions {@linkplain Warming#convolve once it is told} that the model has some. It ends by itself after a
     * second, or {@linkplain Warming#end when it is told to}; with scalar kernels, at once.
     */
    public static Warming warm() {
        Warming warming = new Warming(best());
        warming.start();
        return warming;
    }

    private static void warn(String reason) {
        System.getLogger(Kernels.class.getName())
                .log(System.Logger.Level.WARNING, "the kernels are scalar, many times slower than SIMD: " + reason);
    }
}
