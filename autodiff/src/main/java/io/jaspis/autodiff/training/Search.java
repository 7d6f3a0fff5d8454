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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An {@link Ascent} on a device: its start and its move as plans, made once and run before each step of training. Points stay
 * on the device, from move to move and to the step; so do the weights, which the step hands over.
 */
final class Search implements AutoCloseable {
    private static final Map<String, String> POINTS = Map.of(Ascent.POINT, Ascent.POINT);

    private final int moves;
    private final Execution start;
    private final Execution move;
    /** What a move takes of the start. */
    private final Map<String, String> begun;

    /** The graphs of an ascent: of its start, which also gives what the moves need of the examples, and of a move. */
    record Graphs(Graph start, Graph move) {
        static Graphs of(Ascent ascent, Layer network, Parameters parameters, Examples examples) {
            Trace start = new Trace();
            UnaryOperator<Value> first = applied(network, parameters);
            Value x = start.input(StepGraph.X, examples.shape());
            Value label = start.input(StepGraph.LABEL, Shape.of(examples.classes()));
            Map<String, Value> outputs = new LinkedHashMap<>();
            outputs.put(Ascent.POINT, like(x, ascent.start(first, x, label)));
            Value fixed = ascent.fixed(first, x, label);
            if (fixed != label) {
                outputs.put(Ascent.FIXED, fixed);
            }
            Trace move = new Trace();
            Value again = move.input(StepGraph.X, examples.shape());
            Value known = move.input(fixed == label ? StepGraph.LABEL : Ascent.FIXED, fixed.type());
            Value moved = ascent.move(applied(network, parameters), again, known, Ascent.point(again));
            return new Graphs(start.graph(outputs), move.graph(Ascent.POINT, like(again, moved)));
        }

        private static UnaryOperator<Value> applied(Layer network, Parameters parameters) {
            return at -> network.apply(Scope.of(parameters, false), at);
        }

        private static Value like(Value x, Value point) {
            if (!point.type().equals(x.type())) {
                throw new IllegalArgumentException(
                        "a search must give points like the examples, " + x.type() + ", but gives " + point.type());
            }
            return point;
        }
    }

    Search(int moves, Graphs graphs, Parameters parameters, int batch, Device device) {
        this.moves = moves;
        this.begun = graphs.start.outputs().keySet().stream()
                .filter(graphs.move.inputs()::containsKey)
                .collect(Collectors.toMap(name -> name, name -> name));
        this.start = device.load(Plan.carrying(graphs.start, batch, Map.of()), parameters.tensors());
        this.move = device.load(Plan.carrying(graphs.move, batch, carried(graphs.move)), parameters.tensors());
    }

    private static Map<String, String> carried(Graph move) {
        // A move that stays where it is has nothing to carry.
        boolean moves =
                move.inputs().containsKey(Ascent.POINT) && move.output(Ascent.POINT) != move.input(Ascent.POINT);
        return moves ? POINTS : Map.of();
    }

    /** Finds the points for these inputs, by name, and hands them to a step. */
    void run(Map<String, float[]> inputs, long seed, long firstExample, Execution step) {
        run(start, inputs, seed, firstExample);
        if (moves > 0) {
            start.hand(begun, move);
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
