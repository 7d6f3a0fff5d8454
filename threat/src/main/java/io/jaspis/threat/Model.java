package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.InputNames;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.layers.Normalization;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network and the file that it stands in. All of it comes from one read, so that the hash is that of the very bytes the
 * graph was made of, whatever becomes of the file afterwards.
 *
 * @param name of the file, without its folder
 * @param sha256 of the file and of the weights that lie outside of it, in lower-case hexadecimal; empty for a network that
 *     stands in no file
 * @param graph what the model computes
 * @param elementTypes in which the file stores or computes numbers, such as {@code float32}
 * @param inputTypes that of its input, or of columns that are joined to one each one's; empty for a network in no file, whose input is
 *     float32
 * @param inputNames what its file calls the inputs of a table, one for each element, also where these are inputs of one number each that
 *     are joined to one; empty where it doesn't tell
 * @param classNames the names that the file has for its outputs, empty where it has none
 * @param reading how its output is read otherwise than by itself, in words; else empty
 * @param derivesWeights whether it has weights that a runtime derives by itself and rounds on the way, as {@link OnnxModel} tells
 * @param ownNames whether the names of the classes are those that its file has, and so in the order of the outputs, whoever reads it
 * @param normalizesWhole whether a normalization stands before what its file takes as whole numbers alone
 */
public record Model(
        String name,
        String sha256,
        Graph graph,
        List<String> elementTypes,
        List<String> inputTypes,
        List<String> inputNames,
        List<String> classNames,
        String reading,
        boolean derivesWeights,
        boolean ownNames,
        boolean normalizesWhole) {
    /** The probability above which a model of one output tells class 1, where nobody says otherwise. */
    public static final double HALF = 0.5;

    /** What is told of whole numbers beyond {@link OnnxModel#MOST_WHOLE}. */
    public static final String READ_AS_FAR =
            "is read for whole numbers up to 16777216, as far as float32 has all: scale the data, and let the model undo it after a cast";

    public Model {
        Objects.requireNonNull(name);
        Objects.requireNonNull(sha256);
        Objects.requireNonNull(graph);
        elementTypes = List.copyOf(elementTypes);
        inputTypes = List.copyOf(inputTypes);
        inputNames = List.copyOf(inputNames);
        classNames = List.copyOf(classNames);
        Objects.requireNonNull(reading);
    }

    /** With the names that its file has for the classes, if any. */
    public Model(
            String name,
            String sha256,
            Graph graph,
            List<String> elementTypes,
            List<String> inputTypes,
            List<String> inputNames,
            List<String> classNames,
            String reading) {
        this(
                name,
                sha256,
                graph,
                elementTypes,
                inputTypes,
                inputNames,
                classNames,
                reading,
                false,
                !classNames.isEmpty(),
                false);
    }

    /** A model that is read by itself. */
    public Model(String name, String sha256, Graph graph, List<String> elementTypes, List<String> classNames) {
        this(name, sha256, graph, elementTypes, List.of(), List.of(), classNames, "");
    }

    /** Whether its file has an input of one number for each column of a table, of which its one input was made. */
    public boolean joinsColumns() {
        return inputTypes.size() > 1;
    }

    /** Whether an element of the input is a whole number or a truth value, and nothing between. */
    public boolean isWhole(int element) {
        if (inputTypes.isEmpty()) {
            return false;
        }
        return isWhole(type(element));
    }

    private boolean takesWhole() {
        return inputTypes.stream().anyMatch(Model::isWhole);
    }

    private static boolean isWhole(String type) {
        return type.equals("bool") || type.contains("int");
    }

    private String type(int element) {
        if (inputTypes.size() == 1) {
            return inputTypes.getFirst();
        }
        if (element < 0 || element >= inputTypes.size()) {
            throw new IllegalArgumentException("there is no element " + element + " of the input of " + name
                    + ", which has " + inputTypes.size() + ", counted from 0");
        }
        return inputTypes.get(element);
    }

    /**
     * The least and the largest whole number that an element can be: of its type, and up to {@link OnnxModel#MOST_WHOLE}.
     *
     * @throws IllegalArgumentException where it isn't a {@linkplain #isWhole whole number}
     */
    public double[] wholeEnds(int element) {
        if (!isWhole(element)) {
            throw new IllegalArgumentException("element " + element + " of the input of " + name
                    + " is no whole number, so there is no least and no largest one");
        }
        String type = type(element);
        int bits = bits(type);
        boolean signed = type.startsWith("int");
        double most = Math.min(OnnxModel.MOST_WHOLE, Math.pow(2, signed ? bits - 1.0 : bits) - 1);
        return new double[] {signed ? Math.max(-OnnxModel.MOST_WHOLE, -Math.pow(2, bits - 1.0)) : 0, most};
    }

    /**
     * Whether every element is a whole number, and none a truth value: pictures reach such a model as bytes, and not as the fractions
     * that others take.
     */
    public boolean takesBytes() {
        return !inputTypes.isEmpty()
                && IntStream.range(0, inputTypes.size()).allMatch(i -> isWhole(i) && bits(type(i)) > 1);
    }

    /** Examples in the numbers that this model takes: bytes as they are where it {@linkplain #takesBytes takes} them, else unchanged. */
    public Dataset inItsUnits(Dataset examples) throws DataException {
        return takesBytes() ? examples.asBytes() : examples;
    }

    private static int bits(String type) {
        return type.equals("bool") ? 1 : Integer.parseInt(type.substring(type.indexOf("int") + 3));
    }

    /**
     * The largest magnitude of each element of an input that the model is read for: infinite but for whole numbers of types that have
     * larger ones than {@link OnnxModel#MOST_WHOLE}.
     */
    public double[] largest() {
        return IntStream.range(0, graph.input(graph.onlyInput()).shape().size())
                .mapToDouble(i ->
                        isWhole(i) && bits(type(i)) > Float.PRECISION ? OnnxModel.MOST_WHOLE : Double.POSITIVE_INFINITY)
                .toArray();
    }

    /**
     * Refuses whole numbers that the model isn't read for.
     *
     * @param x an input
     * @param what it is, for the message
     * @throws InputException where an element is beyond what it can be ({@link #largest})
     */
    public void requireWhole(float[] x, String what) {
        requireWithin(largest(), x, what);
    }

    private void requireWithin(double[] largest, float[] x, String what) {
        if (x.length != largest.length) {
            throw new IllegalArgumentException(
                    what + " has " + x.length + " values, but " + name + " takes " + largest.length);
        }
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(x[i]) > largest[i]) {
                throw new InputException("%s has %s for input element %s, but %s takes %s, and "
                                .formatted(what, new BigDecimal(x[i]).toPlainString(), i, name, type(i))
                        + READ_AS_FAR);
            }
        }
    }

    /**
     * Why bounds of what float32 rounds in the graph aren't those of what a runtime rounds, as sentences; empty where they are. Of such
     * a model nothing is proved but in real arithmetic.
     */
    public List<String> unboundedRounding() {
        List<String> why = new ArrayList<>();
        if (elementTypes.stream().anyMatch(type -> type.endsWith("float16"))) {
            why.add("The model has numbers of 16 bits: where it computes in these, nothing is said of its rounding.");
        }
        if (derivesWeights) {
            why.add(
                    "The model interpolates by weights, or counts by steps (Range), that each runtime derives by itself: nothing is said of how it rounds"
                            + " them.");
        }
        return why;
    }

    /**
     * What is to be told where a {@linkplain #normalized normalization} stands before whole numbers, as a sentence without its end;
     * empty where none does.
     */
    public Optional<String> fractionsBehindNormalization() {
        return normalizesWhole
                ? Optional.of("the file of " + name
                        + " has inputs that take whole numbers alone, but what the normalization before them makes of the data needn't be"
                        + " whole: all that is said is of the network in real numbers, not of a runtime that rounds them or cuts them off;"
                        + " give data in the numbers that it takes and no normalization, or put that, and what makes its numbers whole,"
                        + " into the model's file")
                : Optional.empty();
    }

    /** Whether bounds of what float32 rounds in the graph are those of what a runtime rounds ({@link #unboundedRounding}). */
    public boolean boundsRounding() {
        return unboundedRounding().isEmpty();
    }

    /**
     * Reads an ONNX file.
     *
     * @throws IOException where it can't be read
     * @throws io.jaspis.autodiff.onnx.OnnxException where it holds what Jaspis doesn't read, saying what and where
     */
    public static Model read(Path file) throws IOException {
        return read(file, Reading.PLAIN);
    }

    /**
     * Reads an ONNX file with what it leaves open: shapes, inputs that are given once and for all, which outputs are wanted.
     *
     * @throws IOException where it can't be read
     * @throws io.jaspis.autodiff.onnx.OnnxException where it holds what Jaspis doesn't read, saying what and where
     */
    public static Model read(Path file, Reading reading) throws IOException {
        return of(Onnx.open(file, reading));
    }

    /**
     * This model, which has one output that is a sigmoid, as a classifier of two classes ({@link BinaryClassifier}).
     *
     * @param threshold the probability above which class 1 is told, in (0, 1)
     * @throws InputException where it has other outputs, the threshold is no such number, or the output may be a logit or a
     *     probability
     */
    public Model twoClasses(double threshold) {
        if (BinaryClassifier.is(graph) && !BinaryClassifier.endsInSigmoid(graph)) {
            throw new InputException(
                    name
                            + " has one output, of which its file doesn't say whether it is a logit or a probability: say so,"
                            + " by Model.twoClasses(0.5, Output.LOGIT) or as the test's singleOutput, or let the model end in a sigmoid");
        }
        return twoClasses(threshold, BinaryClassifier.Output.PROBABILITY);
    }

    /**
     * The same where the user knows what the output is.
     *
     * @param output what it is; a sigmoid is a probability
     */
    public Model twoClasses(double threshold, BinaryClassifier.Output output) {
        if (!BinaryClassifier.is(graph)) {
            throw new InputException("two classes are made of one output of one number, but " + name
                    + " has "
                    + graph.outputs().entrySet().stream()
                            .map(each -> "the output " + each.getKey() + " of shape "
                                    + each.getValue().shape())
                            .collect(Collectors.joining(", ")));
        }
        boolean sigmoid = BinaryClassifier.endsInSigmoid(graph);
        if (sigmoid && output == BinaryClassifier.Output.LOGIT) {
            throw new InputException(name + " ends in a sigmoid, so that its output is a probability and no logit");
        }
        if (!(threshold > 0 && threshold < 1)) {
            throw new InputException("a threshold must be above 0 and below 1, but is " + threshold);
        }
        List<String> words = new ArrayList<>();
        if (threshold != HALF) {
            words.add("threshold " + threshold);
        }
        if (!sigmoid && output == BinaryClassifier.Output.PROBABILITY) {
            words.add("output a probability");
        }
        if (!reading.isEmpty()) {
            words.add(reading);
        }
        Graph scores = BinaryClassifier.twoScores(graph, output, threshold);
        return changed(scores, classNames, String.join("; ", words), ownNames);
    }

    /**
     * This model with {@code (x − mean) / deviation} before it, as networks take pictures that were trained on normalised
     * ones: examples, ranges and radii are then of the data as they are before that. One that takes whole numbers alone gets others
     * then, which reports warn of ({@link #fractionsBehindNormalization}).
     *
     * @param means one for all channels, or one for each; finite
     * @param deviations as many, finite and above 0
     * @throws InputException where these are no such numbers, or the model's input has no axis of so many channels, or two
     */
    public Model normalized(float[] means, float[] deviations) {
        try {
            return normalized(new Normalization(means.length > 1 ? channelAxis(means.length) : 0, means, deviations));
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** The same where the axis of the channels must be said. */
    public Model normalized(Normalization first) {
        StringJoiner words = new StringJoiner(":", "normalized by ", "");
        float[] means = first.means();
        float[] deviations = first.deviations();
        for (int channel = 0; channel < means.length; channel++) {
            words.add(Decimals.text(Decimals.shortest(means[channel])) + ","
                    + Decimals.text(Decimals.shortest(deviations[channel])));
        }
        String read = reading.isEmpty() ? words.toString() : reading + "; " + words;
        // What is normalized before the model gets it may be any number.
        List<String> types = inputTypes.stream().map(_ -> "float32").toList();
        return new Model(
                name,
                sha256,
                first.before(graph),
                elementTypes,
                types,
                inputNames,
                classNames,
                read,
                derivesWeights,
                ownNames,
                normalizesWhole || takesWhole());
    }

    private int channelAxis(int channels) {
        Shape shape = graph.input(graph.onlyInput()).shape();
        int last = shape.rank() - 1;
        boolean first = last >= 2 && shape.extent(0) == channels;
        boolean behind = last >= 2 && shape.extent(last) == channels;
        if (first == behind) {
            throw new InputException("%s takes %s, %s %s channels%s"
                    .formatted(
                            name,
                            shape,
                            first ? "where the first axis or the last may be that of" : "which has no axis of",
                            channels,
                            first ? ": give a Normalization, which says so" : ": give one mean and deviation for all"));
        }
        return first ? 0 : last;
    }

    /**
     * This model with names for its classes, in the place of those in its file: by them the labels of examples are numbered.
     *
     * @param names of all classes, in the order of the outputs
     * @throws InputException where there are more or fewer than the model tells apart, or one comes twice
     */
    public Model withClassNames(String... names) {
        if (names.length != classes() || new HashSet<>(List.of(names)).size() != names.length) {
            throw new InputException("%s tells %s classes apart, but the names are %s: give each of them one"
                    .formatted(this.name, classes(), String.join(", ", names)));
        }
        return changed(graph, List.of(names), reading, false);
    }

    /** How many classes it tells apart: two where it has one output. */
    public int classes() {
        return Math.max(2, graph.output(graph.onlyOutput()).shape().size());
    }

    /** Labelled examples for this model, as {@link #examples(Path, Columns)} reads them, with all found out by itself. */
    public Dataset examples(Path data) throws IOException {
        return examples(data, Columns.DETECTED);
    }

    /**
     * Reads labelled examples for this model ({@link Datasets}): in the shape that it takes, their classes numbered as its
     * outputs are, by the names that its file has.
     *
     * @param columns how the columns of a table are to be understood
     * @throws io.jaspis.autodiff.data.DataException where the data can't be read or don't fit the model; also where its file
     *     has no names, and those in the data are more or fewer than its outputs, so that no order can be told
     */
    public Dataset examples(Path data, Columns columns) throws IOException {
        int outputs = classes();
        Dataset read = Datasets.open(data, null, Split.TEST, classNames.isEmpty() ? null : classNames, columns);
        int found = read.classNames().size();
        if (found > 0 && found != outputs) {
            throw new DataException(
                    ("the classes of %s are %s names (%s), but %s tells %s classes apart: which output is which"
                                    + " class can't be told from the names alone; give the names of all classes in the order of the outputs,"
                                    + " by Model.withClassNames or as the test's classes")
                            .formatted(read.name(), found, String.join(", ", read.classNames()), name, outputs));
        }
        requireInputs(read.inputNames(), read.name());
        Dataset arranged = inItsUnits(read.requireClasses(outputs)
                        .arrangedFor(graph.input(graph.onlyInput()).shape()))
                .loaded();
        requireWhole(arranged);
        return arranged;
    }

    /**
     * Refuses a table whose inputs aren't those of this model, as far as both have names. Of a model that takes each column by itself
     * the order alone counts: whoever converted it may have had names of its own.
     *
     * @param names of the table's inputs, in their order
     * @param data what the table is called, for the message
     * @throws DataException saying which input is another
     */
    public void requireInputs(List<String> names, String data) throws DataException {
        if (joinsColumns()) {
            InputNames.requireOrder(inputNames, "the model " + name, names, data);
        } else {
            InputNames.require(inputNames, "the model " + name, names, data);
        }
    }

    /**
     * Refuses whole numbers that the model isn't read for, in a data set that is read example by example.
     *
     * @throws InputException where an element is beyond what it can be ({@link #largest})
     */
    public void requireWhole(Dataset data) {
        double[] largest = largest();
        if (Arrays.stream(largest).allMatch(Double::isInfinite)) {
            return;
        }
        float[] x = new float[largest.length];
        for (int i = 0; i < data.count(); i++) {
            data.copy(i, x, 0);
            requireWithin(largest, x, data.name() + " (example " + i + ")");
        }
    }

    private Model changed(Graph graph, List<String> classNames, String reading, boolean ownNames) {
        return new Model(
                name,
                sha256,
                graph,
                elementTypes,
                inputTypes,
                inputNames,
                classNames,
                reading,
                derivesWeights,
                ownNames,
                normalizesWhole);
    }

    /** What was read of an ONNX file. Where it has an input of one number for each column of a table, these become one, a row. */
    public static Model of(OnnxModel read) {
        OnnxModel row = read.takesColumns() ? read.joined() : read;
        return new Model(
                read.name(),
                read.sha256(),
                row.graph(),
                read.elementTypes(),
                read.inputTypes(),
                row.columns().isEmpty() ? row.inputNames() : row.columns(),
                read.classNames(),
                "",
                read.derivesWeights(),
                !read.classNames().isEmpty(),
                false);
    }
}
