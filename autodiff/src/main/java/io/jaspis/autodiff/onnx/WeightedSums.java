package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Each element of an axis as a sum of fixed parts of those that were there. Parts that no float is, such as thirds, are whole
 * numbers over a common denominator, so that what the graph says is exact and bounds are those of the very parts.
 */
final class WeightedSums {
    /** At places that are whole in such parts float32 arithmetic has linear parts, and products of three, without rounding. */
    private static final int LINEAR = 32;

    /** The same of cubic parts, and products of two. */
    static final int CUBIC = 4;

    private WeightedSums() {}

    /**
     * Whether float32 arithmetic has a place and the parts there without rounding, in whatever steps.
     *
     * @param rounded what it has for the place
     */
    static boolean isExact(Fraction place, float rounded, boolean cubes) {
        return place.isWholeIn(cubes ? CUBIC : LINEAR) && place.equals(Fraction.of(rounded));
    }

    /**
     * Whether the four elements of a cubic sum at this place are four of the axis. Where the one at an edge stands for those beyond it,
     * its parts are one here, of less size than those that a runtime multiplies and adds.
     */
    static boolean isAmongFour(Fraction place, int extent) {
        return place.isWholeIn(1) || place.floor() >= 1 && place.floor() + 2 < extent;
    }

    /** Each element of an axis as a sum of weights [result, extent] times the elements of it. */
    static Value of(Value x, int axis, Tensor weights) {
        List<Integer> last = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            if (i != axis) {
                last.add(i);
            }
        }
        last.add(axis);
        List<Integer> back = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            back.add(last.indexOf(i));
        }
        return x.transpose(last).dense(x.trace().constant(weights)).transpose(back);
    }

    /** The same with parts that may be any fractions; a part that is missing is 0. */
    static Value of(Value x, int axis, Fraction[][] parts) {
        int result = parts.length;
        int extent = parts[0].length;
        if (floats(parts)) {
            float[] weights = new float[result * extent];
            for (int i = 0; i < weights.length; i++) {
                Fraction part = parts[i / extent][i % extent];
                weights[i] = part == null ? 0 : part.nearest();
            }
            return of(x, axis, Tensor.of(Shape.of(result, extent), weights));
        }
        List<float[]> numerators = new ArrayList<>();
        List<float[]> denominators = new ArrayList<>();
        for (int row = 0; row < result; row++) {
            BigInteger common = BigInteger.ONE;
            for (Fraction part : parts[row]) {
                common = part == null ? common : multiple(common, part.denominator());
            }
            put(denominators, result, row, Fraction.floats(common));
            for (int i = 0; i < extent; i++) {
                Fraction part = parts[row][i];
                if (part != null) {
                    BigInteger whole = part.numerator().multiply(common.divide(part.denominator()));
                    put(numerators, result * extent, row * extent + i, Fraction.floats(whole));
                }
            }
        }
        Value sum = null;
        for (float[] weights : numerators) {
            Value more = of(x, axis, Tensor.of(Shape.of(result, extent), weights));
            sum = sum == null ? more : sum.plus(more);
        }
        Value divisor = null;
        for (float[] each : denominators) {
            Value more = x.trace().constant(Tensor.of(along(sum.shape(), axis), each));
            divisor = divisor == null ? more : divisor.plus(more);
        }
        return sum.over(divisor);
    }

    /** Numbers along one axis, to meet a value of this shape. */
    static Shape along(Shape shape, int axis) {
        Shape numbers = Shape.of(shape.extent(axis));
        while (numbers.rank() < shape.rank() - axis) {
            numbers = numbers.insert(numbers.rank(), 1);
        }
        return numbers;
    }

    private static boolean floats(Fraction[][] parts) {
        for (Fraction[] row : parts) {
            for (Fraction part : row) {
                if (part != null && !part.isFloat()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static BigInteger multiple(BigInteger a, BigInteger b) {
        return a.divide(a.gcd(b)).multiply(b);
    }

    /** The k-th of some floats to a place of the k-th list. */
    private static void put(List<float[]> lists, int size, int place, List<Float> floats) {
        while (lists.size() < floats.size()) {
            lists.add(new float[size]);
        }
        for (int k = 0; k < floats.size(); k++) {
            lists.get(k)[place] = floats.get(k);
        }
    }
}
