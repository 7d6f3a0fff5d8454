package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Backward linear bounds (CROWN; Zhang, Weng, Chen, Hsieh &amp; Daniel 2018, theorem 3.2) of a network's values, where its
 * inputs lie in regions and bounds of the operands of its nonlinear operations are given: from intervals for CROWN-IBP
 * (Zhang et al. 2020), from linear bounds of those operands for CROWN itself.
 *
 * <p>What is bounded are linear forms of a value, one a row: margins of classes, the rows of a specification, or single
 * neurons. They are an axis of their own before the value's, and everything is each example's own, so that forms and
 * domains are both batched.
 *
 * <p>Linear operations are covered by their {@link io.jaspis.autodiff.Transposes}, others as far as they have a {@link
 * Relaxation}. The bounds hold in real arithmetic; their own rounding is not covered.
 * One that isn't a number claims nothing: a nonlinear operation's operand has no finite bounds there.
 */
public final class LinearBounds {
    /** The input of {@link #of} with the linear forms. */
    public static final String ROWS = "rows";

    private final Graph network;
    private final Map<Value, Region> regions = new LinkedHashMap<>();
    /** Values that don't depend on the bounded inputs, in the trace of the bounds. */
    private final Map<Value, Value> known = new HashMap<>();

    private final Relaxations relaxations;

    /**
     * Prepares bounds in a trace: records what doesn't depend on the bounded inputs.
     *
     * @param regions where inputs of the network lie, by name
     * @param exact values of its other inputs, by name; one without stays an input
     * @param enclosures bounds of values of the network, among them the operands of its nonlinear operations
     */
    public LinearBounds(
            Graph network,
            Map<String, Region> regions,
            Map<String, Value> exact,
            Map<Value, Enclosure> enclosures,
            Slopes slopes,
            Trace trace) {
        this.network = network;
        regions.forEach((name, region) -> this.regions.put(network.input(name), region));
        Set<Value> bounded = network.dependents(new HashSet<>(this.regions.keySet()));
        for (Value value : network.values()) {
            if (!bounded.contains(value)) {
                known.put(value, copy(value, exact, trace));
            }
        }
        this.relaxations = new Relaxations(known, enclosures, GatedSide.partial(network), slopes, trace);
    }

    private Value copy(Value value, Map<String, Value> exact, Trace trace) {
        if (value.op() instanceof Source.Input(String name, Type type)) {
            return exact.containsKey(name) ? exact.get(name) : trace.input(name, type);
        }
        return trace.copy(value, value.operands().stream().map(known::get).toList());
    }

    /**
     * The graph of lower bounds of linear forms of the network's only output Y over boxes of all its inputs X, the
     * operands of nonlinear operations in their interval bounds: from inputs {@code X.lower}, {@code X.upper} and {@link
     * #ROWS}, {@code [batch, rows, …shape of Y]}, to the output {@code Y.lower}, {@code [batch, rows]}.
     *
     * @throws io.jaspis.autodiff.InputException where an operation of the network has no linear bounds
     */
    public static Graph of(Graph network, int rows) {
        Trace trace = new Trace();
        Map<String, Enclosure> boxes = new LinkedHashMap<>();
        List<Value> inputs = new ArrayList<>();
        network.inputs().forEach((name, value) -> {
            Enclosure box = new Enclosure(
                    trace.input(name + Intervals.LOWER, value.type()),
                    trace.input(name + Intervals.UPPER, value.type()));
            boxes.put(name, box);
            inputs.addAll(List.of(box.lower(), box.upper()));
        });
        Value output = network.output(network.onlyOutput());
        Value forms = trace.input(ROWS, Shape.of(rows).then(output.shape()));
        inputs.add(forms);
        Map<Value, Enclosure> enclosures = Intervals.propagate(network, boxes, trace);
        Map<String, Region> regions = new LinkedHashMap<>();
        boxes.forEach((name, box) -> regions.put(name, new Region.Box(box)));
        LinearBounds bounds = new LinearBounds(network, regions, Map.of(), enclosures, Slopes.ADAPTIVE, trace);
        return trace.graph(inputs, Map.of(network.onlyOutput() + Intervals.LOWER, bounds.lower(output, forms)));
    }

    /**
     * Records lower bounds of linear forms of a value.
     *
     * @param target a value of the network
     * @param rows the forms' coefficients, {@code [rows, …shape of the target]}, in the trace of the bounds
     * @return {@code [rows]}
     * @throws io.jaspis.autodiff.InputException where an operation on the way has no linear bounds; the message names it
     */
    public Value lower(Value target, Value rows) {
        require(
                rows.shape().rank() > 0 && rows.shape().without(0).equals(target.shape()),
                "forms of " + target + " are [rows] and then its shape, not " + rows.shape());
        BackwardPass pass = new BackwardPass(known, relaxations::of, Rounding.NONE);
        pass.add(target, rows);
        for (Value value : network.values().reversed()) {
            Value coefficients = pass.coefficients(value);
            if (coefficients != null && !regions.containsKey(value)) {
                pass.step(value, coefficients);
            }
        }
        Value bound = null;
        for (Map.Entry<Value, Region> entry : regions.entrySet()) {
            Value coefficients = pass.coefficients(entry.getKey());
            if (coefficients != null) {
                Value least = entry.getValue().least(coefficients);
                bound = bound == null ? least : bound.plus(least);
            }
        }
        if (bound == null || pass.constant() == null) {
            return bound == null ? pass.constant() : bound;
        }
        return bound.plus(pass.constant());
    }

    /** Records upper bounds; as {@link #lower}, of which they are the mirror image. */
    public Value upper(Value target, Value rows) {
        return lower(target, rows.negate()).negate();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
