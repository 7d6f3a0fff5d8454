package io.jaspis.cli.options;

import io.jaspis.threat.Decimals;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What an option says of pictures: one for all channels, or one for each with colons between.
 *
 * @param values at least one
 */
record PerChannel<T>(List<T> values) {
    private static final String BETWEEN = ":";

    PerChannel {
        values = List.copyOf(values);
    }

    /** Whether there is one for each channel. */
    boolean differs() {
        return values.size() > 1;
    }

    /** How many channels it speaks of: 1 also where it speaks of all. */
    int count() {
        return values.size();
    }

    /** What it says of a channel. */
    T of(int channel) {
        return values.get(differs() ? channel : 0);
    }

    /** As it can be typed. */
    @Override
    public String toString() {
        return values.stream().map(Object::toString).collect(Collectors.joining(BETWEEN));
    }

    /** Numbers: {@code 0.1}, {@code 8/255} or {@code 2/255:4/255:2/255}. */
    static final class Numbers implements ITypeConverter<PerChannel<Double>> {
        @Override
        public PerChannel<Double> convert(String text) {
            return new PerChannel<>(Stream.of(text.split(BETWEEN, -1))
                    .map(new Decimal()::convert)
                    .toList());
        }
    }

    /** Two numbers of a channel. */
    record Pair(double first, double second) {
        /** Both as they can be typed. */
        @Override
        public String toString() {
            return first + "," + second;
        }
    }

    /** Pairs: {@code 0,1} or {@code 0,1:0,1:-1,1}. */
    static final class Pairs implements ITypeConverter<PerChannel<Pair>> {
        @Override
        public PerChannel<Pair> convert(String text) {
            List<List<Double>> groups = Stream.of(text.split(BETWEEN, -1))
                    .map(group -> Stream.of(group.split(",", -1))
                            .map(new Decimal()::convert)
                            .toList())
                    .toList();
            if (groups.stream().anyMatch(group -> group.size() != 2)) {
                throw new TypeConversionException("needed are two numbers with a comma between, such as 0,1, or two for"
                        + " each channel with colons between, such as 0,1:0,1:0,1, but this is '" + text + "'"
                        + suggestion(groups));
            }
            return new PerChannel<>(groups.stream()
                    .map(group -> new Pair(group.get(0), group.get(1)))
                    .toList());
        }

        /** What was meant where all first numbers come first, or all numbers have commas between. */
        private static String suggestion(List<List<Double>> groups) {
            List<Double> firsts = groups.getFirst();
            if (groups.size() == 2 && firsts.size() == groups.get(1).size()) {
                return "; is it "
                        + typed(
                                firsts.size(),
                                i -> firsts.get((int) i),
                                i -> groups.get(1).get((int) i)) + "?";
            }
            if (groups.size() == 1 && firsts.size() % 2 == 0) {
                return "; is it "
                        + typed(firsts.size() / 2, i -> firsts.get(2 * (int) i), i -> firsts.get(2 * (int) i + 1))
                        + "?";
            }
            return "";
        }

        private static String typed(int count, DoubleUnaryOperator first, DoubleUnaryOperator second) {
            return Stream.iterate(0, i -> i + 1)
                    .limit(count)
                    .map(i -> Decimals.text(first.applyAsDouble(i)) + "," + Decimals.text(second.applyAsDouble(i)))
                    .collect(Collectors.joining(BETWEEN));
        }
    }
}
