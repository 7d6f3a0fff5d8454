package io.jaspis.spark.command;

import io.jaspis.autodiff.data.QuotedName;
import picocli.CommandLine.ITypeConverter;

/** Reads a name of a list that commas separate, which is in double quotes where it holds one. */
final class ListedName implements ITypeConverter<String> {
    @Override
    public String convert(String listed) {
        return QuotedName.unquoted(listed);
    }
}
