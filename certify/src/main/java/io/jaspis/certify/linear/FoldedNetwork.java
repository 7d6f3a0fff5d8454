package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.intervals.DoubleSums;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a network is on a box on which most of its ReLUs are known to be on or off: the operand of each that may be either is
 * affine in the inputs that aren't fixed and in the results of earlier ones that may be either, and so are the outputs. All else
 * is folded away.
 *
 * <p>Its inputs are how far the network's are from the middle of the box, as shares of half its width: what is far smaller
 * than the inputs themselves loses far less to rounding. Coefficients are rounded, so that each affine form is off by some
 * number, which lies within a bound on all of the box. It is an input of the folded network too, as a share of that bound: for
 * each point of the box there are such numbers with which the folded network gives, in real arithmetic, what the network gives
 * there. So what holds of it on its whole box holds of the network on its own.
 *
 * @param network from {@code [inputs + forms]} to the network's outputs, one behind the other
 * @param lower of its input
 * @param upper of its input
 * @param bounds of its neurons, those of the network itself
 * @param inputs the network's inputs that aren't fixed, which come first
 * @param neurons the network's neurons that may be on or off
 */
public record FoldedNetwork(
        Graph network, float[] lower, float[] upper, NeuronBounds bounds, int[] inputs, int[] neurons) {
    private static final String X = "x";
    private static final String Y = "y";

    /**
     * Folds a network.
     *
     * @param tightening of the network on the box
     * @param bounds of its neurons there
     * @param device which follows the forms
     * @param stopped ends it with nothing
     * @return nothing also where no neuron is open, and where a form overflows
     * @throws io.jaspis.autodiff.InputException where an operation is neither linear nor a ReLU
     */
    public static Optional<FoldedNetwork> of(
            NeuronTightening tightening, NeuronBounds bounds, Device device, BooleanSupplier stopped) {
        return new Folding(tightening, bounds, stopped).fold(device);
    }

    /**
     * The point of the network's box that a point of this one's belongs to.
     *
     * @param lower of the network's box
     * @param upper of the network's box
     */
    public float[] unfolded(float[] point, float[] lower, float[] upper) {
        float[] whole = lower.clone();
        for (int i = 0; i < inputs.length; i++) {
            int k = inputs[i];
            double at = middle(lower[k], upper[k]) + point[i] * radius(lower[k], upper[k]);
            whole[k] = Math.clamp((float) at, lower[k], upper[k]);
        }
        return whole;
    }

    private static double middle(float lower, float upper) {
        return 0.5 * ((double) lower + upper);
    }

    private static double radius(float lower, float upper) {
        double middle = middle(lower, upper);
        return Math.nextUp(Math.max(upper - middle, middle - lower));
    }

    /** The elements that a pass through the folded network multiplies, without making it. */
    public static double products(Activations activations, NeuronBounds bounds, float[] lower, float[] upper) {
        double taken = moving(lower, upper).length;
        double sum = 0;
        for (int relu = 0; relu < activations.nonlinear().size(); relu++) {
            int some = open(activations, bounds, relu).length;
            sum += some * taken;
            taken += some;
        }
        return sum + taken * activations.output().shape().size();
    }

    /** The inputs that aren't fixed; one that is written in decimals is two floats wide. */
    public static int[] moving(float[] lower, float[] upper) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < lower.length; i++) {
            if (upper[i] > Math.nextUp(lower[i])) {
                open.add(i);
            }
        }
        return numbers(open);
    }

    private static int[] open(Activations activations, NeuronBounds bounds, int relu) {
        List<Integer> open = new ArrayList<>();
        for (int i = activations.start(relu); i < activations.start(relu + 1); i++) {
            if (bounds.open(i)) {
                open.add(i);
            }
        }
        return numbers(open);
    }

    private static int[] numbers(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Affine forms of the inputs and of the ReLUs before, one a row.
     *
     * @param direct {@code [forms][inputs]}
     * @param hidden for each ReLU before {@code [forms][open neurons]}
     * @param slack what each form may be off
     */
    private record Affine(float[][] direct, List<float[][]> hidden, float[] bias, float[] slack) {}

    private static final class Folding {
        private final BooleanSupplier stopped;
        private final NeuronTightening tightening;
        private final Activations activations;
        private final NeuronBounds bounds;
        private final float[] lower;
        private final float[] upper;
        private final int[] inputs;
        private final int[][] open;
        /** Those of ReLUs that have any. */
        private final List<int[]> some = new ArrayList<>();

        private final NeuronLines cut;

        Folding(NeuronTightening tightening, NeuronBounds bounds, BooleanSupplier stopped) {
            this.stopped = stopped;
            this.tightening = tightening;
            this.activations = tightening.activations();
            activations.requireRelus();
            this.bounds = bounds;
            this.lower = tightening.lower();
            this.upper = tightening.upper();
            this.inputs = moving(lower, upper);
            this.open = new int[activations.nonlinear().size()][];
            for (int relu = 0; relu < open.length; relu++) {
                open[relu] = open(activations, bounds, relu);
                if (open[relu].length > 0) {
                    some.add(open[relu]);
                }
            }
            this.cut = NeuronLines.cut(bounds);
        }

        Optional<FoldedNetwork> fold(Device device) {
            List<Affine> forms = new ArrayList<>();
            int count = 0;
            for (int relu = 0; relu < open.length; relu++) {
                if (open[relu].length > 0) {
                    int start = activations.start(relu);
                    Affine affine =
                            affine(tightening.forms(relu, bounds), activations.size(relu), start, open[relu], relu);
                    if (affine == null) {
                        return Optional.empty();
                    }
                    forms.add(affine);
                    count += open[relu].length;
                }
            }
            if (forms.isEmpty()) {
                return Optional.empty();
            }
            int outputs = activations.output().shape().size();
            int[] all = new int[outputs];
            for (int i = 0; i < outputs; i++) {
                all[i] = i;
            }
            try (FormBounds output = new FormBounds(activations, activations.output(), device, tightening.batch())) {
                output.restrict(lower, upper, bounds);
                Affine affine = affine(output, outputs, 0, all, open.length);
                if (affine == null) {
                    return Optional.empty();
                }
                forms.add(affine);
            }
            return Optional.of(folded(forms, count));
        }

        /** The forms of some elements of a target; null where one isn't finite, or the time is over. */
        private Affine affine(FormBounds bound, int size, int start, int[] elements, int before) {
            Affine affine = new Affine(
                    new float[elements.length][inputs.length],
                    new ArrayList<>(),
                    new float[elements.length],
                    new float[elements.length]);
            for (int relu = 0; relu < before; relu++) {
                if (open[relu].length > 0) {
                    affine.hidden.add(new float[elements.length][open[relu].length]);
                }
            }
            List<float[]> rows = new ArrayList<>();
            for (int element : elements) {
                float[] form = new float[size];
                form[element - start] = 1;
                rows.add(form);
            }
            List<AffineForms.Affine> forms = AffineForms.of(bound, rows, cut, stopped);
            if (forms.size() < elements.length) {
                return null;
            }
            for (int i = 0; i < elements.length; i++) {
                if (!take(forms.get(i), affine, i)) {
                    return null;
                }
            }
            return affine;
        }

        /** Takes a form over in floats, and what that makes it be off; whether it is finite. */
        private boolean take(AffineForms.Affine form, Affine affine, int i) {
            double slack = form.error();
            double bias = form.constant();
            double magnitude = Math.abs(bias);
            int products = 2 * form.plane().length;
            int open = 0;
            for (int k = 0; k < form.plane().length; k++) {
                double a = form.plane()[k];
                double middle = middle(lower[k], upper[k]);
                double moves = a * radius(lower[k], upper[k]);
                bias += a * middle;
                if (open < inputs.length && inputs[open] == k) {
                    affine.direct[i][open] = (float) moves;
                    slack += Math.abs(moves - affine.direct[i][open++]);
                } else {
                    slack += Math.abs(moves);
                }
                magnitude += Math.abs(a * middle) + Math.abs(moves);
            }
            for (int k = 0; k < affine.hidden.size(); k++) {
                float[] row = affine.hidden.get(k)[i];
                int[] neurons = some.get(k);
                products += row.length;
                for (int j = 0; j < row.length; j++) {
                    double a = form.coefficients()[neurons[j]];
                    row[j] = (float) a;
                    slack += Math.abs(a - row[j]) * bounds.upper(neurons[j]);
                    magnitude += Math.abs(a) * bounds.upper(neurons[j]);
                }
            }
            affine.bias[i] = (float) bias;
            slack += Math.abs(bias - affine.bias[i]) + magnitude * DoubleSums.share(products);
            affine.slack[i] = Math.nextUp((float) slack);
            return Float.isFinite(affine.bias[i]) && Float.isFinite(affine.slack[i]);
        }

        private FoldedNetwork folded(List<Affine> forms, int count) {
            int outputs = activations.output().shape().size();
            int size = inputs.length + count + outputs;
            Trace trace = new Trace();
            Value x = trace.input(X, Type.batched(Shape.of(size)));
            List<Value> taken = new ArrayList<>();
            int next = inputs.length;
            if (next > 0) {
                taken.add(x.slice(0, 0, next));
            }
            Value result = null;
            for (Affine affine : forms) {
                int n = affine.bias.length;
                Value slack = x.slice(0, next, n).times(trace.constant(Tensor.of(Shape.of(n), affine.slack)));
                result = slack.plus(trace.constant(Tensor.of(Shape.of(n), affine.bias)));
                if (inputs.length > 0) {
                    result = result.plus(taken.getFirst().dense(weights(trace, affine.direct)));
                }
                for (int k = 0; k < affine.hidden.size(); k++) {
                    Value hidden = taken.get(taken.size() - affine.hidden.size() + k);
                    result = result.plus(hidden.dense(weights(trace, affine.hidden.get(k))));
                }
                next += n;
                if (next < size) {
                    taken.add(result.relu());
                }
            }
            float[] low = new float[size];
            float[] high = new float[size];
            for (int i = 0; i < size; i++) {
                low[i] = -1;
                high[i] = 1;
            }
            int[] neurons = new int[count];
            NeuronBounds own = NeuronBounds.none(count);
            int neuron = 0;
            for (int[] some : open) {
                for (int each : some) {
                    neurons[neuron] = each;
                    own.raise(neuron, bounds.lower(each));
                    own.sink(neuron++, bounds.upper(each));
                }
            }
            return new FoldedNetwork(trace.graph(Map.of(Y, result)), low, high, own, inputs, neurons);
        }

        private static Value weights(Trace trace, float[][] rows) {
            float[] all = new float[rows.length * rows[0].length];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
            }
            return trace.constant(Tensor.of(Shape.of(rows.length, rows[0].length), all));
        }
    }
}
