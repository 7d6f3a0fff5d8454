package io.jaspis.cli.options;

import io.jaspis.threat.Decimals;
import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number, or a fraction such as {@code 8/255}. */
public final class Decimal implements ITypeConverter<Double> {
    /** Reads a time in seconds. */
    public static final class Seconds implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            try {
                return Decimals.read(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a number of seconds, such as 60 or 0.5, without a unit");
            }
        }
    }

    /** A number as it would be typed. */
    static String word(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    @Override
    public Double convert(String text) {
        try {
            // Zero has no sign to people, and would be told with one.
            return Decimals.read(text) + 0.0;
        } catch (NumberFormatException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
