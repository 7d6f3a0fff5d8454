package io.jaspis.bench.peers;

import ai.djl.ndarray.NDArray;
import io.jaspis.bench.measure.Contender;
import java.util.function.Supplier;

/** A computation in PyTorch. Its last result is freed before the next run, as a loop in PyTorch would do. */
public final class TorchContender implements Contender {
    private final Torch torch;
    private final Supplier<NDArray> computation;
    private final Supplier<float[]> resultOrNull;
    private NDArray last;

    public TorchContender(Torch torch, Supplier<NDArray> computation) {
        this(torch, computation, null);
    }

    /** A computation without a result of its own, which is made apart when it is asked for. */
    public TorchContender(Torch torch, Supplier<NDArray> computation, Supplier<float[]> resultOrNull) {
        this.torch = torch;
        this.computation = computation;
        this.resultOrNull = resultOrNull;
    }

    @Override
    public void run() {
        if (last != null) {
            last.close();
        }
        last = computation.get();
    }

    @Override
    public float[] result() {
        return resultOrNull != null ? resultOrNull.get() : last.toFloatArray();
    }

    @Override
    public void close() {
        torch.close();
    }
}
