package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Projected gradient descent of a violation's largest distance (Madry et al. 2018, on margins), a batch of starts at a time, for
 * networks of any operations. Of a violation of several rows each step follows the one that was furthest from holding before.
 */
final class GraphAttack implements AutoCloseable {
    /** Points that a search moves together. */
    static final int BATCH = 32;
    /** Of so many points that a search thinks near, an attack starts from one. */
    static final int EACH = 16;

    private static final String X = "x";
    private static final String ROW = "row";
    private static final String Y = "y";
    private static final String GRADIENT = "gradient";
    /** The slope below zero of the ReLUs that a gradient goes through where it vanishes. */
    private static final float LEAK = 0.1f;

    private final double[][] rows;
    private final RegionRows region;
    private final Ends ends;
    private final float[] lower;
    private final float[] upper;
    private final long seed;
    private final long most;
    private final Predicate<float[]> check;
    private final Graph network;
    private final Device device;
    private Execution execution;
    private final int batch;
    private final int outputs;
    private final float[] x;
    /** Points of the box that settle at those of {@link #x}; the same array where they are the same. */
    private final float[] points;

    private final float[] slopes;
    private final float[] y;
    private final float[] seeds;
    private final float[][] best;
    private final float[] distances;
    private long starts;
    private long gradients;

    /**
     * What is random, and how much is done.
     *
     * @param batch points that move together
     * @param most gradients that it may take
     */
    record Settings(long seed, int batch, long most) {
        /** As the verification asks for. */
        static Settings of(VerifySettings settings) {
            return new Settings(settings.seed(), BATCH, settings.work().gradients());
        }
    }

    /**
     * @param network whose outputs the rows are of
     * @param check whether a candidate is a counterexample that can be told; it may keep it
     */
    GraphAttack(
            Graph network, Device device, RegionRows region, Ends ends, Settings settings, Predicate<float[]> check) {
        this.rows =
                region.columns(0, network.output(network.onlyOutput()).shape().size());
        this.region = region;
        this.ends = ends;
        this.lower = ends.innerLower();
        this.upper = ends.innerUpper();
        this.seed = settings.seed();
        this.most = settings.most();
        this.check = check;
        this.batch = settings.batch();
        this.outputs = rows[0].length;
        this.network = network;
        this.device = device;
        this.execution = device.load(Plan.of(slopes(network, network), batch));
        this.x = new float[batch * lower.length];
        this.points = ends.settling() == null ? x : new float[x.length];
        this.slopes = new float[x.length];
        this.y = new float[batch * outputs];
        this.seeds = new float[y.length];
        this.best = new float[batch][lower.length];
        this.distances = new float[region.count()];
    }

    /** The network's outputs, and what another of the same inputs and outputs says in which direction they move. */
    private static Graph slopes(Graph network, Graph guide) {
        Trace trace = new Trace();
        Value x = trace.input(X, network.input(network.onlyInput()).type());
        Value y = output(network, trace, x);
        Value row = trace.input(ROW, y.shape());
        Value guiding = guide == network ? y : output(guide, trace, x);
        Value gradient = Gradient.of(guiding.times(row).sum(), List.of(x)).getFirst();
        // The inputs stay where the outputs depend on none.
        return trace.graph(List.of(x, row), Map.of(Y, y, GRADIENT, gradient));
    }

    private static Value output(Graph network, Trace trace, Value x) {
        Value y = trace.inline(network, Map.of(network.onlyInput(), x)).get(network.onlyOutput());
        return y.batched() ? y : y.repeatBatch();
    }

    /** Whether the last step had nowhere to go from most points: where ReLUs are off, all directions are alike. */
    boolean lost() {
        int n = lower.length;
        int flat = 0;
        for (int k = 0; k < batch; k++) {
            boolean moves = false;
            for (int at = k * n; at < (k + 1) * n && !moves; at++) {
                moves = slopes[at] != 0;
            }
            flat += moves ? 0 : 1;
        }
        return 2 * flat > batch;
    }

    /** From now on gradients are those of the network with leaky ReLUs (BPDA; Athalye, Carlini &amp; Wagner 2018). */
    void leak() {
        Trace trace = new Trace();
        Map<Value, Value> here = new HashMap<>();
        for (Value value : network.values()) {
            List<Value> operands = value.operands().stream().map(here::get).toList();
            here.put(
                    value,
                    value.op() instanceof Pointwise.Relu
                            ? operands.getFirst().leakyRelu(LEAK)
                            : trace.copy(value, operands));
        }
        Graph leaky = trace.graph(
                List.of(here.get(network.input(network.onlyInput()))),
                Map.of(network.onlyOutput(), here.get(network.output(network.onlyOutput()))));
        execution.close();
        execution = device.load(Plan.of(slopes(network, leaky), batch));
    }

    /** Descends from random points of the box, each for one of the violations in turn; whether a counterexample was found. */
    boolean found(int steps, float first, float last, BooleanSupplier stopped) {
        SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * starts);
        int n = lower.length;
        for (int k = 0; k < batch; k++) {
            // Corners are where most counterexamples are.
            boolean corner = k % 2 == 1;
            for (int i = 0; i < n; i++) {
                double at = corner ? random.nextInt(2) : random.nextDouble();
                points[k * n + i] = ends.inside(i, lower[i] + (float) at * (upper[i] - lower[i]));
            }
        }
        return descend(steps, first, last, stopped);
    }

    /** Descends shortly from a point that a search thinks near a counterexample, alone and with random neighbours. */
    boolean near(float[] point, BooleanSupplier stopped) {
        SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * starts);
        int n = lower.length;
        for (int k = 0; k < batch; k++) {
            for (int i = 0; i < n; i++) {
                double shift = k < region.violations().length ? 0 : random.nextDouble(-0.1, 0.1);
                points[k * n + i] = ends.inside(i, point[i] + (float) (shift * (upper[i] - lower[i])));
            }
        }
        return descend(20, 0.1f, 0.005f, stopped);
    }

    private boolean descend(int steps, float first, float last, BooleanSupplier stopped) {
        int n = lower.length;
        int violations = region.violations().length;
        float[] least = new float[batch];
        int[] decisive = new int[batch];
        for (int k = 0; k < batch; k++) {
            least[k] = Float.POSITIVE_INFINITY;
            decisive[k] = region.violations()[(int) ((starts + k) % violations)][0];
        }
        float factor = steps > 1 ? (float) Math.pow(last / first, 1.0 / (steps - 1)) : 1;
        float step = first;
        for (int move = 0; move <= steps && gradients <= most - batch && !stopped.getAsBoolean(); move++) {
            for (int k = 0; k < batch; k++) {
                for (int j = 0; j < outputs; j++) {
                    seeds[k * outputs + j] = (float) rows[decisive[k]][j];
                }
            }
            settle();
            execution.write(X, x, 0);
            // Without any slope nothing hangs on the rows.
            if (execution.plan().graph().inputs().containsKey(ROW)) {
                execution.write(ROW, seeds, 0);
            }
            execution.run();
            execution.read(Y, y, 0);
            execution.read(GRADIENT, slopes, 0);
            gradients += batch;
            boolean met = false;
            for (int k = 0; k < batch; k++) {
                met |= judge(k, (int) ((starts + k) % violations), least, decisive);
            }
            // A point that only just is one gets the rest of the steps to become a clear one.
            if (met && move % 8 == 7 && told(least)) {
                return true;
            }
            for (int at = 0; at < x.length; at++) {
                int i = at % n;
                points[at] = ends.inside(i, points[at] - Math.signum(slopes[at]) * step * (upper[i] - lower[i]));
            }
            step *= factor;
        }
        starts += batch;
        return told(least);
    }

    private void settle() {
        if (points != x) {
            for (int at = 0; at < x.length; at += lower.length) {
                ends.settling().settle(points, at, x, at);
            }
        }
    }

    /** Notes a point's distance where it is the least so far, and the row to follow; whether it is a counterexample. */
    private boolean judge(int k, int violation, float[] least, int[] decisive) {
        for (int row = 0; row < distances.length; row++) {
            distances[row] = (float) value(k, row);
        }
        decisive[k] = region.decisive(violation, distances);
        float distance = region.nearest(distances);
        if (distance < least[k]) {
            least[k] = distance;
            System.arraycopy(x, k * lower.length, best[k], 0, lower.length);
        }
        return distance <= 0;
    }

    private double value(int k, int row) {
        double sum = region.constants()[row];
        for (int j = 0; j < outputs; j++) {
            sum += rows[row][j] * y[k * outputs + j];
        }
        return sum;
    }

    /** Whether one of the best points is a counterexample, the clearest first. */
    private boolean told(float[] least) {
        int clearest = 0;
        for (int k = 1; k < batch; k++) {
            clearest = least[k] < least[clearest] ? k : clearest;
        }
        return least[clearest] <= 0 && check.test(best[clearest].clone());
    }

    /** Gradients that were taken so far, each of one point. */
    long gradients() {
        return gradients;
    }

    @Override
    public void close() {
        execution.close();
    }
}
