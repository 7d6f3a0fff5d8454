package io.jaspis.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/** PyTorch's native library, and arrays in its memory that are freed together. */
public final class Torch implements AutoCloseable {
    private static final class Loaded {
        static final Engine ENGINE = load();

        /** From the jar on the class path; nothing is fetched, and nothing is told to anyone. */
        private static Engine load() {
            System.setProperty("ai.djl.offline", "true");
            System.setProperty("OPT_OUT_TRACKING", "true");
            System.setProperty("collect_telemetry", "false");
            if (System.getProperty("ENGINE_CACHE_DIR") == null) {
                Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "jaspis-pytorch");
                System.setProperty("ENGINE_CACHE_DIR", temporary.toString());
            }
            return Engine.getEngine("PyTorch");
        }
    }

    private final NDManager manager;

    /** Opens PyTorch with this number of threads, which holds until it is opened with another. */
    public Torch(int threads) {
        manager = Loaded.ENGINE.newBaseManager();
        JniUtils.setNumThreads(threads);
    }

    /** Whether the native library is on the class path. */
    public static boolean present() {
        return Torch.class.getClassLoader().getResource("native/lib/pytorch.properties") != null;
    }

    public static String version() {
        return Loaded.ENGINE.getVersion();
    }

    public PtNDArray array(float[] elements, int... extents) {
        return (PtNDArray) manager.create(elements, shape(extents));
    }

    public PtNDArray zeros(int... extents) {
        return (PtNDArray) manager.zeros(shape(extents));
    }

    public PtNDArray normal(int... extents) {
        return (PtNDArray) manager.randomNormal(shape(extents));
    }

    public PtNDArray uniform(float lower, float upper, int... extents) {
        return (PtNDArray) manager.randomUniform(lower, upper, shape(extents));
    }

    static Shape shape(int... extents) {
        long[] wide = new long[extents.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = extents[i];
        }
        return new Shape(wide);
    }

    /** A leaf over the same elements, whose gradient is wanted and does not exist yet. */
    public static PtNDArray leaf(PtNDArray array) {
        PtNDArray leaf = JniUtils.detachGradient(array);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Runs with the recording of gradients on. */
    public static <T> T recording(java.util.function.Supplier<T> work) {
        JniUtils.setGradMode(true);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
