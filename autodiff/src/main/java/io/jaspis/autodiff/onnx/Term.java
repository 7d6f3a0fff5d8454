package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/** What a name of the model stands for while it is read: numbers that are known already, or a value of the graph. */
sealed interface Term {

    /** The type of its elements in the model. */
    ElementType type();

    /**
     * A value of the graph. One that has ONNX's batch among its axes lacks that axis, unless each example has several
     * elements on it, which follow each other: then it has those. Any other has ONNX's axes: it is shared by all examples, or
     * the model has no batch and each example is the whole of it.
     *
     * @param batch the ONNX axis that is the batch, or {@link #NONE}
     * @param share how many elements of that axis each example has, from 1 on
     */
    record Flowing(ElementType type, Value value, int batch, int share) implements Term {
        static final int NONE = -1;

        /** A value with ONNX's axes: shared, or a whole example. */
        static Flowing whole(ElementType type, Value value) {
            return new Flowing(type, value, NONE, 1);
        }

        /** A value of ONNX's rank that has an example's own elements on the axis of the batch. */
        static Flowing of(ElementType type, Value view, int batch) {
            if (batch == NONE) {
                return whole(type, view);
            }
            int share = view.shape().extent(batch);
            return new Flowing(type, share == 1 ? view.reshape(view.shape().without(batch)) : view, batch, share);
        }

        /** Another value with the same axes. */
        Flowing with(Value other) {
            return new Flowing(type, other, batch, share);
        }

        Flowing with(ElementType other) {
            return new Flowing(other, value, batch, share);
        }

        boolean hasBatch() {
            return batch != NONE;
        }

        /** Whether the axis of the batch is none of the value's. */
        private boolean lacks() {
            return hasBatch() && share == 1;
        }

        int rank() {
            return value.shape().rank() + (lacks() ? 1 : 0);
        }

        /** The extents that ONNX has for one example. */
        int[] extents() {
            Shape shape = value.shape();
            return (lacks() ? shape.insert(batch, 1) : shape).extents();
        }

        /** The value with ONNX's axes, the batch's with an example's own elements. */
        Value view() {
            return lacks() ? value.reshape(value.shape().insert(batch, 1)) : value;
        }

        /** The value's axis that is this ONNX axis, which isn't the batch. */
        int own(int axis) {
            require(axis != batch, "it works along axis %d, the batch, whose examples must stay apart", axis);
            return lacks() && axis > batch ? axis - 1 : axis;
        }

        /** ONNX's axis that is this one of the value's. */
        int outer(int own) {
            return lacks() && own >= batch ? own + 1 : own;
        }
    }

    /**
     * Numbers known while reading, each exactly what the model's arithmetic gives over real numbers or, of whole numbers,
     * at the type's width. An extent may be 0, which a value of the graph can't have.
     */
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

    /** Known numbers of a floating-point type. They may be infinite. */
    sealed interface Reals extends Known {
        double at(int index);

        @Override
        Reals take(int[] extents, int[] sources);

        @Override
        Reals reshaped(int[] other);

        /** Numbers that the type holds. */
        static Reals of(ElementType type, int[] extents, IntToDoubleFunction element) {
            int size = Layout.size(extents);
            if (type == ElementType.DOUBLE) {
                double[] data = new double[size];
                Arrays.setAll(data, element);
                return new Doubles(extents, data);
            }
            float[] data = new float[size];
            for (int i = 0; i < size; i++) {
                data[i] = (float) element.applyAsDouble(i);
            }
            return new Floats(type, extents, data);
        }
    }

    /** Known numbers of a type that float32 holds. */
    record Floats(ElementType type, int[] extents, float[] data) implements Reals {
        static Floats scalar(float value) {
            return new Floats(ElementType.FLOAT, new int[0], new float[] {value});
        }

        @Override
        public double at(int index) {
            return data[index];
        }

        @Override
        public Floats take(int[] shape, int[] sources) {
            float[] taken = new float[sources.length];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = data[sources[i]];
            }
            return new Floats(type, shape, taken);
        }

        @Override
        public Floats reshaped(int[] other) {
            return new Floats(type, other, data);
        }

        Shape shape() {
            return Shape.of(extents);
        }
    }

    /** Known numbers of float64. */
    record Doubles(int[] extents, double[] data) implements Reals {
        @Override
        public ElementType type() {
            return ElementType.DOUBLE;
        }

        @Override
        public double at(int index) {
            return data[index];
        }

        @Override
        public Doubles take(int[] shape, int[] sources) {
            double[] taken = new double[sources.length];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = data[sources[i]];
            }
            return new Doubles(shape, taken);
        }

        @Override
        public Doubles reshaped(int[] other) {
            return new Doubles(other, data);
        }
    }

    /**
     * Known whole numbers or booleans, each {@code fixed + perExample · batch}: the batch's extent stays open, and so does
     * what is computed from it.
     */
    record Integers(ElementType type, int[] extents, long[] fixed, long[] perExample) implements Known {
        static Integers of(ElementType type, int[] extents, long... values) {
            return new Integers(type, extents, values, new long[values.length]);
        }

        static Integers of(ElementType type, int[] extents, IntFunction<Folding.Count> element) {
            long[] fixed = new long[Layout.size(extents)];
            long[] perExample = new long[fixed.length];
            for (int i = 0; i < fixed.length; i++) {
                Folding.Count count = element.apply(i);
                fixed[i] = count.fixed();
                perExample[i] = count.perExample();
            }
            return new Integers(type, extents, fixed, perExample);
        }

        /** A list of int64, as shapes are. */
        static Integers list(long... values) {
            return of(ElementType.INT64, new int[] {values.length}, values);
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

        /** Whether the element is the number of examples, which is open or else this; 0 where the model doesn't fix it. */
        boolean isBatch(int index, int batch) {
            return isBatch(index) || at(index).equals(Folding.Count.of(Math.max(1, batch)));
        }

        Folding.Count at(int index) {
            return new Folding.Count(fixed[index], perExample[index]);
        }

        @Override
        public Integers take(int[] shape, int[] sources) {
            long[] values = new long[sources.length];
            long[] factors = new long[sources.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = fixed[sources[i]];
                factors[i] = perExample[sources[i]];
            }
            return new Integers(type, shape, values, factors);
        }

        @Override
        public Integers reshaped(int[] other) {
            return new Integers(type, other, fixed, perExample);
        }
    }
}
