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
import io.jaspis.certify.linear.Relaxation.Line;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The graphs of one backward pass of {@link FormBounds}, and of one with a step of its climb; here are the names of their inputs and
 * outputs. A name that ends in a dot has the number of an activation behind it.
 */
final class FormPass {
    static final String ROWS = "rows";
    static final String CENTRE = "centre";
    static final String RADIUS = "radius";
    static final String PARAMETERS = "parameters.";
    static final String MEANS = "means.";
    static final String SQUARES = "squares.";
    static final String CHORD = "chord.";
    static final String OFFSET = "offset.";
    static final String FREE = "free.";
    static final String FIXED = "fixed.";
    static final String BASE = "base.";
    static final String SIGN = "sign.";
    static final String LIMIT = "limit.";
    static final String RATES = "rates";
    private static final String NEXT = "next.";
    static final String BOUND = "bound";
    static final String COEFFICIENTS = "coefficients.";
    static final String PLANE = "plane";

    static final float MEAN_DECAY = 0.9f;
    static final float SQUARE_DECAY = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final Activations activations;
    private final Trace magnitudes = new Trace();
    private final Trace trace = new Trace();
    private final RoundingErrors errors;
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final Value plain;
    private final Map<Integer, Value> parameters = new LinkedHashMap<>();

    /** @param target whose forms are bounded */
    FormPass(Activations activations, Value target) {
        this.activations = activations;
        this.errors = new RoundingErrors(new Magnitudes(activations, magnitudes));
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
        outputs.put(BOUND, plain.minus(errors.total(trace)).plus(plain.scale(0)).roundDown(2));
    }

    private void step(BackwardPass pass, Value value, Value coefficients) {
        pass.step(value, coefficients);
        int relu =
                value.op() instanceof Pointwise.Relu ? activations.nonlinear().indexOf(value) : -1;
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

    /** What errors weigh on a box. */
    Graph weights() {
        return magnitudes.graph(errors.weights());
    }

    /** The outputs of a climb that its next pass takes, and the inputs that take them; none where there is nothing to climb. */
    Map<String, String> carried() {
        Map<String, String> carried = new LinkedHashMap<>();
        for (int relu : parameters.keySet()) {
            for (String state : List.of(PARAMETERS, MEANS, SQUARES)) {
                carried.put(NEXT + state + relu, state + relu);
            }
        }
        return carried;
    }

    /** One pass. */
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
