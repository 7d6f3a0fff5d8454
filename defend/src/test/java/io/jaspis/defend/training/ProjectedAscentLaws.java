package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

class ProjectedAscentLaws {
    private static final int SIZE = 12;
    private static final int CLASSES = 3;
    private static final int BATCH = 4;

    /** Runs a search on a dense layer with random weights. */
    private static final class Trial {
        final float[] x = new float[BATCH * SIZE];
        final float[] label = new float[BATCH * CLASSES];
        final float[] point = new float[BATCH * SIZE];
        final float[] weights = new float[CLASSES * SIZE];

        Trial(ProjectedAscent ascent, double epsilon, long seed) {
            this(ascent, epsilon, seed, 1);
        }

        /** @param unit the upper end of what examples lie in */
        Trial(ProjectedAscent ascent, double epsilon, long seed, float unit) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < x.length; i++) {
                x[i] = unit * random.nextFloat();
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) random.nextDouble(-1, 1);
            }
            for (int i = 0; i < BATCH; i++) {
                label[i * CLASSES + random.nextInt(CLASSES)] = 1;
            }
            Trace start = new Trace();
            Value from =
                    ascent.start(network(), start.input("x", Shape.of(SIZE)), start.input("label", Shape.of(CLASSES)));
            run(start.graph("point", from), epsilon, seed);
            Trace move = new Trace();
            Value to = ascent.move(
                    network(),
                    move.input("x", Shape.of(SIZE)),
                    move.input("label", Shape.of(CLASSES)),
                    move.input("point", Shape.of(SIZE)));
            for (int i = 0; i < ascent.steps(); i++) {
                run(move.graph("point", to), epsilon, seed);
            }
        }

        private UnaryOperator<Value> network() {
            return at -> at.dense(at.trace().constant(Tensor.of(Shape.of(CLASSES, SIZE), weights)));
        }

        private void run(Graph graph, double epsilon, long seed) {
            try (Execution execution = Cpu.best().load(Plan.of(graph, BATCH))) {
                graph.inputs()
                        .keySet()
                        .forEach(name -> execution.write(
                                name,
                                switch (name) {
                                    case "x" -> x;
                                    case "label" -> label;
                                    case "point" -> point;
                                    default -> new float[] {(float) epsilon};
                                }));
                execution.seed(seed, 0);
                execution.run();
                execution.read("point", point, 0);
            }
        }

        double distance(int example, Norm norm) {
            return norm.distance(x, example * SIZE, point, example * SIZE, SIZE);
        }

        double loss(int example, float[] at) {
            double[] logits = new double[CLASSES];
            double own = 0;
            for (int j = 0; j < CLASSES; j++) {
                for (int i = 0; i < SIZE; i++) {
                    logits[j] += (double) weights[j * SIZE + i] * at[example * SIZE + i];
                }
                own += logits[j] * label[example * CLASSES + j];
            }
            double total = 0;
            for (double logit : logits) {
                total += Math.exp(logit - own);
            }
            return Math.log(total);
        }
    }

    /** A few roundings of numbers of about 1. */
    private static final double ROUNDING = 1e-6;

    @Property(tries = 100)
    @Label("points stay in the ball and in the range, whatever the start and the norm")
    void inside(
            @ForAll Start start,
            @ForAll boolean euclidean,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double epsilon,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed) {
        Norm norm = euclidean ? Norm.L2 : Norm.LINF;
        for (int steps : new int[] {0, 1, 5}) {
            ProjectedAscent ascent = new ProjectedAscent(
                    norm, steps, 0.7, start, InnerLoss.CROSS_ENTROPY, share, Surroundings.alike(0, 1));
            Trial trial = new Trial(ascent, epsilon, seed);
            for (int i = 0; i < BATCH; i++) {
                assertTrue(trial.distance(i, norm) <= share * epsilon + ROUNDING);
            }
            for (float coordinate : trial.point) {
                assertTrue(coordinate >= 0 && coordinate <= 1);
            }
        }
    }

    @Property(tries = 60)
    @Label("on a linear network, steps of twice the radius find a corner of the box, where the loss is larger")
    void corners(@ForAll @DoubleRange(min = 0.01, max = 0.3) double epsilon, @ForAll long seed) {
        Trial trial = new Trial(ProjectedAscent.madry(3, 2, -10, 10), epsilon, seed);
        for (int i = 0; i < trial.x.length; i++) {
            assertEquals(epsilon, Math.abs(trial.point[i] - trial.x[i]), ROUNDING);
        }
        for (int i = 0; i < BATCH; i++) {
            assertTrue(trial.loss(i, trial.point) > trial.loss(i, trial.x));
        }
    }

    @Property(tries = 60)
    @Label("in L2 a long step ends on the sphere, along the gradient: nowhere on it is the loss of a short one larger")
    void sphere(@ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.01) double epsilon, @ForAll long seed) {
        ProjectedAscent ascent = new ProjectedAscent(
                Norm.L2, 1, 3, Start.EXAMPLE, InnerLoss.CROSS_ENTROPY, 1, Surroundings.alike(-10, 10));
        Trial trial = new Trial(ascent, epsilon, seed);
        SplittableRandom random = new SplittableRandom(seed + 1);
        for (int i = 0; i < BATCH; i++) {
            assertEquals(epsilon, trial.distance(i, Norm.L2), ROUNDING);
            double found = trial.loss(i, trial.point);
            float[] other = trial.x.clone();
            double squares = 0;
            double[] way = new double[SIZE];
            for (int k = 0; k < SIZE; k++) {
                way[k] = random.nextGaussian();
                squares += way[k] * way[k];
            }
            for (int k = 0; k < SIZE; k++) {
                other[i * SIZE + k] += (float) (epsilon * way[k] / Math.sqrt(squares));
            }
            // Curvature: at most ‖W‖²·ε²/2, with ‖W‖² ≤ 36 for 36 weights of at most 1.
            assertTrue(trial.loss(i, other) <= found + 18 * epsilon * epsilon + ROUNDING);
        }
    }

    @Property(tries = 30)
    @Label("random starts fill the box, and differ between examples and seeds")
    void starts(@ForAll @DoubleRange(min = 0.01, max = 0.3) double epsilon, @ForAll long seed) {
        ProjectedAscent ascent = ProjectedAscent.madry(0, 1, -10, 10);
        Trial one = new Trial(ascent, epsilon, seed);
        Trial other = new Trial(ascent, epsilon, seed + 1);
        double most = 0;
        int same = 0;
        for (int i = 0; i < one.x.length; i++) {
            most = Math.max(most, Math.abs(one.point[i] - one.x[i]));
            same += one.point[i] - one.x[i] == other.point[i] - other.x[i] ? 1 : 0;
        }
        // 48 uniform numbers stay below half of their range once in 2^48.
        assertTrue(most > epsilon / 2);
        assertTrue(same < 5);
    }

    @Property(tries = 60)
    @Label(
            "every start is the same whatever the units of inputs, in one range or with features that have each their own")
    void startsKnowNoUnits(
            @ForAll Start start,
            @ForAll @IntRange(min = -10, max = 24) int power,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) @Scale(4) double epsilon,
            @ForAll boolean features,
            @ForAll long seed) {
        float unit = (float) Math.scalb(1.0, power);
        Trial one = new Trial(starting(start, 1, features), epsilon, seed, 1);
        Trial other = new Trial(starting(start, unit, features), features ? epsilon : epsilon * unit, seed, unit);
        for (int i = 0; i < one.point.length; i++) {
            assertEquals(one.point[i] * unit, other.point[i]);
            double deviation = features ? epsilon / 31 : 0.001;
            assertTrue(start != Start.BESIDE || Math.abs(one.point[i] - one.x[i]) < 7 * deviation);
        }
        assertTrue(start == Start.EXAMPLE || !Arrays.equals(other.x, other.point));
    }

    private static ProjectedAscent starting(Start start, float unit, boolean features) {
        Surroundings around = features
                ? new Surroundings(0, unit, new Features(Collections.nCopies(SIZE, Feature.real("x", unit, 0, unit))))
                : Surroundings.alike(0, unit);
        return new ProjectedAscent(Norm.LINF, 0, 1, start, InnerLoss.CROSS_ENTROPY, 1, around);
    }
}
