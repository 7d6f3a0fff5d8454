package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What reduces known numbers to one: exactly those of real arithmetic, or of whole numbers at their type's width. */
enum Reduction {
    SUM,
    MEAN,
    MAXIMUM,
    MINIMUM,
    PRODUCT,
    L1,
    L2,
    SUM_OF_SQUARES;

    /** From here on every type has all its digits: the smallest normal float16. */
    private static final BigDecimal NORMAL = new BigDecimal(0x1p-14);

    /** Whether it makes whole numbers of whole numbers. */
    boolean isWhole() {
        return this != MEAN && this != L2;
    }

    /**
     * The array with these axes reduced to an extent of 1; nothing where a result can't be held exactly.
     *
     * @throws IllegalArgumentException where nothing is left to take the mean, largest or smallest of
     */
    Optional<Term.Known> of(Term.Known x, int[] axes) {
        int[] extents = x.extents().clone();
        for (int axis : axes) {
            extents[axis] = 1;
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < Layout.size(extents); i++) {
            groups.add(new ArrayList<>());
        }
        for (int i = 0; i < x.size(); i++) {
            groups.get(place(i, x.extents(), extents)).add(i);
        }
        boolean empty = groups.stream().anyMatch(List::isEmpty);
        require(
                !empty || this != MEAN && this != MAXIMUM && this != MINIMUM,
                "it reduces an axis of no elements, so there is no result");
        return switch (x) {
            case Term.Integers integers ->
                Optional.of(Term.Integers.of(
                        integers.type(),
                        extents,
                        i -> whole(
                                integers.type(),
                                groups.get(i).stream().map(integers::at).toList())));
            case Term.Reals reals -> {
                double[] results = new double[groups.size()];
                for (int i = 0; i < results.length; i++) {
                    List<BigDecimal> numbers = groups.get(i).stream()
                            .map(place -> {
                                require(Double.isFinite(reals.at(place)), "it reduces %s", reals.at(place));
                                return new BigDecimal(reals.at(place));
                            })
                            .toList();
                    if (!isExact(reals.type(), numbers)) {
                        yield Optional.empty();
                    }
                    Optional<Double> held = real(numbers).flatMap(exact -> Folding.held(reals.type(), exact));
                    if (held.isEmpty()) {
                        yield Optional.empty();
                    }
                    results[i] = held.get();
                }
                yield Optional.of(Term.Reals.of(reals.type(), extents, i -> results[i]));
            }
        };
    }

    /** Where an element of the array goes in the array of reduced extents. */
    private static int place(int element, int[] extents, int[] reduced) {
        int place = 0;
        int stride = 1;
        int left = element;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            place += reduced[axis] == 1 ? 0 : left % extents[axis] * stride;
            left /= extents[axis];
            stride *= reduced[axis];
        }
        return place;
    }

    private Folding.Count whole(ElementType type, List<Folding.Count> numbers) {
        Folding.Count result = switch (this) {
            case SUM -> numbers.stream().reduce(Folding.Count.of(0), Folding.Count::plus);
            case PRODUCT -> numbers.stream().reduce(Folding.Count.of(1), Folding.Count::times);
            case MEAN, MAXIMUM, MINIMUM, L1, L2, SUM_OF_SQUARES -> {
                require(
                        numbers.stream().allMatch(Folding.Count::isFixed),
                        "it must not depend on the size of the batch");
                yield Folding.Count.of(
                        whole(numbers.stream().mapToLong(Folding.Count::fixed).toArray(), type));
            }
        };
        return result.in(type);
    }

    private long whole(long[] numbers, ElementType type) {
        return switch (this) {
            case MEAN -> within(Arrays.stream(numbers).reduce(0, Math::addExact), type) / numbers.length;
            case MAXIMUM -> Arrays.stream(numbers).max().orElseThrow();
            case MINIMUM -> Arrays.stream(numbers).min().orElseThrow();
            case L1 -> Arrays.stream(numbers).map(Math::abs).sum();
            case L2 -> {
                long squares = within(
                        Arrays.stream(numbers)
                                .map(x -> Math.multiplyExact(x, x))
                                .reduce(0, Math::addExact),
                        type);
                yield new BigDecimal(squares).toBigInteger().sqrt().longValueExact();
            }
            case SUM_OF_SQUARES -> Arrays.stream(numbers).map(x -> x * x).sum();
            case SUM, PRODUCT -> throw new IllegalStateException("taken of counts");
        };
    }

    /** A number on the way that implementations hold in the type itself, or in a wider one. */
    private static long within(long number, ElementType type) {
        require(type.wrap(number) == number, "its sum, %d, is no %s", number, type.word());
        return number;
    }

    /** Whether nothing is rounded on the way, in whatever order it is computed. */
    private boolean isExact(ElementType type, List<BigDecimal> numbers) {
        return switch (this) {
            case MAXIMUM, MINIMUM -> true;
            case SUM, MEAN, L1 -> isExactSum(type, numbers);
            case SUM_OF_SQUARES, L2 ->
                isExactSum(type, numbers.stream().map(x -> x.multiply(x)).toList());
            case PRODUCT -> isExactProduct(type, numbers);
        };
    }

    /** Products of some of them have no more digits than that of all, and lie between those of the small and of the large ones. */
    private static boolean isExactProduct(ElementType type, List<BigDecimal> numbers) {
        BigDecimal large = BigDecimal.ONE;
        BigDecimal small = BigDecimal.ONE;
        for (BigDecimal number : numbers) {
            if (number.abs().compareTo(BigDecimal.ONE) >= 0) {
                large = large.multiply(number);
            } else if (number.signum() != 0) {
                small = small.multiply(number);
            }
        }
        boolean zero = numbers.stream().anyMatch(number -> number.signum() == 0);
        boolean digits = small.abs().compareTo(NORMAL) >= 0
                && Folding.held(type, large.multiply(small)).isPresent();
        return Folding.held(type, large).isPresent() && (zero || digits);
    }

    /** A sum of the magnitudes that has all digits of each number holds all partial sums. */
    private static boolean isExactSum(ElementType type, List<BigDecimal> numbers) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal last = null;
        for (BigDecimal number : numbers) {
            double held = number.doubleValue();
            if (new BigDecimal(held).compareTo(number) != 0) {
                return false;
            }
            if (held != 0) {
                sum = sum.add(number.abs());
                BigDecimal digit = new BigDecimal(lastDigit(held));
                last = last == null ? digit : last.min(digit);
            }
        }
        return last == null
                || Folding.held(type, sum).isPresent()
                        && sum.compareTo(last.multiply(BigDecimal.TWO.pow(type.precision()))) <= 0;
    }

    /** The value of the last binary digit of a number that is 1. */
    private static double lastDigit(double number) {
        long bits = Double.doubleToRawLongBits(number);
        long mantissa = bits & (1L << 52) - 1;
        double ulp = Math.ulp(number);
        return mantissa == 0 && Math.abs(number) >= Double.MIN_NORMAL
                ? Math.abs(number)
                : Math.scalb(ulp, Long.numberOfTrailingZeros(mantissa));
    }

    private Optional<BigDecimal> real(List<BigDecimal> numbers) {
        return switch (this) {
            case SUM -> Optional.of(sum(numbers));
            case MEAN -> {
                BigDecimal count = BigDecimal.valueOf(numbers.size());
                BigDecimal[] parts = sum(numbers).scaleByPowerOfTen(40).divideAndRemainder(count);
                yield parts[1].signum() == 0 ? Optional.of(parts[0].scaleByPowerOfTen(-40)) : Optional.empty();
            }
            case MAXIMUM -> numbers.stream().max(BigDecimal::compareTo);
            case MINIMUM -> numbers.stream().min(BigDecimal::compareTo);
            case PRODUCT -> Optional.of(numbers.stream().reduce(BigDecimal.ONE, BigDecimal::multiply));
            case L1 -> Optional.of(sum(numbers.stream().map(BigDecimal::abs).toList()));
            case L2 -> {
                double root = Math.sqrt(squares(numbers).doubleValue());
                BigDecimal exact = Double.isFinite(root) ? new BigDecimal(root) : BigDecimal.ZERO;
                yield exact.multiply(exact).compareTo(squares(numbers)) == 0 ? Optional.of(exact) : Optional.empty();
            }
            case SUM_OF_SQUARES -> Optional.of(squares(numbers));
        };
    }

    private static BigDecimal sum(List<BigDecimal> numbers) {
        return numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal squares(List<BigDecimal> numbers) {
        return sum(numbers.stream().map(x -> x.multiply(x)).toList());
    }
}
