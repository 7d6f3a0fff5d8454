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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network of one input and one output whose operations are linear or ReLUs, with its ReLUs in order and its constants
 * computed. All neurons of all ReLUs are numbered one ReLU after the other.
 */
public final class Activations {
    private final Graph network;
    private final Value input;
    private final Set<Value> dependents;
    private final Constants constants;
    private final List<Value> relus = new ArrayList<>();
    private final int[] starts;

    /** @throws InputException where an operation is neither linear nor a ReLU; the message names it */
    public Activations(Graph network, Device device) {
        refusal(network).ifPresent(reason -> {
            throw new InputException(reason);
        });
        this.network = network;
        this.input = network.input(network.onlyInput());
        this.dependents = network.dependents(Set.of(network.input(network.onlyInput())));
        this.constants = Constants.of(network, dependents, device);
        for (Value value : network.values()) {
            if (value.op() instanceof Pointwise.Relu && dependents.contains(value)) {
                relus.add(value);
            }
        }
        this.starts = new int[relus.size() + 1];
        for (int i = 0; i < relus.size(); i++) {
            starts[i + 1] = starts[i] + relus.get(i).shape().size();
        }
    }

    /** Why a network isn't one of these; empty where it is. */
    public static Optional<String> refusal(Graph network) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            return Optional.of("bounds by splitting need one input and one output, but the network has "
                    + network.inputs().keySet() + " and " + network.outputs().keySet());
        }
        if (!network.parameters().isEmpty()) {
            return Optional.of("bounds by splitting need weights, but these are parameters: "
                    + network.parameters().keySet());
        }
        Set<Value> dependents = network.dependents(Set.of(network.input(network.onlyInput())));
        for (Value value : network.values()) {
            if (dependents.contains(value) && !covered(value, dependents)) {
                return Optional.of("bounds by splitting need operations that are linear or ReLUs, which this isn't: "
                        + value
                        + value.label().map(label -> " of '" + label + "'").orElse(""));
            }
        }
        return Optional.empty();
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
            case Product.Multiply _ ->
                value.operands().stream().filter(dependents::contains).count() == 1
                        && value.operand(0) != value.operand(1);
            case Product _, Quotient _ -> false;
        };
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

    /** The ReLUs, each after those that it depends on. */
    public List<Value> relus() {
        return relus;
    }

    /** The number of the first neuron of a ReLU; of one behind the last, the number of all neurons. */
    public int start(int relu) {
        return starts[relu];
    }

    /** The neurons of a ReLU. */
    public int size(int relu) {
        return starts[relu + 1] - starts[relu];
    }

    /** The number of all neurons. */
    public int neurons() {
        return starts[relus.size()];
    }

    /** The ReLU that a neuron belongs to. */
    public int relu(int neuron) {
        int relu = 0;
        while (starts[relu + 1] <= neuron) {
            relu++;
        }
        return relu;
    }

    /** The products of one pass through the network, for estimates of work. */
    public long products() {
        long sum = 0;
        for (Value value : network.values()) {
            if (value.op() instanceof Weighted weighted) {
                sum += (long) weighted.products(value.operand(1).type())
                        * value.shape().size();
            }
        }
        return sum;
    }

    /** The products of so many passes for both bounds of each open neuron; half of the network is on the way of one. */
    public double products(NeuronBounds bounds, double passes) {
        double open = 0;
        for (int relu = 0; relu < relus.size(); relu++) {
            for (int i = starts[relu]; !first(relu) && i < starts[relu + 1]; i++) {
                open += bounds.open(i) ? 1 : 0;
            }
        }
        return 2 * open * passes * products();
    }

    /** Whether a ReLU's operand is linear in the input. */
    public boolean first(int relu) {
        return before(relus.get(relu).operand(0)).isEmpty();
    }

    /** The ReLUs that a value depends on, in order. */
    List<Integer> before(Value target) {
        Set<Value> needed = new HashSet<>(Set.of(target));
        for (Value value : network.values().reversed()) {
            if (needed.contains(value)) {
                needed.addAll(value.operands());
            }
        }
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < relus.size(); i++) {
            if (needed.contains(relus.get(i)) && relus.get(i) != target) {
                found.add(i);
            }
        }
        return found;
    }
}
