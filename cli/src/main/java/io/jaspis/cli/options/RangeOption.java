package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that says which values inputs can have: what attackers stay in, and where bounds end. */
public final class RangeOption {
    @Option(
            names = "--range",
            paramLabel = "LOWER,UPPER",
            converter = Converter.class,
            defaultValue = "0,1",
            description = "The values that an input can have. Default: ${DEFAULT-VALUE}.")
    private Range range;

    private record Range(float lower, float upper) {}

    /**
     * The attacker with this norm and radius inside the range; refuses what makes no sense together.
     *
     * @param option that has the radius, to be named where it is refused
     */
    public Threat threat(Norm norm, double epsilon, String option) {
        try {
            return new Threat(norm, epsilon, range.lower, range.upper);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    option + " or --range: " + e.getMessage() + "; give another " + option
                            + ", or the range that inputs have with --range LOWER,UPPER",
                    e);
        }
    }

    /** Reads what the command line has. */
    private static final class Converter implements ITypeConverter<Range> {
        private final Decimal decimal = new Decimal();

        @Override
        public Range convert(String text) {
            String[] parts = text.split(",", -1);
            if (parts.length != 2) {
                throw new TypeConversionException(
                        "needed are two numbers with a comma between, such as 0,1, but this is" + " '" + text + "'");
            }
            return new Range(
                    decimal.convert(parts[0]).floatValue(),
                    decimal.convert(parts[1]).floatValue());
        }
    }
}
