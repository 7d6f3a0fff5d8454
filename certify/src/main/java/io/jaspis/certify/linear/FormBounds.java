package io.jaspis.certify.linear;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.linear.Relaxation.Line;
import io.jaspis.tensor.OneThread;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    static final String ROWS = "rows";
    private static final String CENTRE = "centre";
    private static final String RADIUS = "radius";
    static final String PARAMETERS = "parameters.";
    private static final String MEANS = "means.";
    private static final String SQUARES = "squares.";
    static final String CHORD = "chord.";
    static final String OFFSET = "offset.";
    static final String FREE = "free.";
    static final String FIXED = "fixed.";
    static final String BASE = "base.";
    static final String SIGN = "sign.";
    private static final String LIMIT = "limit.";
    private static final String RATES = "rates";
    private static final String NEXT = "next.";
    static final String BOUND = "bound";
    static final String COEFFICIENTS = "coefficients.";
    static final String PLANE = "plane";

    /** Neurons of all rows of a batch: each takes some dozens of floats, of several batches at a time. */
    private static final int MOST_NEURONS = 1 << 19;

    private static final float MEAN_DECAY = 0.9f;
    private static final float SQUARE_DECAY = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final OneThread user = new OneThread("bound of forms");
    private final Activations activations;
    private final Value target;
    private final Device device;
    private final List<Integer> needed;
    private final Graph weights;
    private final Plan weighing;
    private final Map<String, float[]> weighed = new HashMap<>();
    private final Batches once;
    private final Batches climbing;
    private final int largest;
    private float[] centre;
    private float[] radius;

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
        this.device = device;
        this.largest = Math.clamp(MOST_NEURONS / Math.max(1, activations.neurons()), 1, largest);
        this.needed = activations.before(target);
        Trace magnitudeTrace = new Trace();
        Recording recording = new Recording(new Magnitudes(activations, magnitudeTrace));
        this.weights = magnitudeTrace.graph(recording.errors.weights());
        this.weighing = Plan.of(weights, 1);
        this.once = new Batches(recording.bound(), device, this.largest);
        Map<String, String> carried = new LinkedHashMap<>();
        for (int relu : recording.parameters.keySet()) {
            for (String state : List.of(PARAMETERS, MEANS, SQUARES)) {
                carried.put(NEXT + state + relu, state + relu);
            }
        }
        this.climbing = carried.isEmpty() ? null : new Batches(recording.climb(), device, this.largest, carried);
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
        return weighed;
    }

    /** The graphs of one pass. */
    private final class Recording {
        final Trace trace = new Trace();
        final RoundingErrors errors;
        final Map<String, Value> outputs = new LinkedHashMap<>();
        final Value plain;
        private final Map<Integer, Value> parameters = new LinkedHashMap<>();

        Recording(Magnitudes magnitudes) {
            this.errors = new RoundingErrors(magnitudes);
            Map<Value, Value> known = new HashMap<>();
            activations.constants().tensors().forEach((value, tensor) -> known.put(value, trace.constant(tensor)));
            BackwardPass pass = new BackwardPass(known, this::relaxation, errors);
            pass.add(target, trace.input(ROWS, Shape.of(1).then(target.shape())));
            for (Value value : activations.network().values().reversed()) {
                Value coefficients = pass.coefficients(value);
                if (coefficients != null && value != activations.input()) {
                    step(pass, value, coefficients);
                }
            }
            Value plane = pass.coefficients(activations.input());
            if (plane != null) {
                errors.region(plane);
                pass.addTerm(Forms.at(plane, shared(CENTRE)));
                pass.addTerm(Forms.at(plane.absolute(), shared(RADIUS)).negate());
                outputs.put(PLANE, plane.copied());
            }
            this.plain = pass.constant();
            // Rounded down, an infinite sum would be a float; nought times it is none.
            outputs.put(
                    BOUND, plain.minus(errors.total(trace)).plus(plain.scale(0)).roundDown(2));
        }

        private void step(BackwardPass pass, Value value, Value coefficients) {
            pass.step(value, coefficients);
            int relu = value.op() instanceof Pointwise.Relu
                    ? activations.nonlinear().indexOf(value)
                    : -1;
            if (relu >= 0) {
                outputs.put(COEFFICIENTS + relu, coefficients.copied());
                Value multiplier = parameter(relu).times(lineInput(SIGN, relu)).negate();
                pass.add(value.operand(0), multiplier.reshape(coefficients.shape()));
            }
        }

        private Relaxation relaxation(Value y) {
            return switch (y.op()) {
                case Pointwise.Relu() -> {
                    int relu = activations.nonlinear().indexOf(y);
                    Value below = parameter(relu).times(lineInput(FREE, relu)).plus(lineInput(FIXED, relu));
                    yield new Relaxation.Between(
                            new Line(below, null), new Line(lineInput(CHORD, relu), lineInput(OFFSET, relu)));
                }
                case Pointwise.Sigmoid(), Pointwise.Tanh() -> {
                    int curve = activations.nonlinear().indexOf(y);
                    yield new Relaxation.Between(
                            new Line(lineInput(FIXED, curve), lineInput(BASE, curve)),
                            new Line(lineInput(CHORD, curve), lineInput(OFFSET, curve)));
                }
                case Pointwise.Shift(float amount) ->
                    new Relaxation.Exact(0, new Line(null, trace.constant(Tensor.filled(y.shape(), amount))));
                case Product.Multiply(), Product.Gate() -> {
                    int fixed = activations.dependents().contains(y.operand(0)) ? 1 : 0;
                    Tensor factor = activations.constants().tensors().get(y.operand(fixed));
                    yield new Relaxation.Exact(1 - fixed, new Line(trace.constant(factor), null));
                }
                case Source _, Linear _, Pointwise _, Product _, Quotient _, Maximum _, Movement _, Random _ ->
                    throw new AssertionError("refused before: " + y);
            };
        }

        private Value shared(String name) {
            return trace.input(name, Type.shared(activations.input().shape()));
        }

        private Value lineInput(String name, int activation) {
            return trace.input(
                    name + activation, activations.nonlinear().get(activation).shape());
        }

        private Value parameter(int relu) {
            return parameters.computeIfAbsent(relu, number -> lineInput(PARAMETERS, number));
        }

        Graph bound() {
            return trace.graph(outputs);
        }

        /** The same pass, then a step of Adam (Kingma &amp; Ba 2015) up the gradient. */
        Graph climb() {
            List<Value> sources = List.copyOf(parameters.values());
            List<Value> gradients = Gradient.of(plain, sources);
            Map<String, Value> all = new LinkedHashMap<>(outputs);
            int next = 0;
            for (int relu : parameters.keySet()) {
                step(relu, gradients.get(next++), all);
            }
            return trace.graph(all);
        }

        private void step(int relu, Value gradient, Map<String, Value> all) {
            Value mean = lineInput(MEANS, relu).scale(MEAN_DECAY).plus(gradient.scale(1 - MEAN_DECAY));
            Value square = lineInput(SQUARES, relu)
                    .scale(SQUARE_DECAY)
                    .plus(gradient.times(gradient).scale(1 - SQUARE_DECAY));
            Value direction = mean.dividedBy(square.squareRoot().plus(EPSILON));
            Shape shape = gradient.shape();
            Value rates = trace.input(RATES, Type.shared(Shape.of(2)));
            Value slope = rates.slice(0, 0, 1).reshape(Shape.scalar()).broadcastTo(shape);
            Value multiplier = rates.slice(0, 1, 1).reshape(Shape.scalar()).broadcastTo(shape);
            Value rate = lineInput(FREE, relu)
                    .times(slope)
                    .plus(lineInput(SIGN, relu).absolute().times(multiplier));
            Value moved = parameter(relu).plus(direction.times(rate)).relu().min(lineInput(LIMIT, relu));
            all.put(NEXT + PARAMETERS + relu, moved);
            all.put(NEXT + MEANS + relu, mean);
            all.put(NEXT + SQUARES + relu, square);
        }
    }

    /**
     * Says where the input lies, and between what bounds the activations' operands lie there in every domain to come.
     *
     * @param lower of the input
     * @param upper of the input
     */
    public void restrict(float[] lower, float[] upper, NeuronBounds bounds) {
        try (var _ = user.enter()) {
            centre = new float[lower.length];
            radius = new float[lower.length];
            float[] magnitude = new float[lower.length];
            for (int i = 0; i < lower.length; i++) {
                centre[i] = (float) (0.5 * ((double) lower[i] + upper[i]));
                double reach = Math.max((double) upper[i] - centre[i], (double) centre[i] - lower[i]);
                radius[i] = reach == 0 ? 0 : Math.nextUp((float) Math.nextUp(reach));
                magnitude[i] = Math.nextUp((float) (Math.abs((double) centre[i]) + radius[i]));
            }
            weighed.clear();
            boolean known = true;
            try (Execution execution = device.load(weighing)) {
                weights.inputs().keySet().forEach(name -> {
                    if (name.equals(Magnitudes.INPUT)) {
                        execution.write(name, magnitude, 0);
                    } else {
                        int activation = Integer.parseInt(name.substring(name.indexOf('.') + 1));
                        float[] all = name.startsWith(Magnitudes.LOWER) ? bounds.lower() : bounds.upper();
                        execution.write(name, all, activations.start(activation));
                    }
                });
                execution.run();
                for (String name : weights.outputs().keySet()) {
                    float[] read = execution.read(name);
                    known &= upToLargest(read);
                    if (name.startsWith(RoundingErrors.WEIGHTS)) {
                        weighed.put(name, read);
                    }
                }
            }
            if (!known) {
                weighed.values().forEach(error -> Arrays.fill(error, Float.POSITIVE_INFINITY));
            }
        }
    }

    private static boolean upToLargest(float[] magnitudes) {
        for (float magnitude : magnitudes) {
            if (!(magnitude <= RoundingErrors.LARGEST)) {
                return false;
            }
        }
        return true;
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
                double correction =
                        decayed * Math.sqrt(1 - Math.pow(SQUARE_DECAY, pass)) / (1 - Math.pow(MEAN_DECAY, pass));
                execution.write(
                        RATES, (float) (climb.slopes() * correction), (float) (climb.multipliers() * correction));
                decayed *= climb.decay();
            }
            execution.run();
            execution.read(BOUND, bounds, 0, 0, rows.size());
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
        weighed.forEach((name, error) -> writeWhereUsed(execution, graph, name, error));
        writeWhereUsed(execution, graph, CENTRE, centre);
        writeWhereUsed(execution, graph, RADIUS, radius);
        float[] zeros = climbs ? new float[activations.neurons()] : null;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            execution.write(ROWS, row.form, 0, i, 1);
            row.lines.split(row.splits);
            for (int activation : needed) {
                int start = activations.start(activation);
                execution.write(CHORD + activation, row.lines.chord, start, i, 1);
                execution.write(OFFSET + activation, row.lines.offset, start, i, 1);
                execution.write(FIXED + activation, row.lines.fixed, start, i, 1);
                if (!activations.splits(activation)) {
                    execution.write(BASE + activation, row.lines.base, start, i, 1);
                    continue;
                }
                execution.write(PARAMETERS + activation, row.parameters, start, i, 1);
                execution.write(FREE + activation, row.lines.free, start, i, 1);
                execution.write(SIGN + activation, row.lines.sign, start, i, 1);
                if (climbs) {
                    execution.write(LIMIT + activation, row.lines.limit, start, i, 1);
                    execution.write(MEANS + activation, zeros, start, i, 1);
                    execution.write(SQUARES + activation, zeros, start, i, 1);
                }
            }
            row.lines.join(row.splits);
        }
    }

    private static void writeWhereUsed(Execution execution, Graph graph, String name, float[] elements) {
        if (graph.inputs().containsKey(name)) {
            execution.write(name, elements, 0);
        }
    }

    private void read(Execution execution, int i, Row row, boolean climbs, boolean planes) {
        if (planes) {
            row.coefficients = new float[activations.neurons()];
            row.plane = new float[activations.input().shape().size()];
            execution.read(PLANE, row.plane, 0, i, 1);
        }
        for (int activation : needed) {
            if (!activations.splits(activation)) {
                continue;
            }
            int start = activations.start(activation);
            if (planes) {
                execution.read(COEFFICIENTS + activation, row.coefficients, start, i, 1);
            }
            if (climbs) {
                execution.read(PARAMETERS + activation, row.parameters, start, i, 1);
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
