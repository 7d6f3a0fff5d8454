package io.jaspis.autodiff.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Where a data set came from, and how its source was understood.
 *
 * @param name of the file or folder
 * @param sha256 as {@link Dataset#sha256} says
 * @param inputs the names of an example's values, where the source has such, otherwise empty
 * @param columns how the columns of a table were understood
 * @param lines where each example begins in the file of a table, from 1; otherwise empty
 * @param files the name of each example's file below the folder, with slashes; otherwise empty
 * @param label the name of the column of a table that has the labels; null where there is none
 * @param folders whether the names of the classes are those of folders, one for each class that the source knows
 * @param labels where the label of each example is written; null where that isn't known
 * @param notes what a reader of results must know of how the source was read, a sentence each
 * @param scale what its numbers were made
 */
record Origin(
        String name,
        String sha256,
        List<String> inputs,
        Columns columns,
        List<Integer> lines,
        List<String> files,
        String label,
        boolean folders,
        IntFunction<String> labels,
        List<String> notes,
        Scale scale) {
    /** What became of the numbers of a source. */
    enum Scale {
        /** They are taken as they are. */
        OWN,
        /** Bytes are divided by 255; samples of pictures by the largest that there is. */
        FRACTIONS,
        /** Bytes are taken as they are. */
        BYTES
    }

    Origin {
        inputs = List.copyOf(inputs);
        lines = List.copyOf(lines);
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /** Of a table whose column of labels is called so. */
    Origin(
            String name,
            String sha256,
            List<String> inputs,
            Columns columns,
            List<Integer> lines,
            String label,
            List<String> notes) {
        this(name, sha256, inputs, columns, lines, List.of(), label, false, null, notes, Scale.OWN);
    }

    /** Of a source that is no table with labels. */
    Origin(String name, String sha256, List<String> inputs, Columns columns, List<Integer> lines, List<String> notes) {
        this(name, sha256, inputs, columns, lines, null, notes);
    }

    /** Of a source that was taken as it is. */
    static Origin of(String name, String sha256) {
        return new Origin(name, sha256, List.of(), Columns.DETECTED, List.of(), List.of());
    }

    Origin withNotes(List<String> other) {
        return new Origin(name, sha256, inputs, columns, lines, files, label, folders, labels, other, scale);
    }

    /** With another sentence that a reader of results must know. */
    Origin noted(String note) {
        return withNotes(Stream.concat(notes.stream(), Stream.of(note)).toList());
    }

    Origin in(Scale other) {
        return new Origin(name, sha256, inputs, columns, lines, files, label, folders, labels, notes, other);
    }

    /** Of pictures in files of these names. */
    Origin in(List<String> names) {
        return new Origin(name, sha256, inputs, columns, lines, names, label, folders, labels, notes, scale);
    }

    /** With these labels. */
    Origin with(Labels read) {
        return new Origin(
                name, sha256, inputs, columns, lines, files, label, read.folders(), read.place(), notes, scale);
    }

    /** Where the label of an example is written. */
    String labelPlace(int index) {
        return labels == null ? "example " + index + " in " + name : labels.apply(index);
    }

    /** Of the examples at these indices alone. */
    Origin at(int[] indices) {
        int[] chosen = indices.clone();
        return new Origin(
                name,
                sha256,
                inputs,
                columns,
                chosen(lines, chosen),
                chosen(files, chosen),
                label,
                folders,
                labels == null ? null : index -> labels.apply(chosen[index]),
                notes,
                scale);
    }

    private static <T> List<T> chosen(List<T> all, int[] indices) {
        return all.isEmpty() ? all : Arrays.stream(indices).mapToObj(all::get).toList();
    }
}
