package io.jaspis.cli.options;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.InputNames;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.check.Reading;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how data are to be understood, and the check that a model and data speak of the same. */
public final class ReadingOptions {
    /** Of more names than this, the first and the last are told. */
    private static final int TOLD = 12;

    @Option(
            names = "--classes",
            paramLabel = "NAME",
            split = ",",
            converter = ListedName.class,
            splitSynopsisLabel = ",",
            description = "The names of the classes in the order of the model's outputs, where labels are names;"
                    + " one with a comma in double quotes. Default: those that the model's file notes down, as train makes it; where there is none, or no"
                    + " model yet, the names in the data in sorted order.")
    private List<String> classes;

    @Mixin
    private TableOptions table;

    private Reading recorded;

    /** The names of the classes in the order of the model's outputs; null where they weren't given. */
    public List<String> classes() {
        if (classes != null && (classes.isEmpty() || classes.stream().allMatch(String::isBlank))) {
            throw new InputException("--classes has no name; give one for each output of the model, or leave it out");
        }
        return classes;
    }

    public Columns columns() {
        return recorded == null ? table.columns() : recorded.columns();
    }

    /**
     * Reads as a certificate says from now on.
     *
     * @throws InputException where an option says otherwise
     */
    public void as(Reading reading) {
        List<String> names = reading.classes().isEmpty() ? null : reading.classes();
        classes = Recorded.agreed("--classes", classes(), names);
        table.recorded(reading.columns());
        recorded = reading;
    }

    /**
     * The examples in the shape that a model takes, their classes numbered as its outputs are. Pictures of a folder are
     * not decoded yet.
     *
     * @param labels the file of labels, or null
     * @param normalize what is done to the data before the model gets them
     * @param terminal where it is told which number each name of a class has
     * @throws InputException where it can't be told which output is which class
     * @throws io.jaspis.autodiff.data.DataException where the data can't be read or don't fit the model
     */
    public Dataset readFor(OnnxModel model, Path data, Path labels, NormalizeOption normalize, PrintWriter terminal)
            throws IOException {
        Shape input = classifierInput(model.graph(), Path.of(model.name()));
        int outputs = model.graph().output(model.graph().onlyOutput()).shape().size();
        List<String> names = classes() != null ? classes : model.classNames();
        if (!names.isEmpty() && names.size() != outputs) {
            throw new InputException("%s %d names of classes (%s), but %s has %d outputs; give --classes one for each"
                    .formatted(
                            classes != null ? "--classes has" : "the model's file has",
                            names.size(),
                            told(names),
                            model.name(),
                            outputs));
        }
        Dataset dataset = Datasets.open(data, labels, Split.TEST, names.isEmpty() ? null : names, columns());
        if (!dataset.classNames().isEmpty()) {
            int found = dataset.classNames().size();
            if (names.isEmpty() && found != outputs && !(found < outputs && dataset.classesAreFolders())) {
                throw new InputException("the classes of " + untold(dataset, model, outputs));
            }
            String order = classes != null
                    ? recorded != null ? "as the certificate says" : "as --classes says"
                    : names.isEmpty()
                            ? "in sorted order; if the model's outputs have another, say it with --classes"
                            : "as the model's file says";
            terminal.println("Classes: " + ForeignText.shown(told(dataset.classNames())) + " (" + order + ")");
            if (found < outputs) {
                terminal.println(ForeignText.shown("Warning: the folders of " + untold(dataset, model, outputs)));
            }
            terminal.flush();
        }
        InputNames.require(model.inputNames(), "the model " + model.name(), dataset.inputNames(), dataset.name());
        InputNames.requireOrder(model.columns(), "the model " + model.name(), dataset.inputNames(), dataset.name());
        Model taking = Model.of(model);
        Dataset arranged = dataset.requireClasses(outputs).arrangedFor(input);
        // What is normalized before the model gets it is in the data's own units.
        Dataset fitting = arranged;
        if (!normalize.isGiven()) {
            fitting = taking.inItsUnits(arranged);
            taking.requireWhole(fitting);
        }
        tell(fitting, terminal);
        return fitting;
    }

    /** Says what was done to the data, and what may be wrong with them. */
    public static void tell(Dataset dataset, PrintWriter terminal) {
        dataset.notes().forEach(note -> terminal.println(ForeignText.shown(dataset.name() + ": " + note)));
        terminal.flush();
    }

    private static Shape classifierInput(Graph network, Path file) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new InputException(file + " has the inputs "
                    + network.inputs().keySet() + " and the outputs "
                    + network.outputs().keySet() + "; needed is a classifier with one of each"
                    + (network.outputs().size() > 1 ? "; choose the scores with --output NAME" : "")
                    + (network.inputs().size() > 1 ? "; give all inputs but one with --input NAME=FILE.npy" : ""));
        }
        return network.input(network.onlyInput()).shape();
    }

    /** Why names in sorted order can't number classes where some don't occur: a missing one moves those behind it. */
    private static String untold(Dataset dataset, OnnxModel model, int outputs) {
        return "%s are %d names (%s), but %s has %d outputs: which output is which class can't be told from the names alone"
                        .formatted(
                                dataset.name(),
                                dataset.classNames().size(),
                                told(dataset.classNames()),
                                model.name(),
                                outputs)
                + "; give the names of all classes in the order of the outputs, with --classes";
    }

    /** The names with their numbers. */
    private static String told(List<String> names) {
        String some = IntStream.range(0, Math.min(TOLD, names.size()))
                .mapToObj(i -> i + " " + names.get(i))
                .collect(Collectors.joining(", "));
        return names.size() <= TOLD ? some : some + ", … " + (names.size() - 1) + " " + names.getLast();
    }
}
