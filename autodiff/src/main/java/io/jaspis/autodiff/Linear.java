package io.jaspis.autodiff;

import static io.jaspis.autodiff.Check.require;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import java.util.List;

/**
 * Operations that are linear in their data operands and round. Each has an exact transpose in this family, which is
 * both its gradient and its rule in backward bounds: see {@link Transposes}.
 */
public sealed interface Linear extends Op {

    /**
     * {@code y[…, out] = Σ_in x[…, in]·w[out, in]}; transposed, {@code y[…, in] = Σ_out x[…, out]·w[out, in]}. The
     * weights are shared by all examples.
     */
    record Dense(boolean transposed) implements Linear, Weighted {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.get(0);
            Type w = operands.get(1);
            require(!w.batched() && w.shape().rank() == 2, "weights must be [out, in], shared, but are %s", w);
            require(x.shape().rank() >= 1, "a scalar has no axis to multiply");
            int consumed = w.shape().extent(transposed ? 0 : 1);
            require(x.shape().extent(-1) == consumed, "the last axis of %s must be %d for weights %s", x, consumed, w);
            return x.with(x.shape().with(-1, w.shape().extent(transposed ? 1 : 0)));
        }

        @Override
        public int products(Type weights) {
            return weights.shape().extent(transposed ? 0 : 1);
        }

        @Override
        public Value apply(Value data, Value weights) {
            return transposed ? data.denseTransposed(weights) : data.dense(weights);
        }
    }

    /**
     * Convolution of {@code x[…, channels, height, width]} with weights {@code [out, in / groups, kernelHeight,
     * kernelWidth]}; transposed, from the result's shape back to the image's.
     */
    record Convolve(Convolution geometry, boolean transposed) implements Linear, Weighted {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.get(0);
            Type w = operands.get(1);
            require(
                    !w.batched() && w.shape().equals(weights(geometry)),
                    "weights must be %s, but are %s",
                    weights(geometry),
                    w);
            Shape from = transposed ? result(geometry) : image(geometry);
            Shape to = transposed ? image(geometry) : result(geometry);
            require(
                    x.shape().rank() >= 3 && x.shape().trailing(3).equals(from),
                    "x must end in %s, but is %s",
                    from,
                    x);
            return x.with(x.shape().leading(x.shape().rank() - 3).then(to));
        }

        @Override
        public int products(Type weights) {
            int channels = transposed ? geometry.outputChannels() : geometry.inputChannels();
            return Math.multiplyExact(geometry.window().taps(), channels / geometry.groups());
        }

        @Override
        public Value apply(Value data, Value weights) {
            return transposed ? data.convolveTransposed(weights, geometry) : data.convolve(weights, geometry);
        }

        static Shape image(Convolution c) {
            return Shape.of(c.inputChannels(), c.height(), c.width());
        }

        static Shape result(Convolution c) {
            return Shape.of(c.outputChannels(), c.outputHeight(), c.outputWidth());
        }

        static Shape weights(Convolution c) {
            return Shape.of(
                    c.outputChannels(),
                    c.inputChannels() / c.groups(),
                    c.window().kernelHeight(),
                    c.window().kernelWidth());
        }
    }

    /** a + b, of one shape; a shared operand meets every example. */
    record Add() implements Linear, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return Check.same(operands);
        }
    }

    /** a − b. */
    record Subtract() implements Linear, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return Check.same(operands);
        }
    }

    /** factor · x. */
    record Scale(float factor) implements Linear, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return operands.getFirst();
        }
    }

    /** The sum over one axis, which goes. Transpose of {@link Movement.Broadcast}. */
    record Sum(int axis) implements Linear {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            return x.with(x.shape().without(axis));
        }
    }

    /** The sum over the batch: a shared value. Transpose of {@link Movement.RepeatBatch}. */
    record BatchSum() implements Linear {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(x.batched(), "%s has no batch to sum over", x);
            return Type.shared(x.shape());
        }
    }

    /**
     * Takes, for each position of the window, the element of x where the selector is largest: operands x and selector,
     * both {@code […, channels, height, width]}. Transposed, it adds each element of x, shaped as the pooled result, to
     * where its selector was largest. Linear in x; the derivative in the selector is zero almost everywhere.
     */
    record Select(Pooling pooling, boolean transposed) implements Linear {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.get(0);
            Type selector = operands.get(1);
            Shape image = Maximum.Pool.image(pooling);
            Shape pooled = Maximum.Pool.pooled(pooling);
            int lead = selector.shape().rank() - 3;
            require(lead >= 0 && selector.shape().trailing(3).equals(image), "selector must end in %s", image);
            require(x.batched() == selector.batched(), "x %s and selector %s must both be batched or not", x, selector);
            Shape before = selector.shape().leading(lead);
            require(
                    x.shape().equals(before.then(transposed ? pooled : image)),
                    "x %s does not fit the selector %s",
                    x,
                    selector);
            return x.with(before.then(transposed ? image : pooled));
        }
    }
}
