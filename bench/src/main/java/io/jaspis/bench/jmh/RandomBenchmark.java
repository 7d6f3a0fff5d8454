package io.jaspis.bench.jmh;

import io.jaspis.tensor.kernels.provider.Providers;
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
 * Random numbers: uniform and Gaussian.
 *
 * <pre>java --add-modules jdk.incubator.vector -cp 'bench/target/jaspis-bench.jar:bench/target/lib/*' \
 *   org.openjdk.jmh.Main RandomBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class RandomBenchmark {
    @Param({"16384", "4194304"})
    public int size;

    private float[] y;

    @Setup(Level.Trial)
    public void prepare() {
        y = new float[size];
    }

    @Benchmark
    public float[] uniform() {
        Providers.best().randoms().uniform(1, 0, 0, size, y, 0);
        return y;
    }

    @Benchmark
    public float[] normal() {
        Providers.best().randoms().normal(1, 0, 0, size, y, 0);
        return y;
    }
}
