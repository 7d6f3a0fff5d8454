package io.jaspis.attacks.search;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.threat.Logits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a search knows of each place of a batch: a {@link Column} for each input of the graph that is run over them, for
 * each output that is read after each run, and for what is kept besides. The device is told of changed rows alone; an input
 * that an output is carried to stays there, and its column has no more than what it last began from.
 */
public final class Table implements AutoCloseable {
    private final Batches batches;
    private final boolean own;
    private final int rows;
    private final Map<String, String> carried;
    private final List<Column> inputs = new ArrayList<>();
    private final List<Column> outputs = new ArrayList<>();
    private final List<Column> states = new ArrayList<>();
    private Execution execution;

    /**
     * @param graph each of whose inputs and outputs is a place's own
     * @param places the most places, at least 1
     * @param carried from outputs to the inputs that they become in the next run
     */
    public Table(Graph graph, Device device, int places, Map<String, String> carried) {
        this(new Batches(graph, device, places, carried), true, places, carried);
    }

    /**
     * A table over executions that outlive it, and from which nothing is carried.
     *
     * @param batches of a graph each of whose inputs and outputs is a place's own, for at least so many places
     * @param places the most places, at least 1
     */
    Table(Batches batches, int places) {
        this(batches, false, places, Map.of());
    }

    private Table(Batches batches, boolean own, int places, Map<String, String> carried) {
        this.batches = batches;
        this.own = own;
        this.rows = Math.max(Batches.FEWEST_ROWS, places);
        this.carried = Map.copyOf(carried);
        batches.graph()
                .inputs()
                .forEach((name, value) ->
                        inputs.add(new Column(name, rows, value.shape().size())));
    }

    /** Whether the graph has this input. */
    public boolean has(String input) {
        return named(inputs, input).isPresent();
    }

    /** The column of an input of the graph. */
    public Column input(String name) {
        return named(inputs, name)
                .orElseThrow(() -> new IllegalArgumentException("the graph has no input " + name + ", but "
                        + batches.graph().inputs().keySet()));
    }

    /** The column of an output of the graph, which is read after each run from now on. */
    public Column output(String name) {
        return named(outputs, name).orElseGet(() -> {
            int width = batches.graph().output(name).shape().size();
            outputs.add(new Column(name, rows, width));
            return outputs.getLast();
        });
    }

    /** A new column, of which the device knows nothing. */
    public Column state(int width) {
        states.add(new Column("state " + states.size(), rows, width));
        return states.getLast();
    }

    private static Optional<Column> named(List<Column> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /**
     * Writes a class, one-hot, to a place's row of an input; where the graph has none, as without a slope, or where there is no
     * class ({@link Logits#NONE}), nothing.
     */
    public void mark(String input, int place, int of) {
        if (of == Logits.NONE || !has(input)) {
            return;
        }
        Column column = input(input);
        int at = column.change(place);
        Arrays.fill(column.elements(), at, at + column.width(), 0);
        column.elements()[at + of] = 1;
    }

    /** Runs the graph over the first places. */
    public void run(int places) {
        Execution next = batches.holding(places);
        boolean other = next != execution;
        execution = next;
        // By index, since an iterator would be an object in each step of a search.
        for (int i = 0; i < inputs.size(); i++) {
            if (other) {
                inputs.get(i).changeAll();
            }
            inputs.get(i).write(execution, places);
        }
        execution.run();
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).read(execution, places);
        }
    }

    /** Reads a place's row of an output as the last run computed it. */
    public void read(String output, int place, float[] destination) {
        execution.read(output, destination, 0, place, 1);
    }

    /**
     * Brings what belongs to a place to another, or to the same, of the smaller batch that the next run takes; outputs stay.
     */
    public void move(int from, int to) {
        carried.forEach((output, input) -> input(input).fetch(execution, output, from));
        inputs.forEach(column -> column.move(from, to));
        states.forEach(column -> column.move(from, to));
    }

    @Override
    public void close() {
        if (own) {
            batches.close();
        }
    }
}
