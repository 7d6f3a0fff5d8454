package io.jaspis.certify.intervals;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Models;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.Certifier;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Points;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** What isn't a number somewhere in a ball is proved nowhere in it, whatever hides that from the bounds afterwards. */
class UndefinedLaws {
    private static final float AT = 0.25f;

    private static int proved;

    @AfterContainer
    static void someAreProved() {
        assertTrue(proved > 20, proved + " proved");
    }

    /** Functions that are undefined below or at 0, or beyond 1 or −1 of three times their operand. */
    private static Map<String, UnaryOperator<Value>> functions() {
        Map<String, UnaryOperator<Value>> functions = new LinkedHashMap<>();
        functions.put("root", Value::squareRoot);
        functions.put("logarithm", Value::logarithm);
        functions.put("power", x -> x.power(0.5f));
        functions.put("falling power", x -> x.power(-0.5f));
        functions.put("reciprocal", Value::reciprocal);
        functions.put("whole power", x -> x.power(-2));
        functions.put("quotient", x -> x.over(x));
        functions.put("arc sine", x -> x.scale(3).arcSine());
        functions.put("arc cosine", x -> x.scale(3).arcCosine());
        return functions;
    }

    private static Map<String, UnaryOperator<Value>> covers() {
        Map<String, UnaryOperator<Value>> covers = new LinkedHashMap<>();
        covers.put("nothing", x -> x);
        covers.put("minus", Value::negate);
        covers.put("clip", x -> x.clip(0, 1));
        covers.put("sigmoid", Value::sigmoid);
        covers.put("tanh", Value::tanh);
        covers.put("maximum", x -> x.max(x.filled(0.1f)).negate());
        covers.put("sine", Value::sine);
        covers.put("exponential", Value::exponential);
        covers.put("step", Value::step);
        covers.put("relu", Value::relu);
        return covers;
    }

    /** Two scores: 20 and what a function makes of x, and x by little. */
    private static Problem problem(UnaryOperator<Value> f, Norm norm, double epsilon) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1));
        Value second = x.scale(0.01f);
        Graph graph = trace.graph("y", trace.concatenate(0, List.of(f.apply(x).plus(20), second)));
        return new Problem(
                graph,
                new Points(Shape.of(1), 2, new float[][] {{AT}}, new int[] {0}),
                new Threat(norm, epsilon, -1, 1),
                Cpu.best(),
                1);
    }

    private static float margin(Problem problem) {
        try (Certifier.Prover prover = new IntervalBounds().prepare(problem)) {
            return prover.margins(List.of(0), problem.threat().epsilon())[0];
        }
    }

    @Example
    @Label("a ball beyond the domain of an operation proves nothing, and one within it what it proved")
    void beyond() {
        functions()
                .forEach((name, function) -> covers().forEach((cover, over) -> {
                    UnaryOperator<Value> f = x -> over.apply(function.apply(x));
                    for (Norm norm : Norm.values()) {
                        String of = name + " under " + cover + " in " + norm;
                        assertEquals(Float.NEGATIVE_INFINITY, margin(problem(f, norm, 0.5)), of);
                        assertTrue(margin(problem(f, norm, 0.01)) > 0.5, of);
                    }
                }));
    }

    @Example
    @Label(
            "of a constant beyond the domain nothing is proved where it may be chosen, and of one within it what there is to prove")
    void constants() {
        Map<String, UnaryOperator<Value>> partial = new LinkedHashMap<>();
        partial.put("root", Value::squareRoot);
        partial.put("logarithm", Value::logarithm);
        partial.put("power", x -> x.power(0.5f));
        partial.put("arc sine", x -> x.scale(2).arcSine());
        Map<String, UnaryOperator<Value>> ways = new LinkedHashMap<>();
        ways.put("nothing", x -> x);
        ways.put("a broadcast", x -> x.broadcast(0, 2).slice(0, 1, 1).reshape(Shape.of(1)));
        partial.forEach((name, function) -> covers().forEach((cover, over) -> ways.forEach((way, moved) -> {
            String of = name + " under " + cover + " behind " + way;
            for (float constant : new float[] {-1, 0.25f}) {
                UnaryOperator<Value> f = x ->
                        over.apply(function.apply(moved.apply(x.trace().constant(Tensor.of(Shape.of(1), constant)))));
                assertEquals(constant > 0, margin(problem(above(0.4f, f), Norm.LINF, 0.5)) > 0.5, of);
            }
        })));
    }

    /** What the function makes of x where x is above a bar, and else x. */
    private static UnaryOperator<Value> above(float bar, UnaryOperator<Value> function) {
        return x -> {
            Value indicator = x.plus(-bar).step();
            return indicator
                    .gate(function.apply(x))
                    .plus(indicator.negate().plus(1).gate(x));
        };
    }

    @Example
    @Label(
            "what isn't defined proves nothing where a gate may let it through, and keeps from nothing where it surely doesn't")
    void gated() {
        Map<String, UnaryOperator<Value>> ways = new LinkedHashMap<>();
        ways.put("nothing", x -> x);
        ways.put("movements", x -> x.broadcast(0, 2).slice(0, 1, 1).reshape(Shape.of(1)));
        ways.put("a sum", x -> x.broadcast(0, 2).sum(0).scale(0.5f));
        ways.put("weights", x -> x.dense(x.trace().constant(Tensor.filled(Shape.of(1, 1), 0.5f))));
        ways.put(
                "what is concatenated",
                x -> x.trace()
                        .concatenate(0, List.of(x.filled(1).repeatBatch(), x))
                        .slice(0, 1, 1));
        functions()
                .forEach((name, function) -> covers().forEach((cover, over) -> ways.forEach((way, moved) -> {
                    UnaryOperator<Value> f = x -> over.apply(moved.apply(function.apply(x)));
                    String of = name + " under " + cover + " behind " + way;
                    for (Norm norm : Norm.values()) {
                        // Between the bar and 0 it isn't defined.
                        assertEquals(Float.NEGATIVE_INFINITY, margin(problem(above(-0.5f, f), norm, 0.5)), of);
                        assertTrue(margin(problem(above(2, f), norm, 0.5)) > 0.5, of);
                    }
                })));
    }

    @Example
    @Label(
            "a row of attention that a mask hides altogether, and a choice by IsNaN replaces, leaves bounds as close as any")
    void blindRows() throws OnnxException {
        float hide = Float.NEGATIVE_INFINITY;
        Graph attention = Onnx.read(Models.of(13, -1, 2, 3)
                .constant(Models.floats("m", new int[] {2, 3}, 0, 0, hide, hide, hide, hide))
                .constant(Models.scalar("zero", 0))
                .node("Add", "x m", "h")
                .node("Softmax", "h", "s")
                .node("IsNaN", "s", "n")
                .node("Where", "n zero s", "y")
                .bytes());
        List<Double> x = List.of(1.0, 1.0, 9.0, 9.0, 9.0, 9.0);
        Map<String, List<Double>> bounds =
                Evaluate.run(Intervals.of(attention), 1, Map.of("x.lower", x, "x.upper", x), Map.of(), DOUBLE);
        double[] expected = {0.5, 0.5, 0, 0, 0, 0};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], bounds.get("y.lower").get(i), 1e-5);
            assertEquals(expected[i], bounds.get("y.upper").get(i), 1e-5);
        }
    }

    @Property(tries = 200)
    @Label("where a margin is proved, no point of the ball gives what is no number")
    void proved(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<UnaryOperator<Value>> layers = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            List<UnaryOperator<Value>> from = List.copyOf((random.nextBoolean() ? functions() : covers()).values());
            UnaryOperator<Value> next = from.get(random.nextInt(from.size()));
            float shift = (float) random.nextDouble(-1, 1);
            UnaryOperator<Value> gated = random.nextBoolean() ? above((float) random.nextDouble(-1, 1), next) : next;
            layers.add(x -> gated.apply(x).plus(shift));
        }
        Problem problem = problem(
                x -> {
                    Value y = x;
                    for (UnaryOperator<Value> layer : layers) {
                        y = layer.apply(y);
                    }
                    return y.clip(-1, 1);
                },
                Norm.LINF,
                random.nextDouble(0.5));
        if (!(margin(problem) > 0)) {
            return;
        }
        proved++;
        for (int i = 0; i < 200; i++) {
            double epsilon = problem.threat().epsilon();
            double x = Math.clamp(AT + random.nextDouble(-epsilon, Math.nextUp(epsilon)), -1, 1);
            for (double y : Evaluate.run(problem.network(), 1, Map.of("x", List.of(x)), Map.of(), DOUBLE)
                    .get("y")) {
                assertTrue(!Double.isNaN(y), "no number at " + x);
            }
        }
    }

    @Example
    @Label("bounds grow with the network, however many choices come after what may be undefined")
    void choices() {
        Trace trace = new Trace();
        Value y = trace.input("x", Shape.of(2)).squareRoot();
        Value weights = trace.constant(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
        for (int i = 0; i < 14; i++) {
            Value h = y.dense(weights);
            Value positive = h.step();
            y = positive.gate(h).plus(positive.negate().plus(1).gate(h.scale(0.1f)));
        }
        Graph network = trace.graph("y", y);
        int bounds = Intervals.of(network).values().size();
        assertTrue(bounds < 100 * network.values().size(), bounds + " values");
    }
}
