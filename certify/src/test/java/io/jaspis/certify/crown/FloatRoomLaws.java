package io.jaspis.certify.crown;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.RandomProblems;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** A margin that leaves the room is one of float32. */
class FloatRoomLaws {
    private static final int EXAMPLES = 3;
    private static final List<Device> DEVICES =
            List.of(new Cpu(Providers.best(), Workers.of(1)), new Cpu(Providers.scalar(), Workers.of(1)));

    private static int roomy;
    /** The largest part of the room that was met. */
    private static double share;

    @AfterContainer
    static void allIsMet() {
        assertTrue(roomy > 20, roomy + " with room");
        assertTrue(share > 0.01, "the largest part of the room that was met is " + share);
    }

    /** A network of two classes that are apart by a small number alone, if it weren't for the order of their sums, and a third. */
    private static Graph close(long seed, int exponent) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = 8;
        float[] bias = {(float) (random.nextGaussian() * Math.pow(2, exponent)), 0, (float) random.nextGaussian()};
        float[] first = weights(2 * width, 3, random);
        float[] second = weights(3, 2 * width, random);
        for (int unit = 0; unit < width; unit++) {
            int twin = 2 * width - 1 - unit;
            System.arraycopy(first, unit * 3, first, twin * 3, 3);
            second[2 * width + twin] = second[unit];
            second[twin] = 0;
            second[2 * width + unit] = 0;
        }
        return Graph.of("x", Shape.of(3), "y", x -> {
            Value hidden = dense(x, 2 * width, first).relu();
            return dense(hidden, 3, second).plus(x.trace().constant(Tensor.of(Shape.of(3), bias)));
        });
    }

    private static float[] weights(int outputs, int inputs, SplittableRandom random) {
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        return weights;
    }

    private static Value dense(Value x, int outputs, float[] weights) {
        return x.dense(x.trace().constant(Tensor.of(Shape.of(outputs, x.shape().size()), weights)));
    }

    private static float[] point(Threat threat, float[] example, SplittableRandom random, boolean corner) {
        float[] point = example.clone();
        for (int i = 0; i < point.length; i++) {
            float lower = threat.innerLower(i, example[i]);
            float upper = threat.innerUpper(i, example[i]);
            double share = corner ? random.nextInt(2) : random.nextDouble();
            point[i] = Math.clamp((float) (lower + share * ((double) upper - lower)), lower, upper);
        }
        return point;
    }

    private static List<BigDecimal> exact(Problem problem, float[] point) {
        List<BigDecimal> inputs = new ArrayList<>();
        for (float each : point) {
            inputs.add(EXACT.of(each));
        }
        return Evaluate.run(problem.scores(), 1, Map.of("x", inputs), Map.of(), EXACT)
                .get("y");
    }

    /**
     * Checks that leads are no farther from the exact ones than there is room for, and where they are proved that they are.
     *
     * @param kernels the problem's scores on each device
     */
    private static void check(
            Problem problem, List<Batches> kernels, int label, float[] point, float room, boolean proved) {
        List<BigDecimal> exact = exact(problem, point);
        for (Batches batches : kernels) {
            float[] scores = batches.run(1, Map.of("x", point)).get("y");
            for (int j = 0; j < scores.length; j++) {
                BigDecimal lead = exact.get(label).subtract(exact.get(j));
                BigDecimal inFloats = new BigDecimal(scores[label]).subtract(new BigDecimal(scores[j]));
                double off = inFloats.subtract(lead).abs().doubleValue();
                assertTrue(off < room, off + " of " + room);
                assertTrue(!proved || j == label || scores[label] > scores[j]);
                share = Math.max(share, off / room);
            }
        }
    }

    @Property(tries = 60)
    @Label(
            "leads in float32 are within the room, so what is proved with room keeps its label, whatever kernels compute it")
    void roomIsEnough(@ForAll long seed, @ForAll @IntRange(min = -24, max = 2) int exponent) {
        SplittableRandom random = new SplittableRandom(seed);
        double epsilon = Math.pow(10, random.nextDouble(-7, -1));
        Problem problem = RandomProblems.of(close(seed, exponent), epsilon, random);
        float[] best = new float[EXAMPLES];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        List<Certifier> certifiers = new ArrayList<>(List.of(new IntervalBounds()));
        for (Stage stage : Stage.values()) {
            certifiers.add(stage.with(Effort.LOW));
        }
        for (Certifier certifier : certifiers) {
            try (Certifier.Prover prover = certifier.prepare(problem)) {
                float[] margins = prover.margins(List.of(0, 1, 2), epsilon);
                for (int i = 0; i < EXAMPLES; i++) {
                    best[i] = Math.max(best[i], margins[i]);
                }
            }
        }
        try (FloatRoom room = new FloatRoom(problem);
                Batches fastest = new Batches(problem.scores(), DEVICES.get(0), 1);
                Batches scalar = new Batches(problem.scores(), DEVICES.get(1), 1)) {
            for (int i = 0; i < EXAMPLES; i++) {
                float around = room.around(i, epsilon);
                boolean proved = best[i] >= around;
                roomy += proved ? 1 : 0;
                float[] example = new float[problem.size()];
                problem.examples().copy(i, example, 0);
                for (int n = 0; n < 10; n++) {
                    float[] point = point(problem.threat(), example, random, n % 2 == 0);
                    check(problem, List.of(fastest, scalar), problem.examples().label(i), point, around, proved);
                }
            }
        }
    }

    @Property(tries = 20)
    @Label("what branch and bound proves it proves with room, where there is any to be had")
    void branchingLeavesRoom(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Problem problem = RandomProblems.of(ReluGraphs.dense(seed, 3, 10).graph(), 0.01, random);
        try (FloatRoom room = new FloatRoom(problem);
                Certifier.Prover crown = Stage.CROWN.with(Effort.NORMAL).prepare(problem);
                Certifier.Prover branching = Stage.BRANCHING.with(Effort.NORMAL).prepare(problem)) {
            float[] before = crown.margins(List.of(0, 1, 2), 0.01);
            float[] margins = branching.margins(List.of(0, 1, 2), 0.01);
            for (int i = 0; i < EXAMPLES; i++) {
                float around = room.around(i, 0.01);
                assertTrue(before[i] < around || margins[i] >= around, margins[i] + " of " + around);
            }
        }
    }

    @Example
    void alongACurveNothingIsSearchedForTwice() {
        int proved = 0;
        for (int seed = 0; seed < 10; seed++) {
            Problem problem =
                    RandomProblems.of(ReluGraphs.dense(seed, 3, 10).graph(), 0.01, new SplittableRandom(seed));
            try (Certifier.Prover branching =
                    Stage.BRANCHING.with(Effort.NORMAL).prepare(problem)) {
                for (float margin : branching.margins(List.of(0, 1, 2), 0.005)) {
                    assertTrue(margin <= Float.MIN_VALUE, "a search for more than a lead found " + margin);
                    proved += margin > 0 ? 1 : 0;
                }
            }
        }
        assertTrue(proved > 5, proved + " proved");
    }

    @Example
    void ofCurvesNoRoomIsKnown() {
        Graph curved = Graph.of("x", Shape.of(3), "y", x -> x.tanh().plus(x));
        try (FloatRoom room = new FloatRoom(RandomProblems.of(curved, 0.01, new SplittableRandom(1)))) {
            assertEquals(Float.POSITIVE_INFINITY, room.around(0, 0.01));
        }
    }
}
