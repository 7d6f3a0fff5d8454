package io.jaspis.cli.options;

import io.jaspis.autodiff.training.Schedule;
import picocli.CommandLine.ITypeConverter;

/** Two numbers, the second being the first where only one is given: {@code 1,0.5} or {@code 0.5}. */
public record Span(double from, double to) {

    /** From the first to the second along a straight line between two moments of training. */
    public Schedule over(Span moments) {
        return Schedule.ramp(from, to, moments.from, moments.to);
    }

    /** Reads what the command line has. */
    public static final class Converter implements ITypeConverter<Span> {
        private final Decimal decimal = new Decimal();

        @Override
        public Span convert(String text) {
            String[] parts = text.split(",", 2);
            double from = decimal.convert(parts[0]);
            return new Span(from, parts.length > 1 ? decimal.convert(parts[1]) : from);
        }
    }
}
