package io.jaspis.autodiff;

import static io.jaspis.autodiff.Check.require;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Pooling;
import java.util.List;

/** The larger or smaller of several numbers. */
public sealed interface Maximum extends Op {

    /** max(a, b), element by element; of two alike the gradient goes to b, or to a where no gradient in b is wanted. */
    record Max() implements Maximum, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return Check.same(operands);
        }
    }

    /** min(a, b), element by element; of two alike the gradient goes as that of {@link Max}. */
    record Min() implements Maximum, Elementwise {
        @Override
        public Type infer(List<Type> operands) {
            return Check.same(operands);
        }
    }

    /** The maximum over windows of {@code x[…, channels, height, width]}; padding never wins. */
    record Pool(Pooling pooling) implements Maximum {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            int lead = x.shape().rank() - 3;
            require(
                    lead >= 0 && x.shape().trailing(3).equals(image(pooling)),
                    "x must end in %s, but is %s",
                    image(pooling),
                    x);
            return x.with(x.shape().leading(lead).then(pooled(pooling)));
        }

        static Shape image(Pooling p) {
            return Shape.of(p.channels(), p.height(), p.width());
        }

        static Shape pooled(Pooling p) {
            return Shape.of(p.channels(), p.outputHeight(), p.outputWidth());
        }
    }
}
