package io.jaspis.bench.seams;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.Finding;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.crown.CrownBounds;
import io.jaspis.certify.crown.Stage;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.certify.smoothing.Sampling;
import io.jaspis.certify.smoothing.SmoothingRun;
import io.jaspis.check.FileSource;
import io.jaspis.check.ModelSource;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingChecker;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What verdicts must keep. No point of a certified example's ball has another class. What is told as adversarial
 * doesn't surely have its label; where float32 alone gives it another class, that is counted. Votes of a smoothing
 * certificate are those that its checker finds.
 */
final class VerdictLaw {
    private static final float RANGE = 1;
    private static final int POINTS = 4;

    /** For files that don't lie anywhere. */
    private static final String UNKNOWN = "0".repeat(64);

    private final FileEvaluator file;
    private final Graph graph;
    private final SplittableRandom random;
    private final Device device;
    private final Examination found;
    private final Shape shape;
    private final int classes;

    VerdictLaw(FileEvaluator file, Graph graph, SplittableRandom random, Device device, Examination found) {
        this.file = file;
        this.graph = graph;
        this.random = random;
        this.device = device;
        this.found = found;
        this.shape = graph.input(graph.onlyInput()).shape();
        this.classes = graph.output(graph.onlyOutput()).shape().size();
    }

    /** Some points with labels. */
    private record Points(Shape shape, int classes, float[][] points, int[] labels) implements Examples {
        @Override
        public int count() {
            return points.length;
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            System.arraycopy(points[index], 0, destination, offset, points[index].length);
        }
    }

    void check() {
        float[][] points = new float[random.nextInt(2, 4)][shape.size()];
        int[] labels = new int[points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points[i].length; j++) {
                points[i][j] = SeamLaw.coordinate(random);
            }
            Real[] exact = SeamLaw.exact(file, SeamLaw.reals(points[i]), found);
            if (exact == null) {
                return;
            }
            labels[i] = random.nextInt(5) == 0 ? random.nextInt(classes) : largest(exact);
        }
        Points examples = new Points(shape, classes, points, labels);
        audit(examples);
        if (random.nextInt(10) == 0) {
            smooth(examples);
        }
    }

    private static int largest(Real[] outputs) {
        int best = 0;
        for (int i = 1; i < outputs.length; i++) {
            best = outputs[best].below(outputs[i]) ? i : best;
        }
        return best;
    }

    private void audit(Points examples) {
        Norm norm = random.nextInt(3) > 0 ? Norm.LINF : random.nextBoolean() ? Norm.L2 : Norm.L1;
        double[] radii = {0, 1e-6, 0.001, 0.01, 0.1, 0.5, 1};
        Threat threat = new Threat(norm, radii[random.nextInt(radii.length)], -RANGE, RANGE);
        List<Finding> findings;
        try {
            Problem problem = new Problem(graph, examples, threat, device, 4);
            List<Attack> attacks = List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 3, 1));
            boolean curved = random.nextInt(4) == 0;
            List<Certifier> certifiers = certifiers(problem);
            AuditPlan.Curve curve = curved
                    ? new AuditPlan.Curve(List.of(threat.epsilon() / 2, 0.25), attacks, certifiers)
                    : AuditPlan.Curve.NONE;
            Audit audit = new Audit(problem, new AuditPlan(attacks, certifiers, random.nextLong()).withCurve(curve));
            findings = audit.run(examples.count(), new Audit.Listener() {}, () -> false)
                    .findings();
        } catch (Audit.ContradictionException e) {
            found.violation(Violation.Kind.CONTRADICTION, e.getMessage());
            return;
        } catch (RuntimeException | StackOverflowError e) {
            found.violation(Violation.Kind.AUDIT_FAILED, SeamLaw.described(e));
            return;
        }
        for (Finding finding : findings) {
            float[] centre = examples.points[finding.index()];
            switch (finding.verdict()) {
                case Verdict.Certified _ -> certified(centre, finding.label(), threat);
                case Verdict.Falsified(Witness witness) -> attacked(witness, finding.label());
                case Verdict.Misclassified() -> {}
                case Verdict.Unknown() -> {}
            }
        }
    }

    /** Intervals, and often linear bounds where there are any. */
    private List<Certifier> certifiers(Problem problem) {
        Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
        return random.nextInt(3) > 0 && CrownBounds.refusal(stage, problem).isEmpty()
                ? List.of(new IntervalBounds(), new CrownBounds(stage, 1e7, 16))
                : List.of(new IntervalBounds());
    }

    private void certified(float[] centre, int label, Threat threat) {
        found.certifiedExample();
        for (int i = 0; i < POINTS; i++) {
            Real[] point = inBall(centre, threat);
            Real[] exact = SeamLaw.exact(file, point, found);
            for (int other = 0; exact != null && other < exact.length; other++) {
                if (other != label && !exact[other].equals(exact[label]) && exact[label].below(exact[other])
                        || other != label && exact[label].isExact() && exact[other].equals(exact[label])) {
                    found.violation(
                            Violation.Kind.CERTIFIED_BUT_BROKEN,
                            "certified for " + label + " within " + threat.epsilon() + " in " + threat.norm() + " of "
                                    + Arrays.toString(centre) + ", but " + other + " has " + exact[other] + " and "
                                    + label + " " + exact[label] + " at " + Arrays.toString(point));
                    return;
                }
            }
        }
    }

    /** A real point of the ball and the range: a corner, a coordinate's end, or anywhere. */
    private Real[] inBall(float[] centre, Threat threat) {
        Real[] point = new Real[centre.length];
        Real epsilon = Real.of(threat.epsilon());
        boolean cube = threat.norm() == Norm.LINF;
        int moved = random.nextInt(centre.length);
        boolean extreme = random.nextInt(3) > 0;
        double[] direction = new double[centre.length];
        double length = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = cube ? random.nextDouble(-1, 1) : random.nextGaussian();
            length += threat.norm() == Norm.L2 ? direction[i] * direction[i] : Math.abs(direction[i]);
        }
        length = threat.norm() == Norm.L2 ? Math.sqrt(length) : length;
        for (int i = 0; i < point.length; i++) {
            double part = extreme
                    ? cube || i == moved ? random.nextBoolean() ? 1 : -1 : 0
                    : cube ? direction[i] : direction[i] / length * (1 - 1e-9) * random.nextDouble();
            point[i] = Real.of((double) centre[i])
                    .plus(epsilon.times(Real.of(part)))
                    .max(Real.of(-RANGE))
                    .min(Real.of((double) RANGE));
        }
        return point;
    }

    private void attacked(Witness witness, int label) {
        found.attack();
        if (witness.prediction() == Logits.NONE) {
            // Real arithmetic has no NaN to compare with.
            found.roundingAttack();
            return;
        }
        Real[] exact = SeamLaw.exact(file, SeamLaw.reals(witness.x()), found);
        if (exact == null) {
            return;
        }
        for (int other = 0; other < exact.length; other++) {
            if (other != label && !exact[other].below(exact[label])) {
                return;
            }
        }
        Real lead = exact[label].minus(exact[witness.prediction()]);
        double scale = Arrays.stream(exact)
                .mapToDouble(each -> Math.abs(each.toDouble()))
                .max()
                .orElse(0);
        if (roundingAlone(witness.x(), label, lead.toDouble(), scale)) {
            found.roundingAttack();
            return;
        }
        found.violation(
                Violation.Kind.FALSE_ATTACK,
                "told as " + witness.prediction() + " and not " + label + " at " + Arrays.toString(witness.x())
                        + ", where the outputs are " + Arrays.toString(exact));
    }

    /** Whether the bounds at the point itself are as wide as the label's lead, so that float32 may lose it. */
    private boolean roundingAlone(float[] x, int label, double lead, double scale) {
        double width = new PointWidth(graph, device).at(x);
        return !(lead > 4 * width) || lead <= 1e-6 * scale;
    }

    private void smooth(Points examples) {
        Graph scores = Decision.of(graph).scores();
        DoubleArithmetic in = DoubleArithmetic.DOUBLE;
        for (float[] point : examples.points) {
            if (SeamLaw.exact(file, SeamLaw.reals(point), found) == null) {
                return;
            }
            double scale = 0;
            for (double each : Evaluate.run(scores, 1, Map.of(scores.onlyInput(), in.of(point)), Map.of(), in)
                    .get(scores.onlyOutput())) {
                scale = Math.max(scale, Math.abs(each));
            }
            // Where float32 is far off, it is another classifier that votes.
            if (!(new PointWidth(scores, device).at(point) <= 1e-5 * scale)) {
                return;
            }
        }
        Noise noise = new Noise.Gaussian(0.25f);
        long seed = random.nextLong(1L << 40);
        try (NoisyVotes votes = new NoisyVotes(graph, noise, device, 16, seed)) {
            SmoothingRun run = new SmoothingRun(
                    votes, new Sampling(8, 40, 0.05), examples, new SmoothingRun.Method.OneSided(), Norm.L2);
            List<SmoothingCertificate.Example> done = run.run(examples.count(), _ -> {}, () -> false);
            SmoothingCertificate certificate = new SmoothingCertificate(
                    SmoothingCertificate.SCHEMA,
                    SmoothingCertificate.KIND,
                    "bench",
                    "bench seams",
                    new ModelSource("model.onnx", UNKNOWN, List.of("float32")),
                    new FileSource("data", UNKNOWN),
                    run.settings(),
                    examples.count(),
                    SmoothingCertificate.accuracy(done, 0.0),
                    done);
            SmoothingChecker.Finding finding = new SmoothingChecker(
                            certificate, graph, examples, SmoothingChecker.ALL, 1)
                    .check(_ -> {}, () -> false);
            for (int i = 0; i < done.size(); i++) {
                found.smoothedExample();
            }
            if (!finding.valid()) {
                found.violation(Violation.Kind.SMOOTHING_DISAGREES, String.join("; ", finding.objections()));
            }
        } catch (RuntimeException e) {
            found.violation(Violation.Kind.SMOOTHING_FAILED, SeamLaw.described(e));
        }
    }
}
