package io.jaspis.cli.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.InputNames;
import io.jaspis.autodiff.data.Split;
import io.jaspis.cli.options.ReadingOptions;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The examples to train on and those to measure the result on, which must fit each other and the network. */
public record TrainingData(Dataset training, Optional<Dataset> test) {
    /**
     * Reads both parts with one order of classes: the given one, or that of the training examples' names. So a part
     * without some of the names has the same numbers for the others.
     *
     * @param labels of the training examples, or null where they are found beside them
     * @param test or null
     * @param reading how tables are understood, and the order of classes where it is given
     */
    public static TrainingData read(Path data, Path labels, Path test, ReadingOptions reading) throws IOException {
        List<String> classes = reading.classes();
        Columns columns = reading.columns();
        Dataset training =
                Datasets.open(data, labels, Split.TRAIN, classes, columns).loaded();
        for (String name : training.classNames()) {
            if (name.contains("\n")) {
                throw new InputException("the class '" + name + "' of " + training.name()
                        + " has a line break in its name, which a model can't note down; rename it");
            }
        }
        if (test == null) {
            return new TrainingData(training, Optional.empty());
        }
        Dataset held = Datasets.open(test, null, Split.TEST, classes, training.columns());
        List<String> names = training.classNames();
        if (classes == null && names.isEmpty() != held.classNames().isEmpty()) {
            throw new InputException("the classes of the training data %s are %s, but those of the test data %s are %s;"
                            .formatted(training.name(), kind(training), held.name(), kind(held))
                    + " use one kind in both, or say with --classes which name each number has");
        }
        if (!held.classNames().equals(names)) {
            held = Datasets.open(test, null, Split.TEST, names, training.columns());
        }
        requireColumns(training, held);
        return new TrainingData(training, Optional.of(held.loaded().arrangedFor(training.shape())));
    }

    /** Refuses a table with other columns, or in another order: the network takes them by their places. */
    private static void requireColumns(Dataset training, Dataset test) {
        List<String> names = training.inputNames();
        String owner = "the training data " + training.name();
        String data = "the test data " + test.name();
        // By name alone a median is told which column it is of.
        if (training.columns().medians() != null) {
            InputNames.requireSame(names, owner, test.inputNames(), data);
        } else {
            InputNames.require(names, owner, test.inputNames(), data);
        }
    }

    private static String kind(Dataset part) {
        return part.classNames().isEmpty() ? "numbers" : "names, " + String.join(", ", part.classNames());
    }

    /** Refuses a value that no input can have, wherever it is: attacks and bounds would move it into the range. */
    public void requireRange(Threat threat) {
        float least = Float.POSITIVE_INFINITY;
        float largest = Float.NEGATIVE_INFINITY;
        String outside = null;
        for (Dataset part : parts()) {
            float[] values = part.examples().data();
            for (int i = 0; i < values.length; i++) {
                least = Math.min(least, values[i]);
                largest = Math.max(largest, values[i]);
                if (outside == null && !(values[i] >= threat.lower() && values[i] <= threat.upper())) {
                    int size = part.shape().size();
                    outside = "%s of %s is %s"
                            .formatted(valueName(part, i % size), called(part, i / size), Float.toString(values[i]));
                }
            }
        }
        if (outside != null) {
            throw new InputException("%s, outside the range of inputs [%s, %s]; all values are from %s to %s: "
                            .formatted(outside, threat.lower(), threat.upper(), least, largest)
                    + (least < largest ? "give --range=" + least + "," + largest + " or a wider one" : "give a --range")
                    + (training.inputNames().size() > 1
                            ? "; where columns differ, say what each can be with --features"
                            : ""));
        }
    }

    /**
     * This data for a network: its outputs are the classes.
     *
     * @param outputs the shape of what the network gives for an example
     */
    public TrainingData forOutputs(Shape outputs) throws IOException {
        int needed = parts().stream().mapToInt(Dataset::classes).max().orElseThrow();
        if (training.classNames().size() == 1
                || IntStream.range(0, training.count())
                                .map(training::label)
                                .distinct()
                                .count()
                        == 1) {
            throw new InputException(
                    "the training data %s have one class alone, %s, and there is nothing to tell it from"
                                    .formatted(
                                            training.name(),
                                            training.classNames().isEmpty()
                                                    ? training.label(0)
                                                    : training.classNames().get(training.label(0)))
                            + "; add examples of another");
        }
        String end = "end --network with 'dense " + Math.max(2, needed) + "'";
        if (outputs.rank() != 1 || outputs.size() < 2) {
            throw new InputException("the network gives " + outputs + " for an example, where a classifier gives one"
                    + " output for each of at least two classes; "
                    + (outputs.rank() > 1 ? end.replace("'dense", "'flatten, dense") : end));
        }
        int classes = outputs.size();
        for (Dataset part : parts()) {
            for (int i = 0; i < part.count(); i++) {
                if (part.label(i) >= classes) {
                    throw new InputException("label %d of %s has no output: the network has %d, for"
                                    .formatted(part.label(i), called(part, i), classes)
                            + " classes 0 to " + (classes - 1) + "; " + end);
                }
            }
        }
        List<String> names = training.classNames();
        if (!names.isEmpty() && names.size() != classes) {
            throw new InputException("the network has " + classes + " outputs, but the classes are "
                    + names.size() + ": " + String.join(", ", names) + "; end --network with 'dense " + names.size()
                    + "', or name a class for each output with --classes");
        }
        return new TrainingData(
                training.requireClasses(classes),
                test.isEmpty() ? test : Optional.of(test.get().requireClasses(classes)));
    }

    /** What is wrong with the test examples, in words; empty where nothing is. */
    public Optional<String> warning() {
        return test.filter(training::isSameAs)
                .map(same ->
                        ("Warning: the test data %s are the very examples of the training data %s, so that what is measured on them"
                                        + " tells nothing of others; give others with --test, or hold some out with --validation")
                                .formatted(same.name(), training.name()));
    }

    private List<Dataset> parts() {
        return test.isEmpty() ? List.of(training) : List.of(training, test.get());
    }

    private String called(Dataset part, int index) {
        return part.place(index) + (part == training ? " (training data)" : " (test data)");
    }

    private static String valueName(Dataset part, int index) {
        return part.inputNames().isEmpty()
                ? "value " + index
                : part.inputNames().get(index);
    }
}
