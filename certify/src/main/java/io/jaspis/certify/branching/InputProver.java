package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FoldedNetwork;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import io.jaspis.certify.linear.NeuronTightening;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.tensor.OneThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Proves that a network has no unsafe output on a box by CROWN (Zhang et al. 2018), and by halving the box, where that isn't enough,
 * along the input that moves the bounds most: for networks of sigmoids and hyperbolic tangents, whose neurons {@link ReluProver} can't split.
 * Where more than {@link #MOST_INPUTS} inputs move, halves would be too many, and the box is bounded as a whole.
 *
 * <p>What is proved holds in real arithmetic over the network's float32 constants. For one thread at a time.
 */
public final class InputProver implements AutoCloseable {
    /** Inputs of a box that is halved, at most. */
    public static final int MOST_INPUTS = 100;

    private final OneThread user = new OneThread("prover");
    private final Activations activations;
    private final NeuronTightening tightening;
    private final FormBounds forms;
    private final int inputs;

    /** A part of the box that isn't proved: bounds of its neurons, from a box around it, and what it may still meet. */
    private record Part(float[] lower, float[] upper, NeuronBounds bounds, List<Unsafe> unsafe) {}

    /** @throws io.jaspis.autodiff.InputException where an operation has no such bounds; the message names it */
    public InputProver(Graph network, Device device) {
        this.activations = new Activations(PiecewiseLinear.of(network), device);
        this.inputs = activations.input().shape().size();
        int outputs = activations.output().shape().size();
        this.tightening = new NeuronTightening(activations, device, new float[inputs], new float[inputs], 64);
        this.forms = new FormBounds(activations, activations.output(), device, Math.clamp(outputs, 1, 64));
    }

    /** Why there are no proofs of a network; empty where there are. */
    public static Optional<String> refusal(Graph network) {
        return Activations.refusal(PiecewiseLinear.of(network));
    }

    /** One search. */
    private final class Search {
        private final double products;
        private final Deque<Part> left = new ArrayDeque<>();
        private long domains;
        private float worst = Float.POSITIVE_INFINITY;
        private int whole;

        Search(double products) {
            this.products = products;
        }

        /** Bounds a part, and leaves its halves where that doesn't prove it; then tells a point at which it may be unsafe. */
        Optional<float[]> look(Part part, BooleanSupplier stopped) {
            domains++;
            NeuronBounds bounds = bounds(part, stopped);
            forms.restrict(part.lower(), part.upper(), bounds);
            NeuronLines lines = activations.lines(bounds);
            float[] parameters = lines.adaptive();
            List<FormBounds.Row> rows = new ArrayList<>();
            for (Unsafe unsafe : part.unsafe()) {
                for (float[] row : unsafe.opposite()) {
                    rows.add(new FormBounds.Row(row, lines, new int[0], parameters.clone()));
                }
            }
            forms.bound(rows, Climb.NONE, Float.POSITIVE_INFINITY, true);
            List<Unsafe> open = new ArrayList<>();
            float[] slopes = new float[inputs];
            float[] nearest = null;
            float least = Float.POSITIVE_INFINITY;
            int next = 0;
            for (Unsafe unsafe : part.unsafe()) {
                List<FormBounds.Row> own = rows.subList(next, next + unsafe.rows().length);
                next += own.size();
                float margin = margin(unsafe, own);
                if (!(margin > 0)) {
                    open.add(unsafe);
                    own.forEach(row -> add(row.plane(), slopes));
                    if (nearest == null || margin < least) {
                        least = margin;
                        nearest = own.getFirst().plane();
                    }
                }
            }
            if (open.isEmpty()) {
                return Optional.empty();
            }
            if (!halve(part, slopes, bounds, open)) {
                whole++;
                worst = Math.min(worst, least);
            }
            return Optional.of(corner(part, nearest));
        }

        private NeuronBounds bounds(Part part, BooleanSupplier stopped) {
            tightening.restrict(part.lower(), part.upper());
            NeuronBounds bounds;
            if (part.bounds() == null) {
                bounds = tightening.intervals();
            } else {
                bounds = part.bounds().copy();
                tightening.propagate(bounds);
            }
            if (activations.products(bounds, 1) <= products) {
                tightening.tighten(bounds, Climb.NONE, stopped);
            }
            return bounds;
        }

        /** Leaves two halves, unless no float lies between the ends of any input. */
        private boolean halve(Part part, float[] slopes, NeuronBounds bounds, List<Unsafe> open) {
            int best = -1;
            double most = -1;
            for (int i = 0; i < inputs; i++) {
                double width = (double) part.upper()[i] - part.lower()[i];
                double weight = slopes[i] * width;
                boolean splits = Math.nextUp(part.lower()[i]) < part.upper()[i];
                // Of coefficients that aren't numbers the widest input is as good as any.
                double score = Double.isFinite(weight) ? weight : width;
                if (splits && score > most) {
                    most = score;
                    best = i;
                }
            }
            if (best < 0) {
                return false;
            }
            float middle = (float) (0.5 * ((double) part.lower()[best] + part.upper()[best]));
            float[] end = part.upper().clone();
            end[best] = middle;
            float[] begin = part.lower().clone();
            begin[best] = middle;
            left.push(new Part(begin, part.upper(), bounds, open));
            left.push(new Part(part.lower(), end, bounds, open));
            return true;
        }

        SplitOutcome outcome() {
            int open = whole + left.size();
            return open == 0
                    ? new SplitOutcome.Proved(domains)
                    : new SplitOutcome.Open(left.isEmpty() ? worst : Float.NEGATIVE_INFINITY, open, domains);
        }
    }

    /** How far the row that excludes the set best is from holding; −∞ where nothing is known. */
    private static float margin(Unsafe unsafe, List<FormBounds.Row> rows) {
        float most = Float.NEGATIVE_INFINITY;
        for (int r = 0; r < rows.size(); r++) {
            float own = unsafe.margin(r, rows.get(r).bound());
            most = own > most ? own : most;
        }
        return most;
    }

    private static void add(float[] plane, float[] slopes) {
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] += Math.abs(plane[i]);
        }
    }

    private static float[] corner(Part part, float[] plane) {
        float[] corner = new float[plane.length];
        for (int i = 0; i < corner.length; i++) {
            corner[i] = plane[i] > 0 ? part.lower()[i] : part.upper()[i];
        }
        return corner;
    }

    /**
     * Tries to prove that the network meets none of these sets.
     *
     * @param lower of the input, in floats that enclose the box
     * @param upper of the input
     * @param products that closer bounds of a part's neurons may cost; where they would cost more, intervals do
     * @param most parts that may be bounded, at least 1
     * @param stopped ends the search, between two parts
     * @param found is given points of the box at which an unsafe set is likely met, and ends the search where it says so
     */
    public SplitOutcome prove(
            float[] lower,
            float[] upper,
            List<Unsafe> unsafe,
            double products,
            long most,
            BooleanSupplier stopped,
            Predicate<float[]> found) {
        try (var _ = user.enter()) {
            long parts = FoldedNetwork.moving(lower, upper).length <= MOST_INPUTS ? most : 1;
            Search search = new Search(products);
            search.left.push(new Part(lower.clone(), upper.clone(), null, unsafe));
            boolean met = false;
            while (!met && !search.left.isEmpty() && search.domains < parts && !stopped.getAsBoolean()) {
                Optional<float[]> point = search.look(search.left.pop(), stopped);
                met = point.isPresent() && found.test(point.get());
            }
            return search.outcome();
        }
    }

    @Override
    public void close() {
        user.end();
        tightening.close();
        forms.close();
    }
}
