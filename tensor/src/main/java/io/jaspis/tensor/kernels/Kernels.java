package io.jaspis.tensor.kernels;

/**
 * One provider of each family of kernels.
 *
 * @param name "scalar", or "SIMD" with the lanes' width
 */
public record Kernels(
        String name,
        Products products,
        Convolutions convolutions,
        Elementwise elementwise,
        Reductions reductions,
        Randoms randoms) {

    private static final String PROPERTY = "jaspis.kernels";
    private static final String MODULE = "jdk.incubator.vector";

    private static final class Best {
        static final Kernels KERNELS = choose();
    }

    /**
     * The fastest provider here: SIMD where {@code jdk.incubator.vector} is on the module graph and the processor has a
     * fused multiply-add, else scalar. The system property {@code jaspis.kernels=scalar} asks for scalar.
     */
    public static Kernels best() {
        return Best.KERNELS;
    }

    /** The plain loops, which define what the SIMD provider must do. */
    public static Kernels scalar() {
        return new Kernels(
                "scalar",
                new ScalarProducts(),
                new ScalarConvolutions(),
                new ScalarElementwise(),
                new ScalarReductions(),
                new ScalarRandoms());
    }

    /**
     * Starts a thread that has the compiler take the kernels while there is other work, such as reading a model: the first
     * calls of a kernel are hundreds of times slower than the later ones. It ends by itself after a second.
     */
    public static Thread warm() {
        Thread thread = new Thread(new Warming(best()), "jaspis-warming");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Kernels choose() {
        if ("scalar".equals(System.getProperty(PROPERTY))) {
            return scalar();
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            warn("the kernels are scalar, many times slower than SIMD: start java with --add-modules " + MODULE);
            return scalar();
        }
        if (!Fused.PRESENT) {
            warn("the kernels are scalar, because this processor has no fused multiply-add (FMA); results are rounded"
                    + " once more than elsewhere");
            return scalar();
        }
        try {
            // By name, so that no class outside the SIMD ones links to the incubator module.
            return (Kernels) Class.forName("io.jaspis.tensor.kernels.VectorKernels")
                    .getDeclaredMethod("kernels")
                    .invoke(null);
        } catch (ReflectiveOperationException | LinkageError cause) {
            warn("the kernels are scalar, because the SIMD ones didn't load: " + cause);
            return scalar();
        }
    }

    private static void warn(String message) {
        System.getLogger(Kernels.class.getName()).log(System.Logger.Level.WARNING, message);
    }
}
