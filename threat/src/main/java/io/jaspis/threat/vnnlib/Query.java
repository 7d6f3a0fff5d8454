package io.jaspis.threat.vnnlib;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import io.jaspis.threat.Row;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a VNN-LIB file asks: is there an input x of a network f in the box of some region, such that all rows of one of the
 * region's violations hold?
 *
 * <p>In a row, index j below {@code outputs} stands for output j, Y_j; index {@code outputs + i} stands for input i, X_i.
 * The same once more follow from {@code outputs + inputs} on, since a coefficient with more digits than a double holds is the
 * sum of two. Where there are such rows the query is {@link #mixed}, and {@link #network} gives the graph that they are about.
 *
 * @param name of the file, for messages
 * @param inputs the number of elements of the network's input, flattened row by row
 * @param outputs of its output
 * @param regions at least one
 * @param variables what VNN-LIB 2.0 declares, input first; empty for a file of version 1.0, whose are X_i and Y_j
 */
public record Query(String name, int inputs, int outputs, List<Region> regions, List<Variable> variables) {
    public Query {
        Objects.requireNonNull(name);
        regions = List.copyOf(regions);
        variables = List.copyOf(variables);
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("a query needs at least one region");
        }
        for (Region region : regions) {
            requireOf(region, inputs, outputs);
        }
    }

    /** Refuses a region of other inputs, or whose rows have an index that stands for nothing. */
    private static void requireOf(Region region, int inputs, int outputs) {
        if (region.lower().size() != inputs) {
            throw new IllegalArgumentException("a region of "
                    + counted(region.lower().size(), "input") + " is in a query of " + counted(inputs, "input"));
        }
        int largest = largestIndex(List.of(region));
        if (largest >= 2 * (outputs + inputs)) {
            throw new IllegalArgumentException(
                    "index " + largest + " of a row stands for nothing in a query of " + counted(inputs, outputs));
        }
    }

    /** Whether it declares numbers of float32, so that what holds of real numbers alone doesn't answer it. */
    public boolean asksFloat32() {
        return variables.stream().anyMatch(variable -> variable.type().equals("float32"));
    }

    /** Whether rows have inputs in them, or a variable twice, so that they are about {@link #network}, not the network alone. */
    public boolean mixed() {
        return largestIndex(regions) >= outputs;
    }

    /** Whether rows have a variable twice, so that the network that they are about has outputs and inputs twice. */
    public boolean repeats() {
        return largestIndex(regions) >= outputs + inputs;
    }

    /** Whether a row hangs on what the network computes, and not on inputs alone. */
    boolean hangsOnOutputs(Row row) {
        int[] indices = row.outputs();
        double[] coefficients = row.coefficients();
        for (int i = 0; i < indices.length; i++) {
            if (coefficients[i] != 0 && indices[i] % (outputs + inputs) < outputs) {
                return true;
            }
        }
        return false;
    }

    private static int largestIndex(List<Region> regions) {
        int largest = 0;
        for (Region region : regions) {
            for (List<Row> rows : region.violations()) {
                for (Row row : rows) {
                    for (int index : row.outputs()) {
                        largest = Math.max(largest, index);
                    }
                }
            }
        }
        return largest;
    }

    /**
     * What the rows are about: the network itself; where they are {@link #mixed} its outputs and behind them its inputs, and
     * where they {@link #repeats repeat} both of them twice.
     *
     * @throws IllegalArgumentException where the network has other inputs or outputs
     */
    public Graph network(Graph graph) {
        requireFits(graph);
        if (!mixed()) {
            return graph;
        }
        Value x = graph.input(graph.onlyInput());
        Value outputsOnly = graph.output(graph.onlyOutput()).repeatBatch().flatten();
        Value both =
                x.trace().concatenate(0, List.of(outputsOnly, x.repeatBatch().flatten()));
        Value all = repeats() ? x.trace().concatenate(0, List.of(both, both)) : both;
        return x.trace().graph(List.of(x), Map.of(graph.onlyOutput(), all));
    }

    /**
     * The network's outputs at a point in what it, or the graph that the query makes of it, gives there.
     *
     * @throws IllegalArgumentException where that isn't of a network with so many outputs
     */
    float[] outputsOf(float[] given, float[] x) {
        int made = (repeats() ? 2 : 1) * (outputs + inputs);
        boolean behindThemInputs =
                mixed() && given.length == made && Arrays.equals(given, outputs, outputs + inputs, x, 0, inputs);
        if (given.length != outputs && !behindThemInputs) {
            throw new IllegalArgumentException("%s is about a network with %s, but what is given of one are %s"
                    .formatted(name, counted(inputs, outputs), counted(given.length, "output")));
        }
        return Arrays.copyOf(given, outputs);
    }

    /** What the indices of rows stand for at an input and the outputs there. */
    double[] values(double[] x, float[] y) {
        int n = inputs + outputs;
        double[] values = new double[2 * n];
        for (int j = 0; j < outputs; j++) {
            values[j] = y[j];
        }
        System.arraycopy(x, 0, values, outputs, inputs);
        System.arraycopy(values, 0, values, n, n);
        return values;
    }

    /** The inputs among {@link #values} as they are written; null for the outputs. */
    BigDecimal[] decimals(List<BigDecimal> x) {
        int n = inputs + outputs;
        BigDecimal[] decimals = new BigDecimal[2 * n];
        for (int i = 0; i < inputs; i++) {
            decimals[outputs + i] = x.get(i);
            decimals[n + outputs + i] = x.get(i);
        }
        return decimals;
    }

    /**
     * Refuses a model that has other inputs or outputs.
     *
     * @throws VnnLibException saying what both have
     */
    public void requireFits(Model model) {
        Graph graph = model.graph();
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw new VnnLibException(
                    name,
                    "it is about a network with one input and one output, but " + model.name() + " has "
                            + counted(graph.inputs().size(), "input") + " "
                            + graph.inputs().keySet() + " and "
                            + counted(graph.outputs().size(), "output") + " "
                            + graph.outputs().keySet());
        }
        int takes = graph.input(graph.onlyInput()).shape().size();
        int gives = graph.output(graph.onlyOutput()).shape().size();
        if (takes != inputs || gives != outputs) {
            throw new VnnLibException(
                    name,
                    "it is about a network with " + counted(inputs, outputs) + ", but " + model.name() + " has "
                            + counted(takes, gives) + "; take the specification that belongs to the model");
        }
        if (!variables.isEmpty()) {
            requireExtents(variables.getFirst(), graph.input(graph.onlyInput()).shape(), model);
            requireExtents(variables.getLast(), graph.output(graph.onlyOutput()).shape(), model);
        }
    }

    /**
     * Refuses a network that has other inputs or outputs, for whoever has no file of it to name.
     *
     * @throws IllegalArgumentException saying what both have
     */
    public void requireFits(Graph network) {
        int takes = network.input(network.onlyInput()).shape().size();
        int gives = network.output(network.onlyOutput()).shape().size();
        if (takes != inputs || gives != outputs) {
            throw new IllegalArgumentException("%s is about a network with %s, but this one has %s"
                    .formatted(name, counted(inputs, outputs), counted(takes, gives)));
        }
    }

    /** Refuses a tensor whose axes aren't the model's: but for those of one element, and for one that is flat. */
    private void requireExtents(Variable declared, Shape shape, Model model) {
        List<Integer> axes = longer(declared.extents().stream());
        List<Integer> own = longer(Arrays.stream(shape.extents()).boxed());
        if (axes.size() > 1 && !axes.equals(own)) {
            throw new VnnLibException(
                    name,
                    "it declares %s with the extents %s, but %s has %s there, so that its indices would mean other elements; take the"
                                    .formatted(declared.name(), declared.extents(), model.name(), shape)
                            + " specification that belongs to the model");
        }
    }

    private static List<Integer> longer(Stream<Integer> extents) {
        return extents.filter(extent -> extent != 1).toList();
    }

    private static String counted(int inputs, int outputs) {
        return counted(inputs, "input") + " and " + counted(outputs, "output");
    }

    static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Input i as the file writes it. */
    String input(int index) {
        return variables.isEmpty() ? "X_" + index : variables.getFirst().element(index);
    }

    /** Output j as the file writes it. */
    String output(int index) {
        return variables.isEmpty() ? "Y_" + index : variables.getLast().element(index);
    }
}
