package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how a table (CSV) is to be understood. */
public final class TableOptions {
    private static final String GIVE = "give a column by its name or number";

    private enum Answer {
        YES,
        NO
    }

    @Option(
            names = "--header",
            paramLabel = "yes|no",
            description = "Whether the first line of a CSV file names its columns. Default: as it looks.")
    private Answer header;

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description = "The column of a CSV file with the labels: its name, or its number from 1. Default: label,"
                    + " class, target or y; without a header the last.")
    private String labelColumn;

    @Option(
            names = "--drop",
            paramLabel = "NAME",
            split = ",",
            converter = ListedName.class,
            splitSynopsisLabel = ",",
            description = "Columns of a CSV file that are no features, such as numbers of customers: names, or numbers"
                    + " from 1.")
    private List<String> dropped;

    @Option(
            names = "--missing",
            paramLabel = "refuse|median|drop",
            description =
                    "What becomes of empty cells of a CSV file: refused, filled in by the median of their column in"
                            + " this file (with train, in the training data), or their lines dropped. Default: refuse.")
    private Columns.Missing missing;

    @Option(
            names = "--one-hot",
            paramLabel = "NAME[=A:B:…]",
            split = ",",
            converter = ListedName.class,
            splitSynopsisLabel = ",",
            description = "Columns of categories in a CSV file: each category becomes an input, 1 or 0, in the column's"
                    + " place, in sorted order or in the one given, such as country=DE:FR.")
    private List<String> oneHot;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "The encoding of a CSV file, such as windows-1252. Default: UTF-8, or what its byte order mark"
                            + " says.")
    private String encoding;

    /**
     * How columns are to be understood, as far as that was said.
     *
     * @throws InputException where an option has a value that can't be
     */
    public Columns columns() {
        Names.require("--drop", dropped, GIVE);
        Names.require("--one-hot", oneHot, GIVE);
        Names.require("--label-column", labelColumn == null ? null : List.of(labelColumn), GIVE);
        Columns.Header named = Columns.Header.DETECT;
        if (header != null) {
            named = header == Answer.YES ? Columns.Header.YES : Columns.Header.NO;
        }
        return new Columns(
                named,
                labelColumn,
                dropped == null ? List.of() : dropped,
                missing == null ? Columns.Missing.REFUSE : missing,
                oneHot == null
                        ? List.of()
                        : oneHot.stream().map(Columns.OneHot::of).toList(),
                charset());
    }

    /** What a certificate says, with which all that is given must agree. */
    Columns recorded(Columns said) {
        Columns given = columns();
        Recorded.agreed("--header", header == null ? null : given.header(), said.header());
        Recorded.agreed("--label-column", labelColumn, said.label());
        Recorded.agreed("--drop", dropped, said.dropped());
        Recorded.agreed("--missing", missing, said.missing());
        Recorded.agreed("--encoding", given.encoding(), said.encoding());
        if (oneHot != null) {
            Recorded.agreed(
                    "--one-hot",
                    given.oneHot().stream().map(Columns.OneHot::column).toList(),
                    said.oneHot().stream().map(Columns.OneHot::column).toList());
            for (int i = 0; i < oneHot.size(); i++) {
                List<String> categories = given.oneHot().get(i).categories();
                Recorded.agreed(
                        "--one-hot " + given.oneHot().get(i).column(),
                        categories.isEmpty() ? null : categories,
                        said.oneHot().get(i).categories());
            }
        }
        return said;
    }

    private Charset charset() {
        try {
            return encoding == null ? null : Charset.forName(encoding);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "--encoding must be a text encoding's name, such as UTF-8, windows-1252, ISO-8859-15 or UTF-16LE,"
                            + " but is '" + encoding + "'",
                    e);
        }
    }
}
