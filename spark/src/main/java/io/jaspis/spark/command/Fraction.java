package io.jaspis.spark.command;

import io.jaspis.threat.Decimals;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number, or a fraction such as {@code 8/255}, as the {@code jaspis} command does. */
final class Fraction implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        try {
            return Decimals.read(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
