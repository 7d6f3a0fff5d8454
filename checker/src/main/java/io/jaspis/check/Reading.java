package io.jaspis.check;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import java.nio.charset.Charset;
import java.util.List;

/**
 * How data and model were read: with it the same files give the same examples, numbered as the model's outputs are. What is
 * an empty text or list was found out by itself.
 *
 * @param labels the file of labels, from the certificate's folder; empty where they are in the data or found beside them
 * @param classes the names of classes in the order of outputs; empty where there are numbers alone
 * @param header whether a table's first line names its columns
 * @param labelColumn of a table, its name or number
 * @param dropped columns of a table that are no features
 * @param missing what became of lines that lack a value
 * @param oneHot columns of categories, each with its categories in the order of inputs
 * @param encoding of text
 * @param threshold of a model with one output, above 0 and below 1; 0 for any other model
 * @param singleOutput what that output was said to be
 * @param opening what was said of the model
 * @param normalized what stands before the model, of all channels or of each; empty where nothing does
 */
public record Reading(
        String labels,
        List<String> classes,
        Columns.Header header,
        String labelColumn,
        List<String> dropped,
        Columns.Missing missing,
        List<Categories> oneHot,
        String encoding,
        double threshold,
        SingleOutput singleOutput,
        Opening opening,
        List<Channel> normalized) {
    /** All by itself. */
    public static final Reading DETECTED =
            of("", List.of(), Columns.DETECTED, 0, SingleOutput.DETECTED, Opening.NOTHING, List.of());

    /** What a model's one output is. */
    public enum SingleOutput {
        /** What it looks like, or there is none. */
        DETECTED,
        LOGIT,
        PROBABILITY
    }

    /**
     * What is done to the inputs of a channel: (x − mean) / deviation.
     *
     * @param deviation above 0, with a finite inverse
     */
    public record Channel(float mean, float deviation) {
        public Channel {
            if (!Float.isFinite(mean)) {
                throw new IllegalArgumentException("mean is " + mean + ", but must be finite");
            }
            if (!(deviation > 0) || Float.isInfinite(deviation) || Float.isInfinite(1 / deviation)) {
                throw new IllegalArgumentException(
                        "deviation is " + deviation + ", but must be finite and above 0, and so must its inverse");
            }
        }
    }

    /** A column of categories. */
    public record Categories(String column, List<String> categories) {
        public Categories {
            categories = List.copyOf(categories);
            columns(column, categories);
        }

        private static Columns.OneHot columns(String column, List<String> categories) {
            try {
                return new Columns.OneHot(column, categories);
            } catch (InputException e) {
                throw new IllegalArgumentException("categories can't be: " + e.getMessage(), e);
            }
        }
    }

    public Reading {
        classes = List.copyOf(classes);
        dropped = List.copyOf(dropped);
        oneHot = List.copyOf(oneHot);
        normalized = List.copyOf(normalized);
        if (!encoding.isEmpty()) {
            try {
                Charset.forName(encoding);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("encoding is '" + encoding + "', which isn't known here", e);
            }
        }
        if (!(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "threshold is " + threshold + ", but must be above 0 and below 1, or 0 where there is none");
        }
        if (labels.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("labels is no path");
        }
    }

    /** @param columns with the categories of each column that is taken apart */
    public static Reading of(
            String labels,
            List<String> classes,
            Columns columns,
            double threshold,
            SingleOutput singleOutput,
            Opening opening,
            List<Channel> normalized) {
        return new Reading(
                labels,
                classes,
                columns.header(),
                columns.label() == null ? "" : columns.label(),
                columns.dropped(),
                columns.missing(),
                columns.oneHot().stream()
                        .map(column -> new Categories(column.column(), column.categories()))
                        .toList(),
                columns.encoding() == null ? "" : columns.encoding().name(),
                threshold,
                singleOutput,
                opening,
                normalized);
    }

    /** How the columns of a table are to be understood. */
    public Columns columns() {
        return new Columns(
                header,
                labelColumn.isEmpty() ? null : labelColumn,
                dropped,
                missing,
                oneHot.stream()
                        .map(column -> new Columns.OneHot(column.column(), column.categories()))
                        .toList(),
                encoding.isEmpty() ? null : Charset.forName(encoding));
    }
}
