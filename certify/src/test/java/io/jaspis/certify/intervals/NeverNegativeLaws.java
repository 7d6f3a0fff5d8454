package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Models;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Roots of what is never negative are defined, though the bounds of that are rounded to below 0. */
class NeverNegativeLaws {
    private static final Shape SHAPE = Shape.of(3);

    /** What is never negative and may be 0, of three numbers. */
    private static Map<String, UnaryOperator<Value>> neverNegative() {
        Map<String, UnaryOperator<Value>> values = new LinkedHashMap<>();
        values.put("squares", x -> x.power(2).sum());
        values.put("products with itself", x -> x.times(x).sum());
        values.put("magnitudes", x -> x.absolute().sum());
        values.put("the mean of fourth powers", x -> x.power(4).mean());
        values.put("the positive part, scaled", x -> x.relu().scale(0.3f).sum());
        values.put("weights", x -> x.relu().dense(x.trace().constant(Tensor.filled(Shape.of(2, 3), 0.5f))));
        values.put(
                "windows",
                x -> x.power(2)
                        .reshape(Shape.of(1, 1, 3))
                        .convolve(x.trace().constant(Tensor.filled(Shape.of(1, 1, 1, 2), 1)), Window.of(1, 2), 1));
        values.put(
                "what is concatenated",
                x -> x.trace()
                        .concatenate(0, List.of(x.absolute(), x.power(2)))
                        .broadcast(0, 2)
                        .sum());
        values.put(
                "maxima with 0", x -> x.max(x.trace().constant(0)).pad(0, 1, 1).sum());
        values.put("quotients", x -> x.absolute().dividedBy(x.filled(3)).sum());
        values.put("a falling slope", x -> x.leakyRelu(-0.5f).sum());
        values.put("a clip", x -> x.clip(0, 1).sum());
        values.put("what a step lets through", x -> x.step().gate(x.absolute()).sum());
        values.put(
                "what its opposite lets through",
                x -> x.step().not().gate(x.absolute()).sum());
        values.put("roots", x -> x.absolute().squareRoot().sum());
        return values;
    }

    /** What may be negative, or no number, on a box around 0. */
    private static Map<String, UnaryOperator<Value>> others() {
        Map<String, UnaryOperator<Value>> values = new LinkedHashMap<>();
        values.put("sums", x -> x.sum());
        values.put(
                "a difference of squares",
                x -> x.power(2).mean().minus(x.mean().power(2).scale(2)));
        values.put("a product of two", x -> x.times(x.plus(0.01f)).sum());
        values.put("a negative scale", x -> x.power(2).scale(-1).sum());
        values.put("cubes", x -> x.power(3).sum());
        values.put("a shift", x -> x.power(2).plus(-0.1f).sum());
        values.put("minima", x -> x.absolute().min(x).sum());
        values.put("a clip", x -> x.clip(-0.1f, 1).sum());
        values.put("weights", x -> x.relu().dense(x.trace().constant(Tensor.of(Shape.of(1, 3), 1, 1, -1))));
        values.put(
                "a constant that is no number",
                x -> x.absolute().times(x.filled(Float.NaN)).sum());
        values.put(
                "a quotient of zeros", x -> x.absolute().dividedBy(x.power(2)).sum());
        values.put("a root of what may be negative", x -> x.squareRoot().sum());
        values.put("what is one over 0", x -> x.absolute().reciprocal().sum());
        values.put(
                "an infinite constant",
                x -> x.absolute().times(x.filled(Float.POSITIVE_INFINITY)).sum());
        return values;
    }

    private static Map<String, UnaryOperator<Value>> roots() {
        Map<String, UnaryOperator<Value>> roots = new LinkedHashMap<>();
        roots.put("root", Value::squareRoot);
        roots.put("fourth root", x -> x.squareRoot().squareRoot());
        roots.put("power", x -> x.power(0.5f));
        roots.put("power above 1", x -> x.power(1.5f));
        return roots;
    }

    /** A box that holds 0, of some axes nothing else. */
    private static Box around(int size, SplittableRandom random) {
        Box box = new Box(new float[size], new float[size]);
        double scale = Math.pow(10, random.nextDouble(-6, 3));
        for (int i = 0; i < size; i++) {
            boolean open = random.nextInt(4) > 0;
            box.lower()[i] = open ? (float) (-scale * random.nextDouble()) : 0;
            box.upper()[i] = open ? (float) (scale * random.nextDouble()) : 0;
        }
        return box;
    }

    private static boolean areFinite(Box bounds) {
        boolean finite = true;
        for (int i = 0; i < bounds.lower().length; i++) {
            finite &= Float.isFinite(bounds.lower()[i]) && Float.isFinite(bounds.upper()[i]);
        }
        return finite;
    }

    @Property(tries = 4)
    @Label("around 0 the roots of what is never negative have finite bounds, and exact values lie between them")
    void around(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        neverNegative()
                .forEach((of, value) -> roots().forEach((name, root) -> {
                    Graph network = Graph.of("x", SHAPE, "y", x -> root.apply(value.apply(x)));
                    Trial trial = new Trial(network, 1, Map.of("x", around(SHAPE.size(), random)));
                    assertTrue(areFinite(trial.bounds()), name + " of " + of);
                    trial.check(random, 3);
                }));
    }

    @Example
    @Label("around 0 the roots of what may be negative, or no number, have no bounds, whatever hides it")
    void otherRoots() {
        Box box = new Box(new float[] {-1, -1, -1}, new float[] {1, 1, 1});
        others().forEach((of, value) -> roots().forEach((name, root) -> {
            Graph network =
                    Graph.of("x", SHAPE, "y", x -> root.apply(value.apply(x)).clip(0, 1));
            Box bounds = new Trial(network, 1, Map.of("x", box)).bounds();
            for (int i = 0; i < bounds.lower().length; i++) {
                assertEquals(Float.NEGATIVE_INFINITY, bounds.lower()[i], name + " of " + of);
                assertEquals(Float.POSITIVE_INFINITY, bounds.upper()[i], name + " of " + of);
            }
        }));
    }

    @Example
    @Label("norms of ONNX have finite bounds around 0 where their root is of a power of two")
    void norms() throws OnnxException {
        List<Models> norms = List.of(
                Models.of(13, -1, 1, 4).node("ReduceL2", "x", "y", Models.list("axes", 1, 2)),
                Models.of(13, -1, 1, 4).node("LpPool", "x", "y", Models.list("kernel_shape", 2)),
                Models.of(13, -1, 1, 4).node("LpPool", "x", "y", Models.list("kernel_shape", 2), Models.whole("p", 4)),
                Models.of(13, -1, 1, 4).node("GlobalLpPool", "x", "y", Models.whole("p", 8)));
        SplittableRandom random = new SplittableRandom(1);
        for (Models model : norms) {
            Graph network = Onnx.read(model.bytes());
            Box box = new Box(new float[] {-0.1f, -0.1f, 0, -1}, new float[] {0.1f, 0.1f, 0, 1});
            Trial trial = new Trial(network, 1, Map.of(network.onlyInput(), box));
            assertTrue(areFinite(trial.bounds()), network::toString);
            trial.check(random, 4);
        }
    }
}
