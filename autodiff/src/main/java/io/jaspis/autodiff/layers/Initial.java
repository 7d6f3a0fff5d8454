package io.jaspis.autodiff.layers;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.provider.Providers;

/** What a parameter holds before training. */
public sealed interface Initial {

    /** The tensor; the same seed and stream give the same bits. */
    Tensor tensor(Shape shape, long seed, long stream);

    /** Every element the same. */
    record Constant(float value) implements Initial {
        @Override
        public Tensor tensor(Shape shape, long seed, long stream) {
            return Tensor.filled(shape, value);
        }
    }

    /**
     * Normal with variance 2 / fan-in, which keeps the scale of activations through ReLUs (He, Zhang, Ren &amp; Sun
     * 2015, eq. 10). The fan-in is the size of one row of the weights.
     */
    record He() implements Initial {
        @Override
        public Tensor tensor(Shape shape, long seed, long stream) {
            int fanIn = shape.size() / shape.extent(0);
            return normal(shape, Math.sqrt(2.0 / fanIn), seed, stream);
        }
    }

    /**
     * Normal with standard deviation √(2π) / fan-in, under which the width of interval bounds stays the same from
     * layer to layer (Shi, Wang, Zhang, Yi &amp; Hsieh 2021, section 3.2).
     */
    record Interval() implements Initial {
        @Override
        public Tensor tensor(Shape shape, long seed, long stream) {
            int fanIn = shape.size() / shape.extent(0);
            return normal(shape, Math.sqrt(2 * Math.PI) / fanIn, seed, stream);
        }
    }

    private static Tensor normal(Shape shape, double deviation, long seed, long stream) {
        Tensor tensor = Tensor.zeros(shape);
        Providers.scalar().randoms().normal(seed, stream, 0, shape.size(), tensor.data(), 0);
        float[] data = tensor.data();
        for (int i = 0; i < data.length; i++) {
            data[i] *= (float) deviation;
        }
        return tensor;
    }
}
