package io.jaspis.autodiff;

import static io.jaspis.autodiff.Check.require;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Convolution;
import java.util.List;

/** Operations that are linear in each of two operands, but not in both together. */
public sealed interface Product extends Op {

    /** a · b, element by element, of one shape. */
    record Multiply() implements Product, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return Check.same(operands);
        }
    }

    /**
     * a · b, element by element, of one shape, but 0 wherever a is 0, whatever b is there, infinite and no number included: what
     * an indicator of 0 and 1 chooses, to the bit.
     */
    record Gate() implements Product, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return Check.same(operands);
        }
    }

    /** {@code y[…, m, n] = Σ_k a[…, m, k]·b[…, k, n]}, each example with its own matrices. */
    record MatMul() implements Product {
        @Override
        public Type infer(List<Type> operands) {
            Type a = operands.get(0);
            Type b = operands.get(1);
            int rank = a.shape().rank();
            require(
                    rank >= 2
                            && b.shape().rank() == rank
                            && a.shape().leading(rank - 2).equals(b.shape().leading(rank - 2))
                            && a.shape().extent(-1) == b.shape().extent(-2),
                    "matrices must be […, m, k] and […, k, n], but are %s and %s",
                    a,
                    b);
            return new Type(
                    a.batched() || b.batched(), a.shape().with(-1, b.shape().extent(-1)));
        }
    }

    /**
     * {@code y[out, in] = Σ a[…, out]·b[…, in]}, summed over the batch and all axes but the last: the partner of
     * {@link Linear.Dense} that gives the gradient of its weights.
     */
    record DenseWeight() implements Product {
        @Override
        public Type infer(List<Type> operands) {
            Type a = operands.get(0);
            Type b = operands.get(1);
            int rank = a.shape().rank();
            require(
                    a.batched() == b.batched()
                            && rank >= 1
                            && b.shape().rank() == rank
                            && a.shape().leading(rank - 1).equals(b.shape().leading(rank - 1)),
                    "operands must agree in all but the last axis, but are %s and %s",
                    a,
                    b);
            return Type.shared(Shape.of(a.shape().extent(-1), b.shape().extent(-1)));
        }
    }

    /**
     * The partner of {@link Linear.Convolve} that gives the gradient of its weights: operands x, shaped as the image,
     * and g, shaped as the result, summed over the batch and all axes before the last three.
     */
    record ConvolveWeight(Convolution geometry) implements Product {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.get(0);
            Type g = operands.get(1);
            int lead = x.shape().rank() - 3;
            require(
                    lead >= 0
                            && x.batched() == g.batched()
                            && x.shape().trailing(3).equals(Linear.Convolve.image(geometry))
                            && g.shape().equals(x.shape().leading(lead).then(Linear.Convolve.result(geometry))),
                    "operands %s and %s do not fit the convolution %s",
                    x,
                    g,
                    geometry);
            return Type.shared(Linear.Convolve.weights(geometry));
        }
    }
}
