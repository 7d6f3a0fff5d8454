package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.Weighted;
import io.jaspis.autodiff.plan.Device;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A network of one input and one output whose operations are linear, ReLUs, sigmoids or hyperbolic tangents, with these activations in
 * order and its constants computed. All neurons of all activations are numbered one activation after the other.
 */
public final class Activations {
    /** Elements of a value of which float32 can still bound what rounding takes of a sum ({@link io.jaspis.certify.intervals.Gamma}). */
    private static final int LARGEST = (1 << 22) - (1 << 10);

    private final Graph network;
    private final Value input;
    private final Set<Value> dependents;
    private final Constants constants;
    private final List<Value> nonlinear = new ArrayList<>();
    private final int[] starts;

    /** @throws InputException where an operation is none of these; the message names it */
    public Activations(Graph network, Device device) {
        refusal(network).ifPresent(reason -> {
            throw new InputException(reason);
        });
        this.network = network;
        this.input = network.input(network.onlyInput());
        this.dependents = network.dependents(Set.of(network.input(network.onlyInput())));
        this.constants = Constants.of(network, dependents, device);
        for (Value value : network.values()) {
            if (dependents.contains(value)
                    && (isRelu(value) || Sigmoidal.of(value).isPresent())) {
                nonlinear.add(value);
            }
        }
        this.starts = new int[nonlinear.size() + 1];
        for (int i = 0; i < nonlinear.size(); i++) {
            starts[i + 1] = starts[i] + nonlinear.get(i).shape().size();
        }
    }

    /** Why a network isn't one of these; empty where it is. */
    public static Optional<String> refusal(Graph network) {
        return refusal(network, "linear bounds", "linear, ReLUs, sigmoids or hyperbolic tangents", true);
    }

    /** Why the slopes of a network can't be climbed; empty where some of them are those of ReLUs, or where there are none. */
    public static Optional<String> climbingRefusal(Graph network) {
        Optional<String> refusal = refusal(network);
        boolean curves =
                network.values().stream().anyMatch(value -> Sigmoidal.of(value).isPresent());
        return refusal.isPresent() || !curves || network.values().stream().anyMatch(Activations::isRelu)
                ? refusal
                : Optional.of("it climbs the slopes of ReLUs, of which the network has none");
    }

    /** Why the neurons of a network can't be split; empty where all of them are of ReLUs. */
    public static Optional<String> splittingRefusal(Graph network) {
        return refusal(network, "bounds by splitting", "linear or ReLUs", false);
    }

    /** @throws InputException where neurons can't be split; as {@link #splittingRefusal} */
    public void requireRelus() {
        if (!nonlinear.stream().allMatch(Activations::isRelu)) {
            throw new InputException(splittingRefusal(network).orElseThrow());
        }
    }

    private static Optional<String> refusal(Graph network, String bounds, String operations, boolean smooth) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            return Optional.of(bounds + " need one input and one output, but the network has "
                    + network.inputs().keySet() + " and " + network.outputs().keySet());
        }
        if (!network.parameters().isEmpty()) {
            return Optional.of(bounds + " need weights, but these are parameters: "
                    + network.parameters().keySet());
        }
        Set<Value> dependents = network.dependents(Set.of(network.input(network.onlyInput())));
        if (!dependents.contains(network.output(network.onlyOutput()))) {
            return Optional.of(bounds + " need an output that depends on the input, but this one is always the same");
        }
        for (Value value : network.values()) {
            int longest = dependents.contains(value) ? Magnitudes.longestSum(value) : 0;
            if (longest > LARGEST) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%s need values and sums of at most %,d elements, for longer ones are rounded by too much; this has %,d: %s",
                        bounds,
                        LARGEST,
                        longest,
                        named(value)));
            }
            boolean covered =
                    covered(value, dependents) || smooth && Sigmoidal.of(value).isPresent();
            if (dependents.contains(value) && !covered) {
                return Optional.of(
                        bounds + " need operations that are " + operations + ", which this isn't: " + named(value));
            }
        }
        return Optional.empty();
    }

    private static String named(Value value) {
        return value + value.label().map(label -> " of '" + label + "'").orElse("");
    }

    private static boolean covered(Value value, Set<Value> dependents) {
        return switch (value.op()) {
            case Source.Input _, Movement _ -> true;
            case Source _, Random _, Maximum _ -> false;
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _ -> true;
            case Linear.Dense _, Linear.Convolve _, Linear.Select _ -> !dependents.contains(value.operand(1));
            case Linear.BatchSum _ -> false;
            case Pointwise.Relu _, Pointwise.Shift _ -> true;
            case Pointwise _ -> false;
            case Product.Multiply _, Product.Gate _ ->
                value.operands().stream().filter(dependents::contains).count() == 1
                        && value.operand(0) != value.operand(1);
            case Product _, Quotient _ -> false;
        };
    }

    private static boolean isRelu(Value value) {
        return value.op() instanceof Pointwise.Relu;
    }

    /** Whether an activation is a ReLU, whose neurons can be split and whose slopes climbed. */
    boolean splits(int activation) {
        return isRelu(nonlinear.get(activation));
    }

    public Graph network() {
        return network;
    }

    /** The values that depend on the input. */
    Set<Value> dependents() {
        return dependents;
    }

    Constants constants() {
        return constants;
    }

    public Value input() {
        return input;
    }

    public Value output() {
        return network.output(network.onlyOutput());
    }

    /** The activations, each after those that it depends on. */
    public List<Value> nonlinear() {
        return nonlinear;
    }

    /** The number of the first neuron of an activation; of one behind the last, the number of all neurons. */
    public int start(int activation) {
        return starts[activation];
    }

    /** The neurons of an activation. */
    public int size(int activation) {
        return starts[activation + 1] - starts[activation];
    }

    /** The number of all neurons. */
    public int neurons() {
        return starts[nonlinear.size()];
    }

    /** The products of one pass through the network, for estimates of work. */
    public long products() {
        return products(network.values());
    }

    /** The products of one pass through what an activation's operand depends on. */
    public long productsBefore(int activation) {
        return products(needed(nonlinear.get(activation).operand(0)));
    }

    private long products(Collection<Value> values) {
        long sum = 0;
        for (Value value : values) {
            if (value.op() instanceof Weighted weighted) {
                sum += (long) weighted.products(value.operand(1).type())
                        * value.shape().size();
            }
        }
        return sum;
    }

    /** The products of so many passes for both bounds of each open neuron; half of the network is on the way of one. */
    public double products(NeuronBounds bounds, double passes) {
        double products = 0;
        for (int activation = 0; activation < nonlinear.size(); activation++) {
            products += first(activation) ? 0 : products(activation, bounds, passes);
        }
        return products;
    }

    /** The same of one activation's neurons. */
    public double products(int activation, NeuronBounds bounds, double passes) {
        double open = 0;
        for (int i = starts[activation]; i < starts[activation + 1]; i++) {
            open += loose(activation, i, bounds) ? 1 : 0;
        }
        return 2 * open * passes * products();
    }

    /** Whether closer bounds of a neuron would bring closer lines. */
    boolean loose(int activation, int neuron, NeuronBounds bounds) {
        return splits(activation) ? bounds.open(neuron) : bounds.lower(neuron) < bounds.upper(neuron);
    }

    /** The lines of all neurons between bounds of their operands, nothing split. */
    public NeuronLines lines(NeuronBounds bounds) {
        NeuronLines lines = NeuronLines.of(bounds);
        for (int i = 0; i < nonlinear.size(); i++) {
            Optional<Sigmoidal> curve = Sigmoidal.of(nonlinear.get(i));
            for (int neuron = starts[i]; curve.isPresent() && neuron < starts[i + 1]; neuron++) {
                lines.between(neuron, curve.get());
            }
        }
        return lines;
    }

    /** Whether an activation's operand is linear in the input. */
    public boolean first(int activation) {
        return before(nonlinear.get(activation).operand(0)).isEmpty();
    }

    /** The activations that a value depends on, itself among them where it is one, in order. */
    List<Integer> before(Value target) {
        Set<Value> needed = needed(target);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < nonlinear.size(); i++) {
            if (needed.contains(nonlinear.get(i))) {
                found.add(i);
            }
        }
        return found;
    }

    /** A value and all that it depends on. */
    private Set<Value> needed(Value target) {
        Set<Value> needed = new HashSet<>(Set.of(target));
        for (Value value : network.values().reversed()) {
            if (needed.contains(value)) {
                needed.addAll(value.operands());
            }
        }
        return needed;
    }
}
