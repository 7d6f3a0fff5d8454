package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Indicators;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Interval bound propagation (Gowal et al. 2018): the graph from bounds of the inputs to bounds of every value.
 *
 * <p>What is claimed: for all inputs between their bounds, the outputs that the network has in real arithmetic, over its
 * float32 constants and parameters, lie between theirs. Every rounding made in computing the bounds is covered, whatever
 * the order of summation, with or without fused multiply-adds: sums of products by centre and radius with the a-priori
 * error γₙ·|W|(|c| + r), all else by steps outward. Constants too are enclosed where they come from arithmetic. An
 * overflow gives an infinite bound, never a wrong one, and so does, of all outputs that depend on it, an operation that may be
 * undefined somewhere in the box.
 */
public final class Intervals {
    /** What the name of a bound ends with, for inputs and outputs. */
    public static final String LOWER = ".lower";

    public static final String UPPER = ".upper";

    private final Map<Value, Enclosure> enclosures = new HashMap<>();
    private final Map<Value, NormBall> balls = new HashMap<>();
    private final Map<Value, RoundedSum> sums = new HashMap<>();
    private final Indicators indicators = new Indicators();
    private final Undefined undefined;
    /** What roots are taken of and is never negative. */
    private final Set<Value> underRoots;

    private Intervals(Graph network) {
        Set<Value> logarithms = RootLogarithms.of(network);
        underRoots = NeverNegative.underRoots(network, logarithms);
        undefined = new Undefined(network, enclosures, indicators, logarithms);
    }

    /**
     * The graph of bounds: for the named inputs X of the network inputs {@code X.lower} and {@code X.upper}, for each
     * output Y outputs {@code Y.lower} and {@code Y.upper}. Other inputs stay, and are taken as exact.
     */
    public static Graph of(Graph network, Set<String> bounded) {
        Trace trace = new Trace();
        Map<String, Enclosure> boxes = new LinkedHashMap<>();
        for (String name : bounded) {
            Type type = network.input(name).type();
            boxes.put(name, new Enclosure(trace.input(name + LOWER, type), trace.input(name + UPPER, type)));
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        Map<Value, Enclosure> enclosures = propagate(network, boxes, trace);
        network.outputs().forEach((name, value) -> {
            outputs.put(name + LOWER, enclosures.get(value).lower());
            outputs.put(name + UPPER, enclosures.get(value).upper());
        });
        // Also of an input that makes no difference a caller gives bounds.
        List<Value> inputs = boxes.values().stream()
                .flatMap(box -> Stream.of(box.lower(), box.upper()))
                .toList();
        return trace.graph(inputs, outputs);
    }

    /** The graph of bounds in all inputs. */
    public static Graph of(Graph network) {
        return of(network, network.inputs().keySet());
    }

    /**
     * Records the bounds of every value of a network in a trace.
     *
     * @param inputs bounds of the network's inputs, by name; one without is taken as exact
     */
    public static Map<Value, Enclosure> propagate(Graph network, Map<String, Enclosure> inputs, Trace trace) {
        return propagate(network, inputs, Map.of(), trace);
    }

    /**
     * Records the bounds of every value of a network where inputs lie in boxes and some of them in balls too, which makes
     * the bounds of the first linear layer closer.
     */
    public static Map<Value, Enclosure> propagate(
            Graph network, Map<String, Enclosure> inputs, Map<String, NormBall> balls, Trace trace) {
        return propagate(network, inputs, balls, Map.of(), trace);
    }

    /**
     * Records the bounds of every value of a network, those of some of them no wider than what is known of them: so all
     * that follows from these is closer too.
     *
     * @param known bounds that hold of values of the network, from wherever
     */
    public static Map<Value, Enclosure> propagate(
            Graph network,
            Map<String, Enclosure> inputs,
            Map<String, NormBall> balls,
            Map<Value, Enclosure> known,
            Trace trace) {
        Intervals intervals = new Intervals(network);
        network.inputs().forEach((name, value) -> {
            if (balls.containsKey(name)) {
                intervals.balls.put(value, balls.get(name));
            }
        });
        for (Value value : network.values()) {
            try {
                Enclosure box = intervals.enclose(value, inputs, trace);
                Enclosure closer = intervals.closer(value, box);
                Enclosure other = known.get(value);
                Enclosure narrowed = other == null ? closer : closer.within(other);
                intervals.enclosures.put(value, intervals.notBelowZero(value, narrowed));
                intervals.undefined.watch(value);
                intervals.undefined.through(value).ifPresent(penalty -> intervals.widen(value, penalty));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("no bounds for " + value + ": " + e.getMessage(), e);
            }
        }
        network.outputs().values().stream().distinct().forEach(intervals::giveWay);
        return intervals.enclosures;
    }

    /**
     * Bounds of what a root is taken of, from 0 on where it is never negative; others, and what is exact, as they are. An infinite bound
     * stays: it may say that the value isn't defined.
     */
    private Enclosure notBelowZero(Value value, Enclosure bounds) {
        if (!underRoots.contains(value) || bounds.exact()) {
            return bounds;
        }
        Value lower = bounds.lower();
        Value finite = lower.plus(Float.MAX_VALUE).step();
        return new Enclosure(finite.gate(lower.relu()).plus(finite.not().gate(lower)), bounds.upper());
    }

    /** Makes the bounds of what a gate lets through infinite where that may be undefined. */
    private void widen(Value gate, Value penalty) {
        Enclosure bounds = enclosures.get(gate);
        enclosures.put(
                gate, new Enclosure(bounds.lower().plus(penalty), bounds.upper().minus(penalty)));
    }

    /** Makes the bounds of an output infinite where it may be undefined. */
    private void giveWay(Value output) {
        Enclosure bounds = enclosures.get(output);
        undefined.penalty(output).ifPresent(penalty -> {
            // ∞ where all is defined, else −∞: no sum with an infinite bound makes no number of it.
            Value limit = penalty.minus(penalty.exponential().negate().plus(1).logarithm());
            Value each = limit.broadcastTo(bounds.lower().shape());
            enclosures.put(
                    output,
                    new Enclosure(bounds.lower().min(each), bounds.upper().max(each.negate())));
        });
    }

    private Enclosure enclose(Value value, Map<String, Enclosure> inputs, Trace trace) {
        List<Enclosure> operands =
                value.operands().stream().map(enclosures::get).toList();
        return switch (value.op()) {
            case Source.Input(String name, Type type) -> {
                Enclosure box = inputs.get(name);
                yield box != null ? box : Enclosure.exactly(trace.input(name, type));
            }
            case Source _, Random _ -> Enclosure.exactly(trace.record(value.op(), List.of()));
            case Linear linear -> linear(linear, value, operands);
            case Pointwise.Step() -> Comparisons.step(value.operand(0), enclosures);
            case Pointwise pointwise -> PointwiseEnclosures.enclose(pointwise, operands.getFirst());
            case Product.Multiply()
            when value.operand(0) == value.operand(1) ->
                PointwiseEnclosures.enclose(new Pointwise.Power(2), operands.getFirst());
            case Product.Gate()
            when indicators.contains(value.operand(0)) ->
                Indicator.of(operands.get(0)).gate(operands.get(1));
            case Product product -> ProductEnclosures.enclose(product, operands.get(0), operands.get(1));
            case Quotient() -> ProductEnclosures.quotient(operands.get(0), operands.get(1));
            case Maximum maximum -> maximum(maximum, operands);
            case Movement movement -> movement(movement, operands, trace);
        };
    }

    /** Bounds of a linear operation; those of a sum of products and a bias are of both at once. */
    private Enclosure linear(Linear op, Value value, List<Enclosure> operands) {
        if (op instanceof Linear.Add) {
            Optional<Enclosure> choice = Choice.of(value, indicators).map(either -> either.enclose(enclosures));
            if (choice.isPresent()) {
                return choice.get();
            }
            for (int i = 0; i < 2; i++) {
                RoundedSum sum = sums.get(value.operand(i));
                Enclosure bias = operands.get(1 - i);
                if (sum != null && bias.exact() && !bias.lower().batched()) {
                    return sum.plus(bias.lower());
                }
            }
        }
        Optional<RoundedSum> sum = LinearEnclosures.sum(op, operands);
        // A ball brings bounds closer than its box does, before the bias.
        sum.filter(_ -> !balls.containsKey(value.operand(0))).ifPresent(terms -> sums.put(value, terms));
        return sum.map(RoundedSum::bounds).orElseGet(() -> LinearEnclosures.enclose(op, operands));
    }

    /** Follows the ball that one of a value's operands lies in, and closes bounds in on what it allows. */
    private Enclosure closer(Value value, Enclosure box) {
        for (int place = 0; place < Math.min(2, value.operands().size()); place++) {
            NormBall ball = balls.get(value.operand(place));
            if (ball != null && (place == 0 || value.operand(0) != value.operand(1))) {
                List<Enclosure> operands =
                        value.operands().stream().map(enclosures::get).toList();
                ball.after(value, place, operands).ifPresent(next -> balls.put(value, next));
                return ball.through(value, place, operands).map(box::within).orElse(box);
            }
        }
        return box;
    }

    /** Maxima rise in each operand and never round. */
    private static Enclosure maximum(Maximum op, List<Enclosure> operands) {
        return both(operands, bounds -> bounds.getFirst().trace().record(op, bounds));
    }

    private static Enclosure movement(Movement op, List<Enclosure> operands, Trace trace) {
        return switch (op) {
            case Movement.Reshape _,
                    Movement.Transpose _,
                    Movement.Broadcast _,
                    Movement.RepeatBatch _,
                    Movement.Slice _,
                    Movement.Pad _,
                    Movement.Concatenate _,
                    Movement.Gather _ -> both(operands, bounds -> trace.record(op, bounds));
            case Movement.ScatterAdd scatter -> {
                Map<Integer, Integer> times = new HashMap<>();
                scatter.indices().forEach(index -> times.merge(index, 1, Integer::sum));
                int most = times.values().stream().max(Integer::compare).orElse(1);
                yield LinearEnclosures.summed(operands.getFirst(), x -> trace.record(op, List.of(x)), most);
            }
        };
    }

    private static Enclosure both(List<Enclosure> operands, java.util.function.Function<List<Value>, Value> rising) {
        Value lower = rising.apply(operands.stream().map(Enclosure::lower).toList());
        if (operands.stream().allMatch(Enclosure::exact)) {
            return Enclosure.exactly(lower);
        }
        return new Enclosure(
                lower, rising.apply(operands.stream().map(Enclosure::upper).toList()));
    }
}
