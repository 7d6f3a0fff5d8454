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

/** An {@link Ascent} on a device: its start and its move as plans, made once and run before each step of training. */
final class Search implements AutoCloseable {
    private final int moves;
    private final Execution start;
    private final Execution move;
    private final float[] points;

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
        this.start = device.load(Plan.of(graphs.start, batch), parameters.tensors());
        this.move = device.load(Plan.of(graphs.move, batch), parameters.tensors());
        this.points = new float[start.plan().size(start.plan().graph().output(Ascent.POINT))];
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

    /** The points for these inputs, by name; the array is the same each time. */
    float[] points(Map<String, float[]> inputs, long seed, long firstExample) {
        run(start, inputs, seed, firstExample);
        for (int i = 0; i < moves; i++) {
            if (move.plan().graph().inputs().containsKey(Ascent.POINT)) {
                move.write(Ascent.POINT, points, 0);
            }
            run(move, i == 0 ? inputs : Map.of(), seed, firstExample);
        }
        return points;
    }

    private void run(Execution execution, Map<String, float[]> inputs, long seed, long firstExample) {
        inputs.forEach((name, values) -> {
            if (execution.plan().graph().inputs().containsKey(name)) {
                execution.write(name, values, 0);
            }
        });
        execution.seed(seed, firstExample);
        execution.run();
        execution.read(Ascent.POINT, points, 0);
    }

    @Override
    public void close() {
        start.close();
        move.close();
    }
}
