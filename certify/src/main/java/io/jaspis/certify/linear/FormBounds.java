package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.tensor.OneThread;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Lower bounds of linear forms of one value of a network of ReLUs, sigmoids and hyperbolic tangents on a box: CROWN's backward
 * pass (Zhang et al. 2018) in which the slopes α of ReLUs (Xu et al. 2021) and multipliers β of split neurons (Wang et al. 2021) are
 * climbed by Adam along their gradient. Each row of a batch is a form on a domain, with lines and parameters of its own.
 *
 * <p>The bounds hold in real arithmetic whatever the parameters: each pass subtracts what its own rounding may have added
 * ({@link RoundingErrors}). For one thread at a time.
 */
public final class FormBounds implements AutoCloseable {
    /** Neurons of all rows of a batch: each takes some dozens of floats, of several batches at a time. */
    private static final int MOST_NEURONS = 1 << 19;

    private final OneThread user = new OneThread("bound of forms");
    private final Activations activations;
    private final Value target;
    private final List<Integer> needed;
    private final WeighedBox box;
    private final Batches once;
    private final Batches climbing;
    private final int largest;

    /** A form on a domain, and what becomes of it. */
    public static final class Row {
        private final float[] form;
        private final NeuronLines lines;
        private final int[] splits;
        private final float[] parameters;
        private float bound = Float.NEGATIVE_INFINITY;
        private float[] coefficients;
        private float[] plane;

        /**
         * A row that isn't bounded yet.
         *
         * @param form the coefficients of the target
         * @param lines of the box
         * @param splits neurons that were split, twice their number and 1 more where they are on
         * @param parameters of all neurons, where the climb begins; they change with it
         */
        public Row(float[] form, NeuronLines lines, int[] splits, float[] parameters) {
            this.form = form;
            this.lines = lines;
            this.splits = splits;
            this.parameters = parameters;
        }

        /** The coefficients of the target. */
        public float[] form() {
            return form;
        }

        /** The largest lower bound of the form that was found, −∞ before. */
        public float bound() {
            return bound;
        }

        /** The free parameters: where the climb has come to. */
        public float[] parameters() {
            return parameters;
        }

        public NeuronLines lines() {
            return lines;
        }

        public int[] splits() {
            return splits;
        }

        /**
         * What the form takes of each ReLU's result in the last pass; of other activations, and of ReLUs that the target doesn't
         * need, nothing. Null where the bound is above the goal, and where no planes were asked for.
         */
        public float[] coefficients() {
            return coefficients;
        }

        /** What the form takes of the input in the last pass; null as {@link #coefficients}. */
        public float[] plane() {
            return plane;
        }

        private void found(float value) {
            if (value > bound) {
                bound = value;
            }
        }
    }

    /**
     * How parameters are climbed.
     *
     * @param passes bounds that are computed, at least 1; there is a step between two
     * @param slopes the rate of slopes
     * @param multipliers the rate of multipliers
     * @param decay what rates are multiplied by after each step
     */
    public record Climb(int passes, double slopes, double multipliers, double decay) {
        /** One pass with the parameters as they are. */
        public static final Climb NONE = new Climb(1, 0, 0, 1);
    }

    /** @param largest rows in a batch, at most; where the network has many neurons, fewer go together */
    public FormBounds(Activations activations, Value target, Device device, int largest) {
        this.activations = activations;
        this.target = target;
        this.largest = Math.clamp(MOST_NEURONS / Math.max(1, activations.neurons()), 1, largest);
        this.needed = activations.before(target);
        FormPass pass = new FormPass(activations, target);
        this.box = new WeighedBox(activations, pass.weights(), device);
        this.once = new Batches(pass.bound(), device, this.largest);
        Map<String, String> carried = pass.carried();
        this.climbing = carried.isEmpty() ? null : new Batches(pass.climb(), device, this.largest, carried);
    }

    Activations activations() {
        return activations;
    }

    /** Rows that are bounded together, at most. */
    public int largest() {
        return largest;
    }

    /** The activations that the target depends on. */
    List<Integer> needed() {
        return needed;
    }

    /** Whether there are parameters to climb. */
    boolean climbs() {
        return climbing != null;
    }

    /** The graph of one pass. */
    Graph pass() {
        return once.graph();
    }

    /** What errors weigh on the box, by the names of the pass's inputs. */
    Map<String, float[]> weights() {
        return box.weights();
    }

    /**
     * Says where the input lies, and between what bounds the activations' operands lie there in every domain to come.
     *
     * @param lower of the input
     * @param upper of the input
     */
    public void restrict(float[] lower, float[] upper, NeuronBounds bounds) {
        try (var _ = user.enter()) {
            box.restrict(lower, upper, bounds);
        }
    }

    /**
     * Bounds rows, each until its bound is above the goal or the climb is over.
     *
     * @param goal above which a row needs no better bound
     */
    public void bound(List<Row> rows, Climb climb, float goal) {
        bound(rows, climb, goal, false);
    }

    /**
     * The same of climbs that may be long.
     *
     * @param stopped ends them between two passes: a row then has the best bound so far, or none
     */
    public void bound(List<Row> rows, Climb climb, float goal, BooleanSupplier stopped) {
        bound(rows, climb, goal, false, stopped);
    }

    /**
     * The same.
     *
     * @param planes whether rows get their coefficients and planes too
     */
    public void bound(List<Row> rows, Climb climb, float goal, boolean planes) {
        bound(rows, climb, goal, planes, () -> false);
    }

    private void bound(List<Row> rows, Climb climb, float goal, boolean planes, BooleanSupplier stopped) {
        for (Row row : rows) {
            if (row.form.length != target.shape().size()) {
                throw new IllegalArgumentException("a form has %s coefficients, but what it is of has %s elements"
                        .formatted(row.form.length, target.shape().size()));
            }
        }
        try (var _ = user.enter()) {
            for (int first = 0; first < rows.size() && !stopped.getAsBoolean(); first += largest) {
                portion(rows.subList(first, Math.min(rows.size(), first + largest)), climb, goal, planes, stopped);
            }
        }
    }

    private void portion(List<Row> rows, Climb climb, float goal, boolean planes, BooleanSupplier stopped) {
        boolean climbs = climb.passes() > 1 && climbing != null;
        Batches batches = climbs ? climbing : once;
        Execution execution = batches.holding(rows.size());
        Graph graph = batches.graph();
        write(execution, graph, rows, climbs);
        float[] bounds = new float[rows.size()];
        double decayed = 1;
        for (int pass = 1; pass <= (climbs ? climb.passes() : 1); pass++) {
            if (climbs) {
                double correction = decayed
                        * Math.sqrt(1 - Math.pow(FormPass.SQUARE_DECAY, pass))
                        / (1 - Math.pow(FormPass.MEAN_DECAY, pass));
                execution.write(FormPass.RATES, (float) (climb.slopes() * correction), (float)
                        (climb.multipliers() * correction));
                decayed *= climb.decay();
            }
            execution.run();
            execution.read(FormPass.BOUND, bounds, 0, 0, rows.size());
            boolean open = false;
            for (int i = 0; i < bounds.length; i++) {
                rows.get(i).found(bounds[i]);
                open |= !(rows.get(i).bound() > goal);
            }
            if (!open || stopped.getAsBoolean()) {
                break;
            }
        }
        for (int i = 0; i < bounds.length; i++) {
            if (!(rows.get(i).bound() > goal)) {
                read(execution, i, rows.get(i), climbs, planes);
            }
        }
    }

    private void write(Execution execution, Graph graph, List<Row> rows, boolean climbs) {
        box.write(execution, graph);
        float[] zeros = climbs ? new float[activations.neurons()] : null;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            execution.write(FormPass.ROWS, row.form, 0, i, 1);
            row.lines.split(row.splits);
            for (int activation : needed) {
                int start = activations.start(activation);
                execution.write(FormPass.CHORD + activation, row.lines.chord, start, i, 1);
                execution.write(FormPass.OFFSET + activation, row.lines.offset, start, i, 1);
                execution.write(FormPass.FIXED + activation, row.lines.fixed, start, i, 1);
                if (!activations.splits(activation)) {
                    execution.write(FormPass.BASE + activation, row.lines.base, start, i, 1);
                    continue;
                }
                execution.write(FormPass.PARAMETERS + activation, row.parameters, start, i, 1);
                execution.write(FormPass.FREE + activation, row.lines.free, start, i, 1);
                execution.write(FormPass.SIGN + activation, row.lines.sign, start, i, 1);
                if (climbs) {
                    execution.write(FormPass.LIMIT + activation, row.lines.limit, start, i, 1);
                    execution.write(FormPass.MEANS + activation, zeros, start, i, 1);
                    execution.write(FormPass.SQUARES + activation, zeros, start, i, 1);
                }
            }
            row.lines.join(row.splits);
        }
    }

    private void read(Execution execution, int i, Row row, boolean climbs, boolean planes) {
        if (planes) {
            row.coefficients = new float[activations.neurons()];
            row.plane = new float[activations.input().shape().size()];
            execution.read(FormPass.PLANE, row.plane, 0, i, 1);
        }
        for (int activation : needed) {
            if (!activations.splits(activation)) {
                continue;
            }
            int start = activations.start(activation);
            if (planes) {
                execution.read(FormPass.COEFFICIENTS + activation, row.coefficients, start, i, 1);
            }
            if (climbs) {
                execution.read(FormPass.PARAMETERS + activation, row.parameters, start, i, 1);
            }
        }
    }

    @Override
    public void close() {
        user.end();
        once.close();
        if (climbing != null) {
            climbing.close();
        }
    }
}
