package io.jaspis.bench.seams;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The gradient that attacks follow is the slope of the network that the file stores: where exact differences to both sides
 * of a point agree, the gradient in exact arithmetic agrees with them. What rounds has a gradient that goes straight
 * through, which is no slope, and is left out.
 */
final class GradientLaw {
    private static final String SCORE = "score";

    /** How far the points to both sides are. */
    private static final Dyadic STEP = Dyadic.powerOfTwo(-80);

    /** A slope over so small a step that is a jump. */
    private static final double STEEP = 1e15;

    /** Parts of the larger of two slopes by which they may differ. */
    private static final double TOLERANCE = 1e-10;

    private final FileEvaluator file;
    private final Graph graph;
    private final SplittableRandom random;
    private final Examination found;

    GradientLaw(FileEvaluator file, Graph graph, SplittableRandom random, Examination found) {
        this.file = file;
        this.graph = graph;
        this.random = random;
        this.found = found;
    }

    void check() {
        // Nowhere special: at a kink the gradient is one of the slopes beside it, and where a step lies there is none.
        float[] point = new float[graph.input(graph.onlyInput()).shape().size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) random.nextDouble(-1, 1);
        }
        boolean straight = graph.values().stream()
                .anyMatch(value -> value.op() instanceof Pointwise.Round || value.op() instanceof Pointwise.Narrow);
        if (straight || file.casts() || !graph.output(graph.onlyOutput()).batched()) {
            return;
        }
        float[] weights = drawn(graph.output(graph.onlyOutput()).shape().size());
        float[] direction = drawn(point.length);
        Real forward = slope(point, direction, weights, false);
        Real backward = slope(point, direction, weights, true);
        if (forward == null
                || backward == null
                || Math.abs(forward.toDouble()) > STEEP
                || !agree(forward.toDouble(), backward.toDouble(), TOLERANCE / 100)) {
            return;
        }
        double gradient;
        try {
            gradient = gradient(point, direction, weights);
        } catch (ArithmeticException e) {
            // A slope that real numbers lack, as a root's at 0.
            return;
        } catch (RuntimeException | StackOverflowError e) {
            found.violation(Violation.Kind.GRADIENT_FAILED, SeamLaw.described(e));
            return;
        }
        found.gradient();
        if (!agree(forward.toDouble(), gradient, TOLERANCE)) {
            found.violation(
                    Violation.Kind.GRADIENT_DIFFERS,
                    "the slope is " + forward.toDouble() + " to both sides, but the gradient says " + gradient + " at "
                            + Arrays.toString(point));
        }
    }

    /** Numbers of which no sum is 0 by chance alone. */
    private float[] drawn(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (random.nextInt(1, 64) / 64f) * (random.nextBoolean() ? 1 : -1);
        }
        return numbers;
    }

    private static boolean agree(double a, double b, double tolerance) {
        return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)) + 1e-25;
    }

    /** The difference to a point on one side over the step; null where it isn't known to enough digits. */
    private Real slope(float[] point, float[] direction, float[] weights, boolean back) {
        Real[] there = SeamLaw.reals(point);
        Real step = Real.exactly(back ? STEP.negate() : STEP);
        for (int i = 0; i < there.length; i++) {
            there[i] = there[i].plus(step.times(Real.of(direction[i])));
        }
        try {
            Real slope = score(there, weights)
                    .minus(score(SeamLaw.reals(point), weights))
                    .over(step);
            double width = slope.upper().plus(slope.lower().negate(), true).toDouble();
            return width <= TOLERANCE / 100 * Math.abs(slope.toDouble()) + 1e-30 ? slope : null;
        } catch (UndefinedException e) {
            return null;
        }
    }

    private Real score(Real[] point, float[] weights) {
        Real[] outputs = file.outputs(point);
        Real sum = Real.ZERO;
        for (int i = 0; i < outputs.length; i++) {
            sum = sum.plus(outputs[i].times(Real.of(weights[i])));
        }
        return sum;
    }

    private double gradient(float[] point, float[] direction, float[] weights) {
        Trace trace = new Trace();
        Value outputs = trace.inline(graph, Map.of()).get(graph.onlyOutput());
        Value score = outputs.flatten().times(trace.constant(Tensor.of(Shape.of(weights.length), weights)));
        Graph slope = Gradient.of(trace.graph(SCORE, score.sum(0)), SCORE, graph.onlyInput());
        List<BigDecimal> gradient = Evaluate.run(slope, 1, Map.of(graph.onlyInput(), EXACT.of(point)), Map.of(), EXACT)
                .get(Gradient.PREFIX + graph.onlyInput());
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < direction.length; i++) {
            sum = sum.add(gradient.get(i).multiply(new BigDecimal(direction[i])));
        }
        return sum.doubleValue();
    }
}
