package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.List;

/** Operations without operands: where values come from. */
public sealed interface Source extends Op {

    /** A value given anew for each run. */
    record Input(String name, Type type) implements Source {
        public Input {
            Check.require(
                    name != null && type != null, "an input needs a name and a type, but got %s and %s", name, type);
        }

        @Override
        public Type infer(List<Type> operands) {
            return type;
        }
    }

    /** A value that lives outside the graph, shared by all examples: what training changes. */
    record Parameter(String name, Shape shape) implements Source {
        public Parameter {
            Check.require(
                    name != null && shape != null,
                    "a parameter needs a name and a shape, but got %s and %s",
                    name,
                    shape);
        }

        @Override
        public Type infer(List<Type> operands) {
            return Type.shared(shape);
        }
    }

    /** A fixed value. Two constants are the same when they hold the same tensor. */
    record Constant(Tensor value) implements Source {
        @Override
        public Type infer(List<Type> operands) {
            return Type.shared(value.shape());
        }
    }

    /** The number of examples of the run, as a scalar. */
    record BatchSize() implements Source {
        @Override
        public Type infer(List<Type> operands) {
            return Type.shared(Shape.scalar());
        }
    }
}
