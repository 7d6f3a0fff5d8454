package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Pointwise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A kind of number and how to calculate with it.
 *
 * @param <N> the numbers, which never change
 */
public interface Arithmetic<N> {

    /** The number itself, without rounding. */
    N of(float number);

    N add(N a, N b);

    N subtract(N a, N b);

    N multiply(N a, N b);

    N divide(N a, N b);

    /** Negative, zero or positive as a is less than, equal to or greater than b. */
    int compare(N a, N b);

    /** The largest whole number not above x. */
    N floor(N x);

    /** The nearest whole number, of two the even one. */
    N round(N x);

    N squareRoot(N x);

    N exponential(N x);

    /** e^x − 1, with as many digits as other functions where it is near zero. */
    N exponentialMinusOne(N x);

    /** log(1 + e^x), with as many digits as other functions where it is near zero. */
    N softplus(N x);

    /** 2/√π · ∫ e^−t² dt from 0 to x. */
    N errorFunction(N x);

    N arcTangent(N x);

    /** Of a number between −1 and 1. */
    N arcSine(N x);

    /** Of a number between −1 and 1. */
    N arcCosine(N x);

    /** The number of a format that is nearest to x, of two the even one. */
    N narrow(N x, Pointwise.Format format);

    /** The natural logarithm. */
    N logarithm(N x);

    N sine(N x);

    N cosine(N x);

    N tanh(N x);

    /** 1 / (1 + e^−x). */
    N sigmoid(N x);

    /** x to a fixed power; anything to the power 0 is 1. */
    N power(N x, float exponent);

    /** The nearest double. */
    double toDouble(N x);

    /** As many zeros, to be summed into. */
    default List<N> zeros(int count) {
        return new ArrayList<>(Collections.nCopies(count, zero()));
    }

    /** The same numbers, laid out as {@link #addProduct} reads them fastest. */
    default List<N> laidOut(List<N> numbers) {
        return numbers;
    }

    /** Adds {@code a[i]·b[j]} to {@code sums[at]}, a list that {@link #zeros} made; a and b are laid out. */
    default void addProduct(List<N> sums, int at, List<N> a, int i, List<N> b, int j) {
        sums.set(at, add(sums.get(at), multiply(a.get(i), b.get(j))));
    }

    /** The sum of numbers, from the first to the last. */
    default N sum(List<N> numbers) {
        N sum = zero();
        for (N number : numbers) {
            sum = add(sum, number);
        }
        return sum;
    }

    default N zero() {
        return of(0);
    }

    default N one() {
        return of(1);
    }

    default N negate(N x) {
        return subtract(zero(), x);
    }

    /** a · b, but 0 where a is 0, whatever b is: of real numbers the product. */
    default N gate(N a, N b) {
        return multiply(b, a);
    }

    /** Negative, zero or positive as x is. */
    default int sign(N x) {
        return compare(x, zero());
    }

    /** The number without its sign. */
    default N absolute(N x) {
        return sign(x) < 0 ? negate(x) : x;
    }

    /** 1 where x is above 0, else 0. */
    default N step(N x) {
        return sign(x) > 0 ? one() : zero();
    }

    /** x where it is above 0, else slope · x. */
    default N leakyRelu(N x, float slope) {
        return sign(x) > 0 ? x : multiply(of(slope), x);
    }

    /** The larger; of equal numbers the first. */
    default N max(N a, N b) {
        return compare(a, b) >= 0 ? a : b;
    }

    /** The largest of one or more; of equal numbers the first. */
    default N largest(List<N> numbers) {
        N largest = numbers.getFirst();
        for (N number : numbers) {
            largest = compare(number, largest) > 0 ? number : largest;
        }
        return largest;
    }

    /** The smaller; of equal numbers the first. */
    default N min(N a, N b) {
        return compare(a, b) <= 0 ? a : b;
    }

    /** These very floats as numbers. */
    default List<N> of(float[] numbers) {
        List<N> exact = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            exact.add(of(number));
        }
        return exact;
    }

    /** The nearest double of each. */
    default double[] toDoubles(List<N> numbers) {
        return numbers.stream().mapToDouble(this::toDouble).toArray();
    }
}
