package io.jaspis.bench.jmh;

import io.jaspis.tensor.kernels.Unary;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One function of each element, in cache and out of it.
 *
 * <pre>java --add-modules jdk.incubator.vector -cp 'bench/target/jaspis-bench.jar:bench/target/lib/*' \
 *   org.openjdk.jmh.Main ElementwiseBenchmark -p function=EXPONENTIAL,TANH -p size=16384</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ElementwiseBenchmark {
    @Param({"RELU", "EXPONENTIAL", "TANH", "LOGARITHM", "SIGMOID"})
    public Unary function;

    @Param({"16384", "4194304"})
    public int size;

    private float[] x;
    private float[] y;

    @Setup(Level.Trial)
    public void prepare() {
        x = Floats.uniform(new Random(1), size);
        y = new float[size];
    }

    @Benchmark
    public float[] apply() {
        Providers.best().elementwise().apply(function, 0, 0, size, x, 0, y, 0);
        return y;
    }
}
