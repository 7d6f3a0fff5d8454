package io.jaspis.bench.suites;

import io.jaspis.autodiff.Graph;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Contender;
import io.jaspis.bench.measure.Point;
import io.jaspis.bench.measure.Work;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.chain.ChainBounds;
import io.jaspis.certify.chain.Level;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.LinearBounds;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import io.jaspis.certify.linear.NeuronTightening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The steps of verification: a pass of linear bounds, as batch, depth and width grow; slopes climbed; and domains of the small
 * engine, on a network of the size of ACAS Xu's.
 */
final class Verifying {
    private static final int ROWS = 9;
    private static final int STEPS = 20;

    private Verifying() {}

    static List<Case> cases(Lineup lineup) {
        List<Case> cases = new ArrayList<>();
        for (int batch : lineup.quick() ? new int[] {2} : new int[] {1, 4, 16, 64}) {
            cases.add(crown(lineup, Network.perceptron(), batch).at(new Point("crown MLP 256×4", "batch", batch)));
        }
        for (int depth : lineup.quick() ? new int[] {2} : new int[] {2, 4, 8, 16}) {
            cases.add(crown(lineup, Network.perceptron(256, depth), 4)
                    .at(new Point("crown MLP of width 256", "depth", depth)));
        }
        for (int width : lineup.quick() ? new int[] {64} : new int[] {64, 256, 1024}) {
            cases.add(crown(lineup, Network.perceptron(width, 4), 4)
                    .at(new Point("crown MLP of 4 layers", "width", width)));
        }
        cases.add(crown(lineup, Network.convolutional(), 4));
        cases.add(climb(lineup, Network.perceptron()));
        cases.add(climb(lineup, Network.convolutional()));
        if (!lineup.onDevice() && lineup.threads() == 1) {
            cases.add(Case.of("domain 5 inputs, 6×50", 1, Work.UNKNOWN).jaspis(Domains::new));
        }
        return cases;
    }

    /** Lower bounds of rows, with interval bounds of the neurons: one backward pass. */
    private static Case crown(Lineup lineup, Network network, int batch) {
        return Case.of(
                        "crown " + network.name() + " batch " + batch,
                        lineup.threads(),
                        new Work(2.0 * batch * ROWS * network.operations(), 0))
                .entering(lineup.jaspis(on -> {
                    Graph graph = LinearBounds.of(network.graph(), ROWS);
                    float[] lower = Bounds.examples(network, batch, -Bounds.EPSILON);
                    float[] upper = Bounds.examples(network, batch, Bounds.EPSILON);
                    Map<String, float[]> inputs = Map.of(
                            "input" + Intervals.LOWER,
                            lower,
                            "input" + Intervals.UPPER,
                            upper,
                            LinearBounds.ROWS,
                            Operands.uniform(2, batch * ROWS * 10));
                    return new PlanContender(on, graph, batch, inputs, "logits" + Intervals.LOWER);
                }));
    }

    /** One example's rows with slopes climbed for some steps, and rounding covered. */
    private static Case climb(Lineup lineup, Network network) {
        return Case.of("alpha " + network.name() + " " + STEPS + " steps", lineup.threads(), Work.UNKNOWN)
                .entering(lineup.jaspis(on -> new Climbing(on, network)));
    }

    private static final class Climbing implements Contender {
        private final Lineup.Engine engine;
        private final FormBounds forms;
        private final NeuronLines lines;
        private List<FormBounds.Row> rows = List.of();

        Climbing(Lineup lineup, Network network) {
            engine = lineup.engine();
            Activations activations = new Activations(network.graph(), engine.device());
            float[] lower = Bounds.examples(network, 1, -Bounds.EPSILON);
            float[] upper = Bounds.examples(network, 1, Bounds.EPSILON);
            try (NeuronTightening tightening = new NeuronTightening(activations, engine.device(), lower, upper, ROWS)) {
                NeuronBounds bounds = tightening.intervals();
                lines = activations.lines(bounds);
                forms = new FormBounds(activations, activations.output(), engine.device(), ROWS);
                forms.restrict(lower, upper, bounds);
            }
        }

        @Override
        public void run() {
            rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                float[] form = new float[10];
                form[0] = 1;
                form[row + 1] = -1;
                rows.add(new FormBounds.Row(form, lines, new int[0], lines.adaptive()));
            }
            forms.bound(rows, new Climb(STEPS, 0.1, 0.05, 0.98), Float.POSITIVE_INFINITY);
        }

        @Override
        public float[] result() {
            float[] bounds = new float[rows.size()];
            for (int i = 0; i < bounds.length; i++) {
                bounds[i] = rows.get(i).bound();
            }
            return bounds;
        }

        @Override
        public void close() {
            forms.close();
            engine.close();
        }
    }

    /** Boxes of a network with random weights, each a sixteenth as wide as the whole along each side. */
    private static final class Domains implements Contender {
        private static final int BOXES = 64;

        private final ChainBounds bounds;
        private final float[][] lower = new float[BOXES][5];
        private final float[][] upper = new float[BOXES][5];
        private final Level whole;
        private final Level level;
        private final int[] wanted = {0, 1, 2, 3};
        private int next;

        Domains() {
            SplittableRandom random = new SplittableRandom(1);
            List<Chain.Layer> layers = new ArrayList<>();
            int width = 5;
            for (int k = 0; k < 7; k++) {
                int outputs = k == 6 ? 5 : 50;
                float[] matrix = new float[outputs * width];
                for (int i = 0; i < matrix.length; i++) {
                    matrix[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / width));
                }
                layers.add(Chain.Layer.of(matrix, new float[outputs], k < 6));
                width = outputs;
            }
            double[][] outputs = new double[4][5];
            for (int row = 0; row < 4; row++) {
                outputs[row][0] = 1;
                outputs[row][row + 1] = -1;
            }
            float[] low = {-1, -1, -1, -1, -1};
            float[] high = {1, 1, 1, 1, 1};
            bounds = new ChainBounds(new Chain(layers), low, high, outputs, new double[4][5], new double[4]);
            whole = bounds.known();
            level = bounds.level();
            for (int box = 0; box < BOXES; box++) {
                for (int i = 0; i < 5; i++) {
                    lower[box][i] = -1 + random.nextInt(16) / 8f;
                    upper[box][i] = lower[box][i] + 0.125f;
                }
            }
        }

        @Override
        public void run() {
            bounds.bound(lower[next], upper[next], whole, level, wanted, wanted.length);
            next = (next + 1) % BOXES;
        }

        @Override
        public float[] result() throws IOException {
            float[] found = new float[wanted.length];
            for (int row = 0; row < found.length; row++) {
                found[row] = (float) bounds.bound(row);
            }
            return found;
        }
    }
}
