package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.ForeignPartException;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Relay;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.example.audit.Plugins;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final List<Attack> ATTACKS = List.of(
            GradientDescent.fgsm(),
            GradientDescent.pgd(Loss.CROSS_ENTROPY, 8, 2),
            GradientDescent.pgd(Loss.MARGIN, 8, 2),
            GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, 8, 2));
    private static final List<Double> CURVE = List.of(0.0, 0.01, 0.05, 0.1);

    private static Value constant(Value like, Shape shape, float... numbers) {
        return like.trace().constant(Tensor.of(shape, numbers));
    }

    private static Problem problem(Graph network, float[][] points, int[] labels, double epsilon, Device device) {
        int classes = network.output(network.onlyOutput()).shape().size();
        Shape shape = network.input(network.onlyInput()).shape();
        return new Problem(
                network, new Points(shape, classes, points, labels), new Threat(Norm.LINF, epsilon, 0, 1), device, 8);
    }

    private static AuditPlan plan(List<Attack> attacks, List<Attack> curveAttacks) {
        List<Certifier> certifiers = List.of(new IntervalBounds());
        return new AuditPlan(attacks, certifiers, 1).withCurve(new AuditPlan.Curve(CURVE, curveAttacks, certifiers));
    }

    private static AuditResult audit(Problem problem, List<Attack> attacks) {
        return new Audit(problem, plan(attacks, attacks))
                .run(problem.examples().count(), new Audit.Listener() {}, () -> false);
    }

    private static AuditResult audit(Graph network, float[][] points, int[] labels, double epsilon) {
        List<Attack> attacks =
                problem(network, points, labels, epsilon, Cpu.best()).classes() < 3 ? ATTACKS.subList(0, 3) : ATTACKS;
        return audit(problem(network, points, labels, epsilon, Cpu.best()), attacks);
    }

    /** Three classes of points in the unit square, by the nearest of three corners, and a tail. */
    private static Graph corners(UnaryOperator<Value> tail) {
        return Graph.of(
                "x",
                Shape.of(2),
                "out",
                x -> tail.apply(x.dense(constant(x, Shape.of(3, 2), -0.6f, -0.6f, 0.6f, -0.6f, 0, 0.6f))
                        .plus(constant(x, Shape.of(3), 0.6f, 0, -0.1f))));
    }

    private static AuditResult corners(UnaryOperator<Value> tail, double epsilon) {
        Points clouds = Points.clouds(24, 3);
        return audit(corners(tail), clouds.points(), clouds.labels(), epsilon);
    }

    private static List<String> verdicts(AuditResult result) {
        List<String> verdicts = new ArrayList<>();
        for (Finding finding : result.findings()) {
            verdicts.add(
                    switch (finding.verdict()) {
                        case Verdict.Certified _ -> "certified";
                        case Verdict.Unknown() -> "unknown";
                        case Verdict.Misclassified() -> "misclassified " + finding.prediction();
                        case Verdict.Falsified(var witness) ->
                            witness.prediction() + " by " + witness.attack() + " at " + Arrays.toString(witness.x());
                    });
        }
        return verdicts;
    }

    /** With temperatures at which a float32 softmax saturates too. */
    @Test
    void aTailThatKeepsTheOrderChangesNoVerdictAndNoCurve() {
        for (double epsilon : new double[] {0.02, 0.1, 0.3}) {
            AuditResult plain = corners(UnaryOperator.identity(), epsilon);
            List<UnaryOperator<Value>> tails = List.of(
                    z -> z.softmax(0),
                    z -> z.logSoftmax(0),
                    Value::sigmoid,
                    z -> z.scale(1000).softmax(0),
                    z -> z.scale(1e16f),
                    z -> z.over(7));
            for (UnaryOperator<Value> tail : tails) {
                AuditResult other = corners(tail, epsilon);
                assertEquals(verdicts(plain), verdicts(other));
                assertEquals(plain.curve(), other.curve());
            }
        }
        assertTrue(verdicts(corners(z -> z.softmax(0), 0.02)).contains("certified"));
    }

    /** In the weights, where nothing is cut off: margins, attacks and proofs must bear it. */
    @Test
    void logitsOfAnySizeKeepTheirVerdicts() {
        List<Attack> attacks = List.of(
                GradientDescent.pgd(Loss.MARGIN, 8, 2), GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, 8, 2));
        Points clouds = Points.clouds(24, 3);
        List<String> expected = null;
        for (int k : new int[] {0, -60, -40, -7, 13, 54, 60}) {
            float s = Math.scalb(1f, k);
            Graph network = Graph.of(
                    "x",
                    Shape.of(2),
                    "out",
                    x -> x.dense(constant(x, Shape.of(3, 2), -0.5f * s, -0.5f * s, 0.5f * s, -0.5f * s, 0, 0.5f * s))
                            .plus(constant(x, Shape.of(3), 0.5f * s, 0, -0.25f * s)));
            AuditResult result = audit(problem(network, clouds.points(), clouds.labels(), 0.2, Cpu.best()), attacks);
            expected = expected == null ? verdicts(result) : expected;
            assertEquals(expected, verdicts(result), "2^" + k);
        }
        assertTrue(expected.stream().anyMatch(verdict -> verdict.contains(" by ")), expected.toString());
    }

    @Test
    void confidenceIsTheNetworksOwnProbability() {
        Finding own = corners(z -> z.scale(3).softmax(0), 0.02).findings().getFirst();
        Finding logits = corners(z -> z.scale(3), 0.02).findings().getFirst();
        assertEquals(logits.confidence(), own.confidence(), 1e-6);
        assertTrue(own.confidence()
                > corners(Value::sigmoid, 0.02).findings().getFirst().confidence() + 0.05);
    }

    /** Both sigmoids are 1 in float32: a tie of outputs that verdicts don't see, because they speak of what is before. */
    @Test
    void tiesOfTheOutputsAreToldAndDecideNothing() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace().concatenate(0, List.of(x.scale(2), x)).plus(50).sigmoid());
        AuditResult result = audit(network, new float[][] {{0.5f}, {0.75f}}, new int[2], 0.1);
        assertEquals(2, result.ties());
        assertEquals(List.of("certified", "certified"), verdicts(result));
    }

    /** Where the tie is in what decides, the other class has it. */
    @Test
    void aTieOfTheScoresIsAgainstTheLabel() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace().concatenate(0, List.of(x, x.plus(0.5f))).clip(-1, 0.75f));
        AuditResult result = audit(network, new float[][] {{0.875f}, {0.25f}}, new int[] {0, 1}, 0);
        assertEquals(1, result.findings().get(0).prediction());
        assertEquals(List.of("misclassified 1", "certified"), verdicts(result));
        // From 0.75 on the two are the same: a broken point needs no third class.
        assertTrue(verdicts(audit(network, new float[][] {{0.5f}}, new int[] {1}, 0.375))
                .getFirst()
                .startsWith("0 by"));
    }

    /** The logarithm of x − 1/2. */
    @Test
    void anOutputThatIsNoNumberIsNoClass() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace()
                        .concatenate(
                                0, List.of(x.plus(-0.5f).logarithm(), x.scale(0).plus(-5))));
        AuditResult result = audit(network, new float[][] {{0.25f}, {0.75f}, {0.9375f}}, new int[3], 0.375);
        Finding first = result.findings().get(0);
        assertEquals(Logits.NONE, first.prediction());
        assertTrue(first.verdict() instanceof Verdict.Misclassified);
        assertTrue(Double.isNaN(first.confidence()));
        assertEquals(1, result.withoutClass());
        assertTrue(result.findings().get(1).verdict() instanceof Verdict.Falsified);
        assertEquals(List.of("outputs are not all finite numbers on 1 of the first 3 examples"), result.warnings());
        // Random starts end at points that have no class.
        assertEquals(
                result.brokenToNoClass(),
                verdicts(result).stream()
                        .filter(verdict -> verdict.startsWith("-1 by"))
                        .count());
        assertTrue(result.brokenToNoClass() > 0, verdicts(result).toString());
    }

    /** A device whose logits are as far off as the sums of a large network with large weights can be. */
    @Test
    void whatRoundingAloneChangesStaysCertifiedAndIsCounted() {
        Graph network = Graph.of("x", Shape.of(1), "out", x -> x.trace().concatenate(0, List.of(x.plus(1), x)));
        for (float[] off : new float[][] {{1, 2}, {1, 1}}) {
            Problem problem = problem(network, new float[][] {{0.75f}}, new int[1], 0.01, new Lying("out", off));
            AuditResult result = audit(problem, ATTACKS.subList(0, 3));
            Finding rounded = result.findings().get(0);
            assertEquals(1, rounded.prediction());
            assertTrue(rounded.rounding());
            assertTrue(rounded.verdict() instanceof Verdict.Certified);
            assertEquals(1, result.changedByRounding());
            for (AuditResult.CurvePoint point : result.curve()) {
                assertEquals(new AuditResult.CurvePoint(point.epsilon(), 1, 1), point);
            }
        }
        Problem missing = problem(
                network, new float[][] {{0.75f}}, new int[1], 0.01, new Lying("out", new float[] {1, Float.NaN}));
        AuditResult result = audit(missing, ATTACKS.subList(0, 3));
        assertEquals(List.of("misclassified -1"), verdicts(result));
        assertEquals(0, result.changedByRounding());
    }

    /** An attack that claims that a point is adversarial. */
    private record Claim(float[] x) implements Attack {
        @Override
        public String name() {
            return "a claim";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            for (int index : indices) {
                listener.decided(index, new Outcome.Falsified(new Witness(x, 1, 0, name()), Budget.Spent.NOTHING));
            }
        }
    }

    @Test
    void whatAnAttackClaimsIsChecked() {
        Graph network = Graph.of("x", Shape.of(1), "out", x -> x.trace().concatenate(0, List.of(x, x.scale(-1))));
        Problem problem = problem(network, new float[][] {{0.02f}}, new int[1], 0.05, Cpu.best());
        assertEquals(List.of("unknown"), verdicts(audit(problem, List.of(new Claim(new float[] {0.01f})))));
        assertEquals(List.of("unknown"), verdicts(audit(problem, List.of(new Claim(new float[] {-0.01f})))));
        AuditResult result = audit(problem, List.of(new Claim(new float[] {0})));
        assertEquals(List.of("1 by a claim at [0.0]"), verdicts(result));
    }

    /** x + 1 − 1 is 0 in float32 at the claimed point, and so less than 0.9 x. */
    @Test
    void aWitnessOfAProvedExampleIsComputedExactly() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace().concatenate(0, List.of(x.plus(1).plus(-1), x.scale(0.9f))));
        Problem problem = problem(network, new float[][] {{0x1p-20f}}, new int[1], 0.05, Cpu.best());
        List<Attack> claim = List.of(new Claim(new float[] {0x1p-25f}));
        List<Certifier> certifiers = List.of(new ProvesAll());
        AuditPlan plan = new AuditPlan(claim, certifiers, 1).withCurve(new AuditPlan.Curve(CURVE, claim, certifiers));
        AuditResult result = new Audit(problem, plan).run(1, new Audit.Listener() {}, () -> false);
        assertEquals(List.of("certified"), verdicts(result));
        assertEquals(1, result.changedByRounding());
    }

    @Test
    void whatIsProvedWithRoomIsProvedInFloat32AndOfCurvesNothingIs() {
        AuditResult lines = corners(UnaryOperator.identity(), 0.02);
        assertTrue(verdicts(lines).contains("certified"));
        assertEquals(0, lines.provedInRealAlone());
        for (Finding finding : lines.findings()) {
            assertEquals(finding.verdict() instanceof Verdict.Certified, finding.inFloat32());
        }
        Points clouds = Points.clouds(24, 3);
        Graph curves = Graph.of(
                "x",
                Shape.of(2),
                "out",
                x -> x.tanh()
                        .dense(constant(x, Shape.of(3, 2), -0.6f, -0.6f, 0.6f, -0.6f, 0, 0.6f))
                        .plus(constant(x, Shape.of(3), 0.6f, 0, -0.1f)));
        AuditResult curved = audit(curves, clouds.points(), clouds.labels(), 0.02);
        long certified = curved.findings().stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Certified)
                .count();
        assertTrue(certified > 0);
        assertEquals(certified, curved.provedInRealAlone());
    }

    private record ProvesAll() implements Certifier {
        @Override
        public String name() {
            return "proves all";
        }

        @Override
        public Prover prepare(Problem problem) {
            return new Prover() {
                @Override
                public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
                    float[] margins = new float[indices.size()];
                    Arrays.fill(margins, 1);
                    return margins;
                }

                @Override
                public void close() {}
            };
        }
    }

    /** An attack that looks at all examples at once, and notes them. */
    private record Together(List<List<Integer>> calls) implements Attack {
        @Override
        public String name() {
            return "together";
        }

        @Override
        public Company company() {
            return Company.CALL;
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            calls.add(List.copyOf(indices));
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(Budget.Spent.NOTHING)));
        }
    }

    /** Points at 0.03 and 0.2 from where the class changes, which interval bounds prove exactly up to there. */
    @Test
    void attacksOfTheCurvePassOverWhatIsProved() {
        Graph network = Graph.of("x", Shape.of(1), "out", x -> x.trace().concatenate(0, List.of(x, x.scale(-1))));
        Problem problem = problem(network, new float[][] {{0.03f}, {0.2f}}, new int[2], 0.05, Cpu.best());
        List<List<Integer>> calls = new ArrayList<>();
        AuditPlan plan = plan(List.of(new Together(calls)), List.of(new Together(calls)));
        AuditResult result = new Audit(problem, plan).run(2, new Audit.Listener() {}, () -> false);
        assertEquals(List.of("unknown", "certified"), verdicts(result));
        // At the audit's own radius all are attacked, and at 0.1 the one that isn't proved there; at 0 and 0.01 none
        // are.
        assertEquals(List.of(List.of(0, 1), List.of(0)), calls);
        assertEquals(
                List.of(
                        new AuditResult.CurvePoint(0, 1, 1),
                        new AuditResult.CurvePoint(0.01, 1, 1),
                        new AuditResult.CurvePoint(0.05, 1, 0.5),
                        new AuditResult.CurvePoint(0.1, 1, 0.5)),
                result.curve());
    }

    @Test
    void anAttackOnAllAtOnceHasThemInOneCall() {
        Graph network = Graph.of("x", Shape.of(1), "out", x -> x.trace().concatenate(0, List.of(x.plus(1), x)));
        Problem problem = problem(network, new float[200][1], new int[200], 0.05, Cpu.best());
        List<List<Integer>> calls = new ArrayList<>();
        Audit audit = new Audit(
                problem, new AuditPlan(List.of(new Together(calls)), List.of(), 1).withCurve(AuditPlan.Curve.NONE));
        List<Integer> all = IntStream.range(0, 200).boxed().toList();
        AuditResult result = audit.run(200, new Audit.Listener() {}, () -> false);
        assertEquals(List.of(all), calls);
        Known some = new Known(result.findings().subList(0, 8), List.of());
        assertThrows(IllegalArgumentException.class, () -> audit.run(all, some, new Audit.Listener() {}, () -> false));
        Known whole = new Known(result.findings(), List.of());
        assertEquals(
                result.findings(),
                audit.run(all, whole, new Audit.Listener() {}, () -> false).findings());
        assertEquals(1, calls.size());
    }

    /** A device on which this output is always the same. */
    private record Lying(String lie, float... numbers) implements Device {
        @Override
        public String name() {
            return "lying";
        }

        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            return new Relay(Cpu.best().load(plan, parameters)) {
                @Override
                public void read(String output, float[] destination, int offset, int row, int rows) {
                    super.read(output, destination, offset, row, rows);
                    for (int i = 0; output.equals(lie) && i < destination.length; i++) {
                        destination[i] = numbers[i % numbers.length];
                    }
                }
            };
        }
    }

    @Test
    void aContradictionInRealArithmeticIsNotPassedOver() {
        for (float at : new float[] {0.25f, 0.75f}) {
            Graph network = Graph.of(
                    "x",
                    Shape.of(1),
                    "out",
                    x -> x.trace().concatenate(0, List.of(x, x.negate().plus(1))));
            Problem problem = problem(
                    network, new float[][] {{at}}, new int[1], 0.5, new Lying(Margins.MARGINS + Intervals.LOWER, 1));
            String message = assertThrows(
                            Audit.ContradictionException.class, () -> audit(problem, ATTACKS.subList(0, 3)))
                    .getMessage();
            String broken = at < 0.5 ? "has another class itself" : "was broken at ";
            assertTrue(
                    message.startsWith(
                            "example 0 was proved robust at ε = 0.5 by interval bounds (float-sound), but " + broken),
                    message);
            assertTrue(at < 0.5 || message.contains(" by FGSM, in real arithmetic too"), message);
        }
    }

    @Test
    void aContradictionByAnotherJarsCertifierIsThatJars() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace().concatenate(0, List.of(x, x.negate().plus(1))));
        Problem problem = problem(network, new float[][] {{0.75f}}, new int[1], 0.5, Cpu.best());
        Audit audit = new Audit(problem, new AuditPlan(ATTACKS.subList(0, 3), List.of(new Plugins.ProvesAll(0)), 1));
        String message = assertThrows(
                        ForeignPartException.class, () -> audit.run(1, new Audit.Listener() {}, () -> false))
                .getMessage();
        assertTrue(
                message.startsWith("example 0 was proved robust at ε = 0.5 by proves all, but was broken at "),
                message);
        assertTrue(message.contains("; " + Plugins.ProvesAll.class.getName() + " of "), message);
    }

    @Test
    void warningsAreToldBeforeTheFirstPortion() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace()
                        .concatenate(
                                0,
                                List.of(x.scale(9).floor(), x.scale(9).floor().negate())));
        List<String> told = new ArrayList<>();
        AuditResult result = new Audit(
                        problem(network, new float[][] {{0.5f}}, new int[1], 0.1, Cpu.best()),
                        plan(ATTACKS.subList(0, 3), List.of()))
                .run(
                        1,
                        new Audit.Listener() {
                            @Override
                            public void warned(String warning) {
                                told.add(warning);
                            }

                            @Override
                            public void portion(List<Finding> findings, int asked) {
                                told.add("portion");
                            }
                        },
                        () -> false);
        assertEquals(List.of("gradients vanish on 1 of 1 examples: attacks by gradient say little", "portion"), told);
        assertEquals(told.subList(0, 1), result.warnings());
    }
}
