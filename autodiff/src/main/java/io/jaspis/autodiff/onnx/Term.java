package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;

/** What a name of the model stands for while it is read: numbers that are known already, or a value of the graph. */
sealed interface Term {

    /**
     * A value of the graph. A batched one has the batch as ONNX axis 0, so ONNX's other axes are one more than ours; a
     * shared one has ONNX's axes.
     */
    record Flowing(Value value) implements Term {
        int rank() {
            return value.shape().rank() + lead();
        }

        /** The number of ONNX axes before the first of ours: 1 for the batch, else 0. */
        int lead() {
            return value.batched() ? 1 : 0;
        }
    }

    /** Numbers known while reading. An extent may be 0, which a value of the graph can't have. */
    sealed interface Known extends Term {
        int[] extents();

        /** The array whose element i is this one's element {@code sources[i]}. */
        Known take(int[] extents, int[] sources);

        default int rank() {
            return extents().length;
        }

        default int size() {
            return Arrays.stream(extents()).reduce(1, Math::multiplyExact);
        }

        /** The same numbers in order, under other extents of the same size. */
        Known reshaped(int[] other);
    }

    /** Known numbers with a fraction. */
    record Floats(int[] extents, float[] data) implements Known {
        static Floats scalar(float value) {
            return new Floats(new int[0], new float[] {value});
        }

        @Override
        public Floats take(int[] shape, int[] sources) {
            float[] taken = new float[sources.length];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = data[sources[i]];
            }
            return new Floats(shape, taken);
        }

        @Override
        public Floats reshaped(int[] other) {
            return new Floats(other, data);
        }

        Shape shape() {
            return Shape.of(extents);
        }
    }

    /**
     * Known whole numbers, each {@code fixed + perExample · batch}: the batch's extent stays open, and so does what is
     * computed from it.
     */
    record Integers(int[] extents, long[] fixed, long[] perExample) implements Known {
        static Integers of(int[] extents, long... values) {
            return new Integers(extents, values, new long[values.length]);
        }

        static Integers list(long... values) {
            return of(new int[] {values.length}, values);
        }

        boolean isFixed() {
            for (long factor : perExample) {
                if (factor != 0) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the element is the number of examples itself. */
        boolean isBatch(int index) {
            return fixed[index] == 0 && perExample[index] == 1;
        }

        @Override
        public Integers take(int[] shape, int[] sources) {
            long[] values = new long[sources.length];
            long[] factors = new long[sources.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = fixed[sources[i]];
                factors[i] = perExample[sources[i]];
            }
            return new Integers(shape, values, factors);
        }

        @Override
        public Integers reshaped(int[] other) {
            return new Integers(other, fixed, perExample);
        }
    }
}
