package io.jaspis.cli.options;

import io.jaspis.threat.Norm;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a norm by the name that options have for it. */
public final class NormName implements ITypeConverter<Norm> {
    @Override
    public Norm convert(String text) {
        return Arrays.stream(Norm.values())
                .filter(norm -> norm.option().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("a norm must be inf, 2 or 1, but is '" + text + "'"));
    }
}
