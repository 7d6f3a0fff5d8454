package io.jaspis.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation as a transformation of graphs: the gradient is recorded with the same operations, so it
 * can be planned, bounded, or differentiated again.
 *
 * <p>Of a batched output it is the gradient of the sum over all examples and elements. So the gradient in a batched
 * input is each example's own, and the gradient in a parameter is summed over the batch. At kinks it is the one-sided
 * slope that the operations' documentation gives.
 */
public final class Gradient {
    /** What the name of a gradient's output begins with; the name of the input or parameter follows. */
    public static final String PREFIX = "gradient:";

    /** 2/√π, the slope of the error function at 0. */
    private static final float ERROR_SLOPE = (float) (2 / Math.sqrt(Math.PI));

    /** What of it no float holds. */
    private static final float ERROR_SLOPE_REST = (float) (2 / Math.sqrt(Math.PI) - ERROR_SLOPE);

    private final Map<Value, Value> adjoints = new HashMap<>();
    private final Set<Value> dependents = new HashSet<>();
    /** What a gate may keep from the output. */
    private final Set<Value> gated;

    /** @param recorded up to the output */
    private Gradient(List<Value> recorded) {
        gated = Gates.behind(recorded);
    }

    /**
     * The graph with all outputs of this one and, as {@code gradient:NAME}, the gradient of one of them in the named
     * inputs or parameters. Where an output has that name already, as in the gradient of a gradient, the prefix is
     * repeated.
     */
    public static Graph of(Graph graph, String output, String... names) {
        Trace trace = new Trace();
        Map<String, Value> outputs = new LinkedHashMap<>(trace.inline(graph, Map.of()));
        List<Value> sources = new ArrayList<>();
        for (String name : names) {
            Value source = graph.inputs().getOrDefault(name, graph.parameters().get(name));
            Check.require(source != null, "the graph has no input or parameter named %s", name);
            sources.add(trace.record(source.op(), List.of()));
        }
        Check.require(outputs.containsKey(output), "the graph has no output named %s", output);
        List<Value> gradients = of(outputs.get(output), sources);
        for (int i = 0; i < names.length; i++) {
            String name = PREFIX + names[i];
            while (outputs.containsKey(name)) {
                name = PREFIX + name;
            }
            outputs.put(name, gradients.get(i));
        }
        return trace.graph(outputs);
    }

    /** Records the gradient of a value, summed over its elements, in each of the sources. */
    public static List<Value> of(Value output, List<Value> sources) {
        return of(output, output.filled(1), sources);
    }

    /** Records the gradient of {@code ⟨seed, output⟩} in each of the sources; each has its source's type. */
    public static List<Value> of(Value output, Value seed, List<Value> sources) {
        List<Value> recorded = List.copyOf(output.trace().values().subList(0, output.index() + 1));
        Gradient gradient = new Gradient(recorded);
        gradient.findDependents(recorded, sources);
        gradient.add(output, seed);
        for (Value value : recorded.reversed()) {
            Value adjoint = gradient.adjoints.get(value);
            if (adjoint != null) {
                gradient.backward(value, adjoint);
            }
        }
        return sources.stream().map(gradient::adjoint).toList();
    }

    private void findDependents(List<Value> recorded, List<Value> sources) {
        dependents.addAll(sources);
        for (Value value : recorded) {
            if (value.operands().stream().anyMatch(dependents::contains)) {
                dependents.add(value);
            }
        }
    }

    /**
     * What reaches an operand through a slope: of what a gate keeps from the output nothing, also where the slope is infinite or
     * no number, as that of a logarithm at 0.
     */
    private Value through(Value slope, Value y, Value g) {
        return gated.contains(y) ? g.absolute().step().gate(slope) : slope;
    }

    private Value adjoint(Value source) {
        Value adjoint = adjoints.get(source);
        Value found = adjoint != null ? adjoint : source.filled(0);
        return source.batched() ? found.repeatBatch() : found;
    }

    /** Adds to the adjoint of a value; what every example adds to a shared value is summed. */
    private void add(Value value, Value contribution) {
        if (!dependents.contains(value)) {
            return;
        }
        Value own = contribution.batched() && !value.batched() ? contribution.batchSum() : contribution;
        if (value.batched()) {
            own = own.repeatBatch();
        }
        adjoints.merge(value, own, Value::plus);
    }

    private boolean wanted(Value value) {
        return dependents.contains(value);
    }

    private void backward(Value y, Value g) {
        switch (y.op()) {
            case Source _, Random _ -> {}
            case Linear linear -> linear(linear, y, g);
            case Pointwise pointwise -> {
                if (wanted(y.operand(0))) {
                    Value through = pointwise(pointwise, y.operand(0), y, g);
                    if (through != null) {
                        add(y.operand(0), through(through, y, g));
                    }
                }
            }
            case Product product -> product(product, y, g);
            case Quotient() -> quotient(y, g);
            case Maximum maximum -> maximum(maximum, y, g);
            case Movement movement -> {
                for (int i = 0; i < y.operands().size(); i++) {
                    if (wanted(y.operand(i))) {
                        add(y.operand(i), Transposes.OF_GRADIENT.of(movement, y, i, g));
                    }
                }
            }
        }
    }

    private void linear(Linear op, Value y, Value g) {
        for (int i = 0; i < Transposes.operands(op); i++) {
            if (wanted(y.operand(i))) {
                add(y.operand(i), Transposes.OF_GRADIENT.of(op, y, i, g));
            }
        }
        if (op instanceof Weighted weighted && wanted(y.operand(1))) {
            add(y.operand(1), weights(weighted, y.operand(0), g));
        }
    }

    /** The adjoint of the weights. */
    private static Value weights(Weighted op, Value x, Value g) {
        return switch (op) {
            case Linear.Dense(boolean transposed) -> transposed ? x.denseWeight(g) : g.denseWeight(x);
            case Linear.Convolve(var geometry, boolean transposed) ->
                transposed ? g.convolveWeight(x, geometry) : x.convolveWeight(g, geometry);
        };
    }

    /** √(1 − x²), accurate also where x is near 1. */
    private static Value circle(Value x) {
        return x.negate().plus(1).times(x.plus(1)).squareRoot();
    }

    /** The adjoint of the operand, or null where the slope is zero everywhere. */
    private static Value pointwise(Pointwise op, Value x, Value y, Value g) {
        return switch (op) {
            case Pointwise.Absolute() -> g.times(x.sign());
            case Pointwise.Step(), Pointwise.Sign(), Pointwise.Floor() -> null;
            // Of y, not x: the same, and x need not be kept.
            case Pointwise.Relu() -> g.times(y.step());
            case Pointwise.LeakyRelu(float slope) -> {
                Value positive = x.step();
                // Each branch is 0 or its slope, without rounding; 1 − slope would round.
                yield g.times(positive.plus(positive.negate().plus(1).scale(slope)));
            }
            case Pointwise.Clip(float lower, float upper) -> {
                Value above = lower == Float.NEGATIVE_INFINITY
                        ? g
                        : g.times(x.negate().plus(lower).step().not());
                yield upper == Float.POSITIVE_INFINITY
                        ? above
                        : above.times(x.plus(-upper).step().not());
            }
            case Pointwise.Shift _, Pointwise.Round _, Pointwise.Narrow _, Pointwise.RoundUp _, Pointwise.RoundDown _ ->
                g;
            case Pointwise.ArcTangent() -> g.over(x.power(2).plus(1));
            case Pointwise.ArcSine() -> g.over(circle(x));
            case Pointwise.ArcCosine() -> g.over(circle(x)).negate();
            case Pointwise.ErrorFunction() -> {
                Value power = x.power(2).negate().exponential();
                yield g.times(power.scale(ERROR_SLOPE).plus(power.scale(ERROR_SLOPE_REST)));
            }
            // Not 1 − y and 1 − y², which round to 0 where the function is nearly flat: a slope that small still has a
            // sign, and an attack needs no more.
            case Pointwise.Sigmoid() -> g.times(y.times(x.negate().sigmoid()));
            case Pointwise.Tanh() -> {
                Value twice = x.scale(2);
                yield g.times(twice.sigmoid().times(twice.negate().sigmoid()).scale(4));
            }
            case Pointwise.Exponential() -> g.times(y);
            // Not y + 1, which rounds to 0 where e^x is small.
            case Pointwise.ExponentialMinusOne() -> g.times(x.exponential());
            case Pointwise.Softplus() -> g.times(x.sigmoid());
            case Pointwise.Logarithm() -> g.times(x.reciprocal());
            // At 0 there is none: what is infinite would make NaN of all before it, as of a norm of zeros.
            case Pointwise.SquareRoot() ->
                g.times(y.notZero().reciprocal().scale(0.5f)).times(y.step());
            case Pointwise.Reciprocal() -> g.times(y.times(y).negate());
            case Pointwise.Sine() -> g.times(x.cosine());
            case Pointwise.Cosine() -> g.times(x.sine().negate());
            case Pointwise.Power(float exponent) ->
                exponent == 0 ? null : g.times(x.power(exponent - 1).scale(exponent));
        };
    }

    private void product(Product op, Value y, Value g) {
        Value a = y.operand(0);
        Value b = y.operand(1);
        switch (op) {
            case Product.Multiply() -> {
                if (wanted(a)) {
                    add(a, through(g.times(b), y, g));
                }
                if (wanted(b)) {
                    add(b, through(g.times(a), y, g));
                }
            }
            case Product.Gate() -> {
                if (wanted(a)) {
                    add(a, through(g.times(b), y, g));
                }
                if (wanted(b)) {
                    add(b, a.gate(g));
                }
            }
            case Product.MatMul() -> {
                if (wanted(a)) {
                    add(a, g.matMul(lastAxesSwapped(b)));
                }
                if (wanted(b)) {
                    add(b, lastAxesSwapped(a).matMul(g));
                }
            }
            case Product.DenseWeight() -> {
                if (wanted(a)) {
                    add(a, b.dense(g));
                }
                if (wanted(b)) {
                    add(b, a.denseTransposed(g));
                }
            }
            case Product.ConvolveWeight(var geometry) -> {
                if (wanted(a)) {
                    add(a, b.convolveTransposed(g, geometry));
                }
                if (wanted(b)) {
                    add(b, a.convolve(g, geometry));
                }
            }
        }
    }

    private void quotient(Value y, Value g) {
        Value b = y.operand(1);
        Value share = g.dividedBy(b);
        if (wanted(y.operand(0))) {
            add(y.operand(0), through(share, y, g));
        }
        if (wanted(b)) {
            add(b, through(share.times(y).negate(), y, g));
        }
    }

    private static Value lastAxesSwapped(Value matrices) {
        int rank = matrices.shape().rank();
        List<Integer> permutation = new ArrayList<>();
        for (int axis = 0; axis < rank - 2; axis++) {
            permutation.add(axis);
        }
        permutation.add(rank - 1);
        permutation.add(rank - 2);
        return matrices.transpose(permutation);
    }

    private void maximum(Maximum op, Value y, Value g) {
        Value a = y.operand(0);
        switch (op) {
            case Maximum.Max() -> toWinner(a, y.operand(1), a.minus(y.operand(1)), g);
            case Maximum.Min() -> toWinner(a, y.operand(1), y.operand(1).minus(a), g);
            case Maximum.Pool(var pooling) -> add(a, g.select(a, pooling, true));
        }
    }

    /** @param lead by how much the first wins; where neither does, one that nothing is asked of doesn't keep the other from moving */
    private void toWinner(Value a, Value b, Value lead, Value g) {
        Value first = wanted(b) ? lead.step() : lead.negate().step().not();
        Value toFirst = g.times(first);
        add(a, toFirst);
        if (wanted(b)) {
            add(b, g.minus(toFirst));
        }
    }
}
