package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An {@link Ascent} on a device: its start and its move as plans, made once and run before each step of training. Points stay
 * on the device, from move to move and to the step; so do the weights, which the step hands over.
 */
final class Search implements AutoCloseable {
    private static final Map<String, String> POINTS = Map.of(Ascent.POINT, Ascent.POINT);

    private final int moves;
    private final Execution start;
    private final Execution move;

    /** The graphs of an ascent: of its start, and of a move. */
    record Graphs(Graph start, Graph move) {
        static Graphs of(Ascent ascent, Layer network, Parameters parameters, Examples examples) {
            return new Graphs(
                    graph(ascent::start, network, parameters, examples),
                    graph(
                            (layer, x, label) -> ascent.move(layer, x, label, Ascent.point(x)),
                            network,
                            parameters,
                            examples));
        }
    }

    Search(int moves, Graphs graphs, Parameters parameters, int batch, Device device) {
        this.moves = moves;
        this.start = device.load(Plan.carrying(graphs.start, batch, Map.of()), parameters.tensors());
        this.move = device.load(Plan.carrying(graphs.move, batch, carried(graphs.move)), parameters.tensors());
    }

    private static Map<String, String> carried(Graph move) {
        // A move that stays where it is has nothing to carry.
        boolean moves =
                move.inputs().containsKey(Ascent.POINT) && move.output(Ascent.POINT) != move.input(Ascent.POINT);
        return moves ? POINTS : Map.of();
    }

    @FunctionalInterface
    private interface Recording {
        Value of(UnaryOperator<Value> network, Value x, Value label);
    }

    private static Graph graph(Recording recording, Layer network, Parameters parameters, Examples examples) {
        Trace trace = new Trace();
        Value x = trace.input(StepGraph.X, examples.shape());
        Value label = trace.input(StepGraph.LABEL, Shape.of(examples.classes()));
        Value point = recording.of(at -> network.apply(Scope.of(parameters, false), at), x, label);
        if (!point.type().equals(x.type())) {
            throw new IllegalArgumentException(
                    "a search must give points like the examples, " + x.type() + ", but gives " + point.type());
        }
        return trace.graph(Ascent.POINT, point);
    }

    /** Finds the points for these inputs, by name, and hands them to a step. */
    void run(Map<String, float[]> inputs, long seed, long firstExample, Execution step) {
        run(start, inputs, seed, firstExample);
        if (moves > 0 && move.plan().graph().inputs().containsKey(Ascent.POINT)) {
            start.hand(POINTS, move);
        }
        for (int i = 0; i < moves; i++) {
            run(move, i == 0 ? inputs : Map.of(), seed, firstExample);
        }
        (moves > 0 ? move : start).hand(POINTS, step);
    }

    /** Goes on with the weights that a step has made. */
    void take(Updates updates) {
        updates.hand(start);
        updates.hand(move);
    }

    private void run(Execution execution, Map<String, float[]> inputs, long seed, long firstExample) {
        inputs.forEach((name, values) -> {
            if (execution.plan().graph().inputs().containsKey(name)) {
                execution.write(name, values, 0);
            }
        });
        execution.seed(seed, firstExample);
        execution.run();
    }

    @Override
    public void close() {
        start.close();
        move.close();
    }
}
