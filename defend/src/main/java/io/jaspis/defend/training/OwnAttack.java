package io.jaspis.defend.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The attack that training's own steps are made against, on examples that are held out. Where far more withstand it than a
 * stronger one, accuracy under it overstates robustness, as any weak attack does; where the stronger one leaves little, training has
 * learned to fool its attack: catastrophic overfitting (Wong, Rice &amp; Kolter 2020, section 5.3; Andriushchenko &amp; Flammarion
 * 2020, section 3). Steps that climb another loss, as those of TRADES do, are taken along the
 * label's here: accuracy under what doesn't aim at labels would stay high without any fooling.
 *
 * @param ascent the attack
 * @param epsilon the radius
 */
public record OwnAttack(Ascent ascent, double epsilon) {
    /** How far two accuracies may part before it is told. */
    public static final double MOST_APART = 0.2;
    /** More than what rounding takes of a difference of two shares, and far less than one example is of any number of them. */
    private static final double ROUNDING = 1e-9;

    private static final String X = "x";
    private static final String LABEL = "label";

    public OwnAttack {
        if (ascent instanceof ProjectedAscent projected) {
            ascent = projected.on(InnerLoss.CROSS_ENTROPY);
        }
    }

    /** What it tells of training how far accuracies under its own attack and under a stronger one part. */
    public enum Gap {
        /** Nothing: no two attacks are equally strong. */
        SMALL,
        /** The own attack overstates robustness, and the stronger one counts. */
        OVERSTATED,
        /** The stronger one leaves little: training has learned to fool its own. */
        OVERFITTED
    }

    /**
     * What accuracies on the same examples, 0 to 1, tell.
     *
     * @param best the best under the stronger attack so far
     * @param count how many examples there are
     */
    public static Gap gap(double underOwn, double underStronger, double best, int count) {
        if (!(underOwn - underStronger > MOST_APART + ROUNDING)) {
            return Gap.SMALL;
        }
        return isLittle(underStronger, Math.max(underOwn, best), count) ? Gap.OVERFITTED : Gap.OVERSTATED;
    }

    /** Whether less than half of it is left, by more than twice what as many fair draws deviate. */
    private static boolean isLittle(double left, double of, int count) {
        double draws = of * count;
        return 2 * left * count < draws - 2 * Math.sqrt(draws);
    }

    @FunctionalInterface
    private interface Recording {
        Value of(UnaryOperator<Value> network, Value x, Value label);
    }

    /**
     * The share of examples, 0 to 1, that the network has right at the points that the attack finds.
     *
     * @param stopped asked now and then
     * @throws java.util.concurrent.CancellationException where it was stopped before all examples were measured
     */
    public double accuracy(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped) {
        int size = examples.shape().size();
        int classes = network.output(network.onlyOutput()).shape().size();
        Problem.requireClasses(examples, classes);
        float[] x = new float[examples.count() * size];
        float[] labels = new float[examples.count() * classes];
        for (int i = 0; i < examples.count(); i++) {
            examples.copy(i, x, i * size);
            labels[i * classes + examples.label(i)] = 1;
        }
        Map<String, float[]> inputs = new HashMap<>(Map.of(X, x, LABEL, labels));
        Graph start = graph(network, examples.shape(), classes, ascent::start);
        Graph move = graph(
                network,
                examples.shape(),
                classes,
                (at, own, label) -> ascent.move(at, own, ascent.fixed(at, own, label), Ascent.point(own)));
        inputs.put(Ascent.POINT, run(start, inputs, 1, examples.count(), seed, device, stopped));
        if (ascent.steps() > 0) {
            inputs.put(Ascent.POINT, run(move, inputs, ascent.steps(), examples.count(), seed, device, stopped));
        }
        inputs.put(network.onlyInput(), inputs.get(Ascent.POINT));
        float[] logits = run(network, inputs, 1, examples.count(), seed, device, stopped);
        int right = 0;
        for (int i = 0; i < examples.count(); i++) {
            int label = examples.label(i);
            right += Logits.prediction(logits, i * classes, classes, label) == label ? 1 : 0;
        }
        return (double) right / examples.count();
    }

    /** The same to its end. */
    public double accuracy(Graph network, Examples examples, long seed, Device device) {
        return accuracy(network, examples, seed, device, () -> false);
    }

    private Graph graph(Graph network, Shape shape, int classes, Recording recording) {
        Trace open = new Trace();
        Value point = recording.of(
                at -> open.inline(network, Map.of(network.onlyInput(), at)).get(network.onlyOutput()),
                open.input(X, shape),
                open.input(LABEL, Shape.of(classes)));
        Graph graph = open.graph(Ascent.POINT, point);
        if (!graph.inputs().containsKey(ProjectedAscent.EPSILON)) {
            return graph;
        }
        Trace fixed = new Trace();
        return fixed.graph(fixed.inline(graph, Map.of(ProjectedAscent.EPSILON, fixed.constant((float) epsilon))));
    }

    /** Runs a graph of one output so many times over all rows, each time from the points that it gave. */
    private static float[] run(
            Graph graph,
            Map<String, float[]> inputs,
            int times,
            int rows,
            long seed,
            Device device,
            BooleanSupplier stopped) {
        String output = graph.onlyOutput();
        int size = graph.output(output).shape().size();
        float[] found = new float[rows * size];
        try (Batches batches = new Batches(graph, device, Accuracy.BATCH)) {
            batches.run(rows, (execution, from, count) -> {
                graph.inputs()
                        .forEach((name, value) -> execution.write(
                                name, inputs.get(name), from * value.shape().size(), 0, count));
                execution.seed(seed, from);
                for (int time = 0; time < times; time++) {
                    Stopping.check(stopped);
                    execution.run();
                    execution.read(output, found, from * size, 0, count);
                    if (time + 1 < times && graph.inputs().containsKey(output)) {
                        execution.write(output, found, from * size, 0, count);
                    }
                }
            });
        }
        return found;
    }
}
