package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Arithmetic and movement on numbers that are known while reading. */
final class Folding {
    private static final int LARGEST = 1 << 28;

    private Folding() {}

    /** A whole number {@code fixed + perExample · batch}. */
    record Count(long fixed, long perExample) {
        Count plus(Count other) {
            return new Count(Math.addExact(fixed, other.fixed), Math.addExact(perExample, other.perExample));
        }

        Count minus(Count other) {
            return new Count(Math.subtractExact(fixed, other.fixed), Math.subtractExact(perExample, other.perExample));
        }

        Count times(Count other) {
            require(perExample == 0 || other.perExample == 0, "the square of the batch's size is not supported");
            return new Count(
                    Math.multiplyExact(fixed, other.fixed),
                    Math.addExact(
                            Math.multiplyExact(fixed, other.perExample), Math.multiplyExact(perExample, other.fixed)));
        }

        Count over(Count other) {
            if (perExample == 0 && other.perExample == 0) {
                return new Count(fixed / other.fixed, 0);
            }
            long factor = other.perExample == 0 ? other.fixed : other.perExample;
            require(
                    factor != 0
                            && (other.perExample == 0 || other.fixed == 0)
                            && fixed % factor == 0
                            && perExample % factor == 0
                            && (other.perExample == 0 || fixed == 0),
                    "this quotient of the batch's size is not supported");
            return other.perExample == 0
                    ? new Count(fixed / factor, perExample / factor)
                    : new Count(perExample / factor, 0);
        }
    }

    /** A function of two whole numbers. */
    @FunctionalInterface
    interface CountFunction {
        Count apply(Count first, Count second);
    }

    static CountFunction fixedOnly(java.util.function.LongBinaryOperator function) {
        return (a, b) -> {
            require(a.perExample() == 0 && b.perExample() == 0, "it must not depend on the size of the batch");
            return new Count(function.applyAsLong(a.fixed(), b.fixed()), 0);
        };
    }

    static Term.Known combine(Term.Known a, Term.Known b, CountFunction counts, DoubleBinaryOperator floats) {
        int[] extents = common(a.extents(), b.extents());
        Term.Known first = broadcast(a, extents);
        Term.Known second = broadcast(b, extents);
        if (first instanceof Term.Integers m && second instanceof Term.Integers n) {
            long[] fixed = new long[m.size()];
            long[] perExample = new long[fixed.length];
            for (int i = 0; i < fixed.length; i++) {
                Count count = counts.apply(
                        new Count(m.fixed()[i], m.perExample()[i]), new Count(n.fixed()[i], n.perExample()[i]));
                fixed[i] = count.fixed();
                perExample[i] = count.perExample();
            }
            return new Term.Integers(extents, fixed, perExample);
        }
        float[] x = Node.floats(first, "a number").data();
        float[] y = Node.floats(second, "a number").data();
        float[] data = new float[x.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = finite((float) floats.applyAsDouble(x[i], y[i]));
        }
        return new Term.Floats(extents, data);
    }

    /** The same, or null where a result is no float32: the function gives NaN for what isn't exact in double. */
    static Term.Known combineExactly(Term.Known a, Term.Known b, CountFunction counts, DoubleBinaryOperator floats) {
        boolean[] rounds = new boolean[1];
        Term.Known result = combine(a, b, counts, (x, y) -> {
            double exact = floats.applyAsDouble(x, y);
            rounds[0] |= exact != (float) exact;
            return rounds[0] ? 0 : exact;
        });
        return rounds[0] ? null : result;
    }

    /** a + b, or NaN where that isn't a double. */
    static double sum(double a, double b) {
        double sum = a + b;
        return sum - a == b && sum - b == a ? sum : Double.NaN;
    }

    /** a / b, or NaN where that isn't a double. */
    static double quotient(double a, double b) {
        double quotient = a / b;
        return quotient * b == a && Math.fma(quotient, b, -a) == 0 ? quotient : Double.NaN;
    }

    static Term.Floats map(Term.Known x, DoubleUnaryOperator function) {
        float[] from = Node.floats(x, "a number").data();
        float[] data = new float[from.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = finite((float) function.applyAsDouble(from[i]));
        }
        return new Term.Floats(x.extents(), data);
    }

    static float finite(float value) {
        require(Float.isFinite(value), "its result, which does not depend on the input, is %s", value);
        return value;
    }

    /** The common extents of two arrays as NumPy broadcasts them. */
    static int[] common(int[] a, int[] b) {
        int[] extents = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= extents.length; i++) {
            int first = i <= a.length ? a[a.length - i] : 1;
            int second = i <= b.length ? b[b.length - i] : 1;
            require(
                    first == second || first == 1 || second == 1,
                    "shapes %s and %s do not fit each other",
                    Arrays.toString(a),
                    Arrays.toString(b));
            extents[extents.length - i] = first == 1 ? second : first;
        }
        return extents;
    }

    /** The number of elements of an array that is made while reading. */
    static int size(int[] extents) {
        long size = 1;
        for (int extent : extents) {
            require(extent >= 0, "a shape must not be negative, but is %s", Arrays.toString(extents));
            size *= extent;
            require(size <= LARGEST, "a constant of shape %s is too large", Arrays.toString(extents));
        }
        return (int) size;
    }

    static Term.Known broadcast(Term.Known x, int[] extents) {
        if (Arrays.equals(x.extents(), extents)) {
            return x;
        }
        int missing = extents.length - x.rank();
        int[] padded = new int[extents.length];
        Arrays.fill(padded, 0, missing, 1);
        System.arraycopy(x.extents(), 0, padded, missing, x.rank());
        int[][] places = new int[extents.length][];
        for (int axis = 0; axis < places.length; axis++) {
            places[axis] = padded[axis] == extents[axis] ? range(extents[axis]) : new int[extents[axis]];
        }
        return select(x.reshaped(padded), places);
    }

    /** The places 0, 1, … of a whole axis. */
    static int[] range(int extent) {
        int[] places = new int[extent];
        Arrays.setAll(places, i -> i);
        return places;
    }

    /** The elements at these places of each axis. */
    static Term.Known select(Term.Known x, int[][] places) {
        int[] extents = new int[places.length];
        int[][] offsets = new int[places.length][];
        int stride = 1;
        for (int axis = places.length - 1; axis >= 0; axis--) {
            extents[axis] = places[axis].length;
            int step = stride;
            offsets[axis] =
                    Arrays.stream(places[axis]).map(place -> place * step).toArray();
            stride *= x.extents()[axis];
        }
        return x.take(extents, sums(extents, offsets));
    }

    static Term.Known transpose(Term.Known x, int[] permutation) {
        int[] strides = new int[x.rank()];
        int stride = 1;
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= x.extents()[axis];
        }
        int[] extents = new int[x.rank()];
        int[][] offsets = new int[x.rank()][];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = x.extents()[permutation[axis]];
            int step = strides[permutation[axis]];
            offsets[axis] = Arrays.stream(range(extents[axis]))
                    .map(place -> place * step)
                    .toArray();
        }
        return x.take(extents, sums(extents, offsets));
    }

    private static int[] sums(int[] extents, int[][] offsets) {
        int[] sources = new int[size(extents)];
        int filled = Math.min(1, sources.length);
        for (int[] axis : offsets) {
            int[] before = Arrays.copyOf(sources, filled);
            filled *= axis.length;
            for (int i = 0; i < filled; i++) {
                sources[i] = before[i / axis.length] + axis[i % axis.length];
            }
        }
        return sources;
    }

    static Term.Known concatenate(int axis, List<Term.Known> parts) {
        Term.Known first = parts.getFirst();
        boolean whole = parts.stream().allMatch(part -> part instanceof Term.Integers);
        int[] extents = first.extents().clone();
        extents[axis] = 0;
        for (Term.Known part : parts) {
            int[] other = part.extents().clone();
            require(other.length == extents.length, "the parts must have one rank");
            extents[axis] += other[axis];
            other[axis] = extents[axis];
            require(Arrays.equals(other, extents), "the parts must agree in all but axis %d", axis);
        }
        int outer = 1;
        for (int i = 0; i < axis; i++) {
            outer *= extents[i];
        }
        int size = size(extents);
        long[] fixed = new long[whole ? size : 0];
        long[] perExample = new long[whole ? size : 0];
        float[] data = new float[whole ? 0 : size];
        int position = 0;
        for (int i = 0; i < outer; i++) {
            for (Term.Known part : parts) {
                int run = part.size() / outer;
                if (whole) {
                    Term.Integers integers = (Term.Integers) part;
                    System.arraycopy(integers.fixed(), i * run, fixed, position, run);
                    System.arraycopy(integers.perExample(), i * run, perExample, position, run);
                } else {
                    System.arraycopy(Node.floats(part, "a part").data(), i * run, data, position, run);
                }
                position += run;
            }
        }
        return whole ? new Term.Integers(extents, fixed, perExample) : new Term.Floats(extents, data);
    }
}
