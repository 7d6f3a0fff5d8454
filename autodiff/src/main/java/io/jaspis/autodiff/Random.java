package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import java.util.List;

/**
 * Noise, one array per example. An example's noise depends on the seed of the run, the stream, and the example's number
 * alone: never on the batch it is in.
 */
public sealed interface Random extends Op {

    /** Uniform in [0, 1). */
    record Uniform(Shape shape, int stream) implements Random {
        @Override
        public Type infer(List<Type> operands) {
            return Type.batched(shape);
        }
    }

    /** Standard normal. */
    record Normal(Shape shape, int stream) implements Random {
        @Override
        public Type infer(List<Type> operands) {
            return Type.batched(shape);
        }
    }
}
