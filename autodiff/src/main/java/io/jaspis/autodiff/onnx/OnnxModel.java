package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as its file has it, from one read of the file: so that the hash is that of what was read.
 *
 * @param name the file's name
 * @param bytes the file's size
 * @param sha256 of the file as it is on disk, in lower-case hexadecimal; where weights lie in other files, that of the
 *     lines {@code sha256sum} prints for all of them, by name in byte order
 * @param graph what the model computes; null where it has tree ensembles that no graph can be made of
 * @param trees the same with its tree ensembles evaluated as ONNX Runtime does, where it has any; else null
 * @param reason why there is no graph; empty where there is one
 * @param elementTypes the types of elements that the model computes or stores numbers in, by ONNX's names in
 *     alphabetical order, such as {@code float32}
 * @param inputTypes those of its open inputs, in their order
 * @param derivesWeights whether it has weights that aren't in the file, as those of interpolation, and that a runtime derives by itself
 *     and rounds on the way: the graph has the exact ones
 * @param metadata what the model's writer noted down, such as {@link #CLASSES}
 * @param warnings what of the model isn't in the graph, each a sentence without its full stop
 * @param columns what its file calls the inputs that are {@linkplain #joined joined} to one, in their order; empty where none are
 */
public record OnnxModel(
        String name,
        long bytes,
        String sha256,
        Graph graph,
        TreeModel trees,
        String reason,
        List<String> elementTypes,
        List<String> inputTypes,
        boolean derivesWeights,
        Map<String, String> metadata,
        List<String> warnings,
        List<String> columns) {
    /** The entry of the metadata with the names of the classes in the order of the outputs, one a line. */
    public static final String CLASSES = "jaspis.classes";

    /** The entry of the metadata with the names of the inputs of a table, in their order, one a line. */
    public static final String INPUTS = "jaspis.inputs";

    /** The input of a model whose inputs are joined: a row of a table. */
    public static final String TABLE = "columns";

    /** 2²⁴, up to which float32 has all whole numbers: inputs that are whole are taken to be within, whatever their type. */
    public static final double MOST_WHOLE = 0x1p24;

    public OnnxModel {
        elementTypes = List.copyOf(elementTypes);
        inputTypes = List.copyOf(inputTypes);
        metadata = Map.copyOf(metadata);
        warnings = List.copyOf(warnings);
        columns = List.copyOf(columns);
    }

    /** A model with the inputs of its file. */
    public OnnxModel(
            String name,
            long bytes,
            String sha256,
            Graph graph,
            TreeModel trees,
            String reason,
            List<String> elementTypes,
            List<String> inputTypes,
            boolean derivesWeights,
            Map<String, String> metadata,
            List<String> warnings) {
        this(
                name,
                bytes,
                sha256,
                graph,
                trees,
                reason,
                elementTypes,
                inputTypes,
                derivesWeights,
                metadata,
                warnings,
                List.of());
    }

    /**
     * What the model computes.
     *
     * @throws InputException where it has tree ensembles that no graph can be made of, saying what can be done with it
     */
    public Graph graph() {
        if (graph == null) {
            throw new InputException(
                    name + " has trees: " + reason + ". It has no gradient and no bounds then, and can only be"
                            + " asked: 'jaspis info' describes it, the library evaluates it (Oracle), and a network that is trained on"
                            + " its answers can be attacked and certified in its place");
        }
        return graph;
    }

    /** Whether there is a graph of what it computes. */
    public boolean hasGraph() {
        return graph != null;
    }

    /** Whether it has an input of one number for each column of a table, as converters of tables write them. */
    public boolean takesColumns() {
        return graph != null
                && graph.inputs().size() > 1
                && graph.inputs().values().stream()
                        .allMatch(input -> input.batched() && input.shape().size() == 1);
    }

    /** The same model with one input, {@link #TABLE}, in the place of one for each column, in the order of the file. */
    public OnnxModel joined() {
        Trace trace = new Trace();
        Value table = trace.input(TABLE, Shape.of(graph.inputs().size()));
        Map<String, Value> inputs = new LinkedHashMap<>();
        graph.inputs()
                .forEach((name, input) ->
                        inputs.put(name, table.slice(0, inputs.size(), 1).reshape(input.shape())));
        return computing(trace.graph(List.of(table), trace.inline(graph, inputs)), List.copyOf(inputs.keySet()));
    }

    /** The same model with something done before or behind what it computes. */
    public OnnxModel computing(Graph changed) {
        return computing(changed, columns);
    }

    private OnnxModel computing(Graph changed, List<String> joined) {
        return new OnnxModel(
                name,
                bytes,
                sha256,
                changed,
                null,
                "",
                elementTypes,
                inputTypes,
                derivesWeights,
                metadata,
                warnings,
                joined);
    }

    /** The names of the classes in the order of the outputs; empty where the model doesn't tell. */
    public List<String> classNames() {
        return lines(CLASSES);
    }

    /** The names of the inputs of the table that it was trained on, in their order; empty where the model doesn't tell. */
    public List<String> inputNames() {
        return lines(INPUTS);
    }

    private List<String> lines(String entry) {
        String names = metadata.get(entry);
        return names == null || names.isEmpty() ? List.of() : List.of(names.split("\n"));
    }
}
