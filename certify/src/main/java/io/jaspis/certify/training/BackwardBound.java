package io.jaspis.certify.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One backward pass of linear bounds (Zhang, Weng, Chen, Hsieh &amp; Daniel 2018, theorem 3.2) from the margins to a box
 * of inputs, with the bounds of the ReLUs' operands given: what CROWN-IBP trains. A ReLU that may be on or off lies under
 * its chord, and over x where it is on for the greater part of its bounds, else over 0.
 *
 * <p>The pass is recorded as a graph and can be differentiated. It is for training: unlike {@link
 * io.jaspis.certify.intervals.Intervals} it doesn't cover the rounding of its own floats.
 */
final class BackwardBound {
    /** Bounds closer than this count as this far apart. */
    private static final float NARROW = 1e-9f;

    private final Set<Value> bounded;
    /** Values that don't depend on the input, in the trace of the bounds. */
    private final Map<Value, Value> known = new HashMap<>();
    /** What the margins take of each value, {@code [batch, classes, …shape of the value]}. */
    private final Map<Value, Value> coefficients = new HashMap<>();
    /** The bounds of each ReLU's operand. */
    private final Map<Value, Enclosure> activations = new HashMap<>();

    private final int classes;
    private Value constant;

    private BackwardBound(Graph network, Value input, int classes) {
        this.bounded = network.dependents(Set.of(input));
        this.classes = classes;
    }

    /**
     * Records lower bounds of the margins {@code z_label − z_j} on a box, {@code [batch, classes]}.
     *
     * @param network from {@link Worst#INPUT} and shared inputs to logits
     * @param shared values for the network's other inputs
     * @param activations bounds of the operands of the network's ReLUs, in its order
     */
    static Value margins(
            Graph network, Enclosure box, Map<String, Value> shared, List<Enclosure> activations, Value label) {
        Value logits = network.output(network.onlyOutput());
        Value input = network.input(Worst.INPUT);
        int classes = logits.shape().size();
        BackwardBound pass = new BackwardBound(network, input, classes);
        Iterator<Enclosure> next = activations.iterator();
        for (Value value : network.values()) {
            if (value.op() instanceof Pointwise.Relu) {
                pass.activations.put(value, next.next());
            }
            if (!pass.bounded.contains(value)) {
                pass.known.put(value, pass.copy(value, shared, label.trace()));
            }
        }
        Value own = label.broadcast(0, classes);
        Value start = own.minus(label.trace().constant(identity(classes)));
        pass.add(logits, start.reshape(Shape.of(classes).then(logits.shape())));
        for (Value value : network.values().reversed()) {
            Value coefficient = pass.coefficients.get(value);
            if (coefficient != null && value != input) {
                pass.backward(value, coefficient);
            }
        }
        return pass.plusConstant(pass.least(pass.coefficients.get(input), box));
    }

    private static Tensor identity(int size) {
        Tensor identity = Tensor.zeros(Shape.of(size, size));
        for (int i = 0; i < size; i++) {
            identity.data()[i * size + i] = 1;
        }
        return identity;
    }

    private Value copy(Value value, Map<String, Value> shared, Trace trace) {
        return value.op() instanceof Source.Input(String name, var _)
                ? shared.get(name)
                : trace.record(
                        value.op(), value.operands().stream().map(known::get).toList());
    }

    /** Adds to what the margins take of a value; of a known value that is a constant. */
    private void add(Value value, Value coefficient) {
        if (bounded.contains(value)) {
            coefficients.merge(value, coefficient, Value::plus);
        } else {
            addConstant(product(coefficient, known.get(value)));
        }
    }

    private void addConstant(Value term) {
        constant = constant == null ? term : constant.plus(term);
    }

    private Value plusConstant(Value bound) {
        return constant == null ? bound : bound.plus(constant);
    }

    /** Σ coefficient·value for each margin, {@code [batch, classes]}. */
    private Value product(Value coefficient, Value value) {
        int size = value.shape().size();
        Value rows = coefficient.reshape(Shape.of(classes, size));
        Value sums = value.batched()
                ? rows.matMul(value.reshape(Shape.of(size, 1)))
                : rows.dense(value.reshape(Shape.of(1, size)));
        return sums.reshape(Shape.of(classes));
    }

    /** The smallest value of a linear form on the box. */
    private Value least(Value coefficient, Enclosure box) {
        Value centre = box.lower().plus(box.upper()).scale(0.5f);
        Value radius = box.upper().minus(box.lower()).scale(0.5f);
        return product(coefficient, centre).minus(product(coefficient.absolute(), radius));
    }

    private void backward(Value y, Value a) {
        switch (y.op()) {
            case Linear linear -> linear(linear, y, a);
            case Pointwise.Relu() -> relu(y, a);
            case Pointwise.Shift(float amount) -> {
                addConstant(product(a, a.trace().constant(Tensor.filled(y.shape(), amount))));
                add(y.operand(0), a);
            }
            case Product.Multiply()
            when bounded.contains(y.operand(0)) != bounded.contains(y.operand(1)) -> {
                int data = bounded.contains(y.operand(0)) ? 0 : 1;
                add(y.operand(data), a.times(known.get(y.operand(1 - data))));
            }
            case Movement movement -> movement(movement, y, a);
            default ->
                throw new InputException("no linear bounds for " + y
                        + ": CROWN-IBP trains networks of linear layers, normalisation and ReLUs");
        }
    }

    private void linear(Linear op, Value y, Value a) {
        Value x = y.operand(0);
        switch (op) {
            case Linear.Dense(boolean transposed) -> {
                Value w = weights(y);
                add(x, transposed ? a.dense(w) : a.denseTransposed(w));
            }
            case Linear.Convolve(var geometry, boolean transposed) -> {
                Value w = weights(y);
                add(x, transposed ? a.convolve(w, geometry) : a.convolveTransposed(w, geometry));
            }
            case Linear.Add() -> {
                add(x, a);
                add(y.operand(1), a);
            }
            case Linear.Subtract() -> {
                add(x, a);
                add(y.operand(1), a.negate());
            }
            case Linear.Scale(float factor) -> add(x, a.scale(factor));
            case Linear.Sum(int axis) -> add(x, a.broadcast(axis + 1, x.shape().extent(axis)));
            case Linear.BatchSum(), Linear.Select _ ->
                throw new InputException("no linear bounds for " + y + ", which mixes or selects");
        }
    }

    private Value weights(Value y) {
        Value w = known.get(y.operand(1));
        if (w == null) {
            throw new InputException("no linear bounds for " + y + ": its weights depend on the input");
        }
        return w;
    }

    /**
     * Over z or 0, and under a line of a slope s from 0 to 1 that lies above the ReLU at both ends l and u: the chord,
     * but where u − l is tiny, and the chord's slope has a gradient that overflows.
     */
    private void relu(Value y, Value a) {
        Enclosure bounds = activations.get(y);
        Value above = bounds.upper().relu();
        Value below = bounds.lower().negate().relu();
        Value width = above.plus(below);
        Value chord = above.over(width.max(width.filled(NARROW)));
        Value offset = chord.times(below).max(above.minus(chord.times(above)));
        Value slope = above.minus(below).step();
        Value positive = a.relu();
        Value negative = a.minus(positive);
        addConstant(product(negative, offset));
        add(y.operand(0), positive.times(slope).plus(negative.times(chord)));
    }

    /** Axes are one further back, behind the margins. */
    private void movement(Movement op, Value y, Value a) {
        Value x = y.operand(0);
        switch (op) {
            case Movement.Reshape _ -> add(x, a.reshape(Shape.of(classes).then(x.shape())));
            case Movement.Broadcast(int axis, int _) -> add(x, a.sum(axis + 1));
            case Movement.RepeatBatch() -> add(x, a);
            case Movement.Transpose(List<Integer> permutation) -> {
                List<Integer> back = new ArrayList<>(List.of(0));
                for (int axis = 0; axis < permutation.size(); axis++) {
                    back.add(permutation.indexOf(axis) + 1);
                }
                add(x, a.transpose(back));
            }
            case Movement.Slice(int axis, int start, int count) ->
                add(x, a.pad(axis + 1, start, x.shape().extent(axis) - start - count));
            case Movement.Pad(int axis, int before, int _) ->
                add(x, a.slice(axis + 1, before, x.shape().extent(axis)));
            case Movement.Gather(int axis, List<Integer> indices) ->
                add(x, a.scatterAdd(axis + 1, indices, x.shape().extent(axis)));
            case Movement.ScatterAdd(int axis, List<Integer> indices, int _) -> add(x, a.gather(axis + 1, indices));
            case Movement.Concatenate(int axis) -> {
                int start = 0;
                for (Value part : y.operands()) {
                    int extent = part.shape().extent(axis);
                    add(part, a.slice(axis + 1, start, extent));
                    start += extent;
                }
            }
        }
    }
}
