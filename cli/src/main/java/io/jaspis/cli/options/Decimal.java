package io.jaspis.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number, or a fraction such as {@code 8/255}. */
public final class Decimal implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        String[] parts = text.split("/", -1);
        try {
            double value = Double.parseDouble(parts[0].strip());
            if (parts.length == 2) {
                value /= Double.parseDouble(parts[1].strip());
            }
            if (parts.length > 2 || !Double.isFinite(value)) {
                throw new TypeConversionException("'" + text + "' is not a finite number");
            }
            return value;
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is neither a number nor a fraction such as 8/255");
        }
    }
}
