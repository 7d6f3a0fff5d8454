package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.samples.Points;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Which attack and certifier of a plan gets what. */
class AuditPlanTest {

    /** A certifier of made-up margins that notes what it is asked for. */
    private static final class Scripted implements Certifier {
        private final String name;
        private final double reach;
        private final List<Float> margins;
        private final List<String> asked = new ArrayList<>();

        private Scripted(String name, double reach, List<Float> margins) {
            this.name = name;
            this.reach = reach;
            this.margins = margins;
        }

        static Scripted of(String name, double reach, Float... margins) {
            return new Scripted(name, reach, List.of(margins));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Prover prepare(Problem problem) {
            asked.add("prepare");
            return new Prover() {
                @Override
                public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
                    asked.add(epsilon + " " + indices + " " + budget.domains());
                    float[] found = new float[indices.size()];
                    for (int i = 0; i < found.length; i++) {
                        float margin = margins.get(indices.get(i));
                        found[i] = epsilon <= reach ? margin : -Math.abs(margin);
                    }
                    return found;
                }

                @Override
                public void close() {
                    asked.add("close");
                }
            };
        }
    }

    /** An attack that notes its budget and breaks nothing. */
    private record Harmless(List<Budget> given) implements Attack {
        @Override
        public String name() {
            return "harmless";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            given.add(budget);
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(Budget.Spent.NOTHING)));
        }
    }

    /** Class 0 from 1/2 on, else 1; example 3 is wrong, and FGSM breaks example 4 within 0.1. */
    private static Problem problem() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "out",
                x -> x.trace().concatenate(0, List.of(x, x.negate().plus(1))));
        float[][] points = {{0.9f}, {0.8f}, {0.1f}, {0.2f}, {0.55f}};
        return new Problem(
                network,
                new Points(Shape.of(1), 2, points, new int[] {0, 0, 1, 0, 0}),
                new Threat(Norm.LINF, 0.1, 0, 1),
                Cpu.best(),
                8);
    }

    private static AuditResult run(AuditPlan plan) {
        return new Audit(problem(), plan).run(5, new Audit.Listener() {}, () -> false);
    }

    /** What was found of each example; points of witnesses are told by their distances. */
    private static List<String> text(AuditResult result) {
        return result.findings().stream()
                .map(finding -> finding.index() + " " + finding.margin() + " "
                        + (finding.verdict() instanceof Verdict.Falsified(var witness)
                                ? witness.attack() + witness.distance()
                                : finding.verdict().toString()))
                .toList();
    }

    @Test
    void eachCertifierGetsWhatThoseBeforeItLeft() {
        Scripted cheap = Scripted.of("cheap", 0.1, 1f, -2f, -3f, -4f, -5f);
        Scripted dear = Scripted.of("dear", 0.1, 9f, 2f, -6f, -7f, -8f);
        Scripted dearest = Scripted.of("dearest", 0.1, 9f, 9f, -1f, 9f, 9f);
        AuditResult result = run(new AuditPlan(
                List.of(GradientDescent.fgsm()),
                List.of(cheap, dear, dearest),
                AuditPlan.Curve.NONE,
                Budget.UNLIMITED,
                Budget.UNLIMITED.withDomains(7),
                1));
        assertEquals(List.of("prepare", "0.1 [0, 1, 2, 3, 4] 7", "close"), cheap.asked);
        assertEquals(List.of("prepare", "0.1 [1, 2] 7", "close"), dear.asked);
        assertEquals(List.of("prepare", "0.1 [2] 7", "close"), dearest.asked);
        List<Finding> findings = result.findings();
        assertEquals(new Verdict.Certified("cheap"), findings.get(0).verdict());
        assertEquals(new Verdict.Certified("dear"), findings.get(1).verdict());
        assertEquals(new Verdict.Unknown(), findings.get(2).verdict());
        assertEquals(new Verdict.Misclassified(), findings.get(3).verdict());
        assertTrue(findings.get(4).verdict() instanceof Verdict.Falsified);
        assertEquals(
                List.of(1.0, 2.0, -1.0, -4.0, -5.0),
                findings.stream().map(Finding::margin).toList());
    }

    @Test
    void alongTheCurveWhatIsProvedAtALargerRadiusIsNotAskedForAgain() {
        Scripted cheap = Scripted.of("cheap", 0.2, 1f, -2f, -3f, -4f, -5f);
        Scripted dear = Scripted.of("dear", 0.1, 9f, 2f, -6f, -7f, -8f);
        List<Certifier> certifiers = List.of(cheap, dear);
        AuditPlan.Curve curve = new AuditPlan.Curve(List.of(0.2, 0.05), List.of(), certifiers);
        AuditResult result = run(new AuditPlan(List.of(GradientDescent.fgsm()), certifiers, 1).withCurve(curve));
        long all = Long.MAX_VALUE;
        assertEquals(
                List.of(
                        "prepare",
                        "0.1 [0, 1, 2, 3, 4] " + all,
                        "0.2 [0, 1, 2, 4] " + all,
                        "0.05 [2, 4] " + all,
                        "close"),
                cheap.asked);
        assertEquals(
                List.of("prepare", "0.1 [1, 2] " + all, "0.2 [1, 2] " + all, "0.05 [2, 4] " + all, "close"),
                dear.asked);
        assertEquals(
                List.of(0.4, 0.4, 0.2),
                result.curve().stream().map(AuditResult.CurvePoint::lower).toList());
    }

    @Test
    void withoutAttacksOrCertifiersNothingIsBrokenOrProved() {
        AuditResult result = run(new AuditPlan(List.of(), List.of(), 1));
        for (Finding finding : result.findings()) {
            assertEquals(finding.index() == 3 ? new Verdict.Misclassified() : new Verdict.Unknown(), finding.verdict());
            assertEquals(Double.NEGATIVE_INFINITY, finding.margin());
        }
        assertEquals(List.of(new AuditResult.CurvePoint(0.1, 0.8, 0)), result.curve());
    }

    @Test
    void attacksGetTheirBudget() {
        Harmless harmless = new Harmless(new ArrayList<>());
        Budget budget = Budget.UNLIMITED.withGradients(3).withQueries(4);
        AuditPlan.Curve curve = new AuditPlan.Curve(List.of(0.2), List.of(harmless), List.of());
        run(new AuditPlan(List.of(harmless), List.of(), 1).withCurve(curve).within(budget, Budget.UNLIMITED));
        assertEquals(List.of(budget, budget), harmless.given());
    }

    @Test
    void aTimeLimitLeavesOutWhatIsNotFinishedAndIsTold() {
        AuditPlan plan = new AuditPlan(List.of(GradientDescent.fgsm()), List.of(new IntervalBounds()), 1);
        AuditResult whole = run(plan);
        assertFalse(whole.cutOff());
        Budget over = Budget.UNLIMITED.within(Duration.ofNanos(1));
        AuditPlan.Curve curve = new AuditPlan.Curve(List.of(0.05), plan.attacks(), plan.certifiers());
        for (AuditPlan cut : List.of(plan.within(over, Budget.UNLIMITED), plan.within(Budget.UNLIMITED, over))) {
            AuditResult result = run(cut.withCurve(curve));
            assertTrue(result.cutOff() && !result.partial());
            assertEquals(text(whole), text(result));
            assertEquals(List.of(), result.curve());
        }
        assertFalse(new Audit(problem(), plan)
                .run(5, new Audit.Listener() {}, () -> true)
                .cutOff());
    }

    /** However short the limit: each run finishes something new. */
    @Test
    void whoGoesOnAgainAndAgainUnderATimeLimitComesToTheEnd() {
        List<Attack> attacks = List.of(GradientDescent.fgsm());
        List<Certifier> certifiers = List.of(new IntervalBounds());
        AuditPlan plan = new AuditPlan(attacks, certifiers, 1)
                .withCurve(new AuditPlan.Curve(List.of(0.05, 0.2, 0.3), attacks, certifiers));
        Budget over = Budget.UNLIMITED.within(Duration.ofNanos(1));
        List<Finding> findings = new ArrayList<>();
        List<RadiusStep> steps = new ArrayList<>();
        Audit.Listener journal = new Audit.Listener() {
            @Override
            public void found(List<Finding> news, Work work) {
                findings.addAll(news);
            }

            @Override
            public void found(RadiusStep news, Work work) {
                steps.add(news);
            }
        };
        AuditResult result;
        int runs = 0;
        do {
            int before = findings.size() + steps.size();
            result = new Audit(problem(), plan.within(over, over))
                    .run(List.of(0, 1, 2, 3, 4), new Known(findings, steps), journal, () -> false);
            runs++;
            assertTrue(!result.cutOff() || findings.size() + steps.size() > before, "run " + runs + " did nothing");
        } while (result.cutOff());
        assertTrue(runs > 1);
        AuditResult whole = run(plan);
        assertEquals(text(whole), text(result));
        assertEquals(whole.curve(), result.curve());
    }

    @Test
    void radiiAroundAThreatEndWhereItsRangeDoes() {
        // As a fraction of 255 is written, not as a product of factors rounds.
        assertEquals(
                List.of(0.0, 2 / 255.0, 4 / 255.0, 6 / 255.0, 10 / 255.0, 12 / 255.0, 16 / 255.0, 24 / 255.0),
                AuditPlan.Curve.around(new Threat(Norm.LINF, 8 / 255.0, 0, 1), 2, List.of(), List.of())
                        .radii());
        assertEquals(
                List.of(0.0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.8),
                AuditPlan.Curve.around(new Threat(Norm.LINF, 0.4, 0, 1), 2, List.of(), List.of())
                        .radii());
        assertEquals(
                List.of(0.0, 0.125, 0.25, 0.375, 0.625, 0.75, 1.0),
                AuditPlan.Curve.around(new Threat(Norm.L2, 0.5, 0, 1), 2, List.of(), List.of())
                        .radii());
    }

    @Test
    void aRadiusThatCannotBeIsRefusedBeforeWork() {
        AuditPlan plan = new AuditPlan(List.of(), List.of(), 1);
        Problem problem = problem().withThreat(new Threat(Norm.L2, 0.1, 0, 1));
        for (double radius : new double[] {-0.1, Double.NaN, 100}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Audit(problem, plan.at(List.of(0.1, radius))),
                    () -> "radius " + radius);
        }
    }

    @Test
    void parametersOfAttacksAreNamed() {
        assertEquals(Map.of("steps", 1, "restarts", 1), GradientDescent.fgsm().parameters());
    }
}
