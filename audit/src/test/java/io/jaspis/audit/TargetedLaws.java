package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Attackers who want certain classes. */
class TargetedLaws {
    private static final int CLASSES = 5;

    private static int broken;
    private static int onlyUntargeted;
    private static int onlyTargeted;

    private static Problem problem(long seed, Norm norm, double epsilon) {
        Graph network = Nets.dense(seed, 6, 9, CLASSES);
        return Nets.classified(network, seed, 24, new Threat(norm, epsilon, 0, 1), 16);
    }

    private static AuditResult audit(Problem problem) {
        AuditPlan plan = AuditPlan.named(
                problem,
                List.of("fgsm", "pgd"),
                List.of("interval"),
                new AttackFamily.Settings(Effort.NORMAL, 5, 2),
                1);
        return new Audit(problem, plan).run(Nets.all(problem), Known.NOTHING, new Audit.Listener() {}, () -> false);
    }

    private static Target target(int kind, Problem problem) {
        return kind == 0 ? new Target.Next(CLASSES) : Target.Least.of(problem, Nets.all(problem));
    }

    @Property(tries = 40)
    @Label(
            "a targeted break reaches its class and breaks the label; what keeps its label under proof gets no other class")
    void brokenAndProved(
            @ForAll long seed,
            @ForAll Norm norm,
            @ForAll @DoubleRange(min = 0.01, max = 0.3) double epsilon,
            @ForAll @IntRange(min = 0, max = 1) int kind) {
        Problem any = problem(seed, norm, epsilon);
        Problem aimed = any.withTarget(target(kind, any));
        AuditResult all = audit(any);
        AuditResult some = audit(aimed);
        for (int i = 0; i < all.findings().size(); i++) {
            Finding untargeted = all.findings().get(i);
            Finding targeted = some.findings().get(i);
            int index = targeted.index();
            assertFalse(aimed.target(index) == targeted.label());
            assertTrue(targeted.margin() >= untargeted.margin(), "the margin over one class is the smallest of all");
            if (targeted.verdict() instanceof Verdict.Falsified(var witness)) {
                broken++;
                assertEquals(aimed.target(index), witness.prediction());
                List<Double> logits = Nets.logits(any.network(), witness.x());
                // A tie is the attacker's.
                double reached = logits.get(aimed.target(index)) + 1e-6;
                assertTrue(logits.stream().allMatch(logit -> logit <= reached), logits::toString);
                assertFalse(untargeted.verdict() instanceof Verdict.Certified);
            }
            if (untargeted.verdict() instanceof Verdict.Certified) {
                assertTrue(targeted.verdict() instanceof Verdict.Certified);
            }
            onlyUntargeted += broken(untargeted) && !broken(targeted) ? 1 : 0;
            onlyTargeted += proved(targeted) && !proved(untargeted) ? 1 : 0;
        }
    }

    private static boolean broken(Finding finding) {
        return finding.verdict() instanceof Verdict.Falsified;
    }

    private static boolean proved(Finding finding) {
        return finding.verdict() instanceof Verdict.Certified;
    }

    @AfterContainer
    static void somethingIsFound() {
        assertTrue(
                broken > 0 && onlyUntargeted > 0 && onlyTargeted > 0,
                broken + " " + onlyUntargeted + " " + onlyTargeted);
    }

    @Property(tries = 20)
    @Label("the least likely class has the smallest score but for the label")
    void least(@ForAll long seed) {
        Problem any = problem(seed, Norm.LINF, 0.1);
        Target least = Target.Least.of(any, Nets.all(any));
        for (int index : Nets.all(any)) {
            float[] x = new float[any.size()];
            any.examples().copy(index, x, 0);
            int label = any.examples().label(index);
            List<Double> logits = Nets.logits(any.network(), x);
            int chosen = least.of(index, label);
            for (int j = 0; j < CLASSES; j++) {
                assertTrue(j == label || logits.get(j) >= logits.get(chosen) - 1e-5);
            }
        }
    }

    /** In two classes the other is the only aim, so that both questions are one. */
    @Property(tries = 20)
    @Label("of two classes a target changes nothing")
    void two(@ForAll long seed) {
        Problem any = Nets.classified(Nets.dense(seed, 6, 9, 2), seed, 24, new Threat(Norm.LINF, 0.1, 0, 1), 16);
        AuditResult all = audit(any);
        AuditResult aimed = audit(any.withTarget(new Target.Next(2)));
        for (int i = 0; i < all.findings().size(); i++) {
            assertEquals(proved(all.findings().get(i)), proved(aimed.findings().get(i)));
            assertEquals(all.findings().get(i).margin(), aimed.findings().get(i).margin());
        }
    }

    @Example
    void whatCannotBeIsRefused() {
        Problem any = problem(3, Norm.LINF, 0.1);
        assertThrows(IllegalArgumentException.class, () -> any.withTarget(new Target.Fixed(CLASSES)));
        assertThrows(IllegalArgumentException.class, () -> any.withTarget(new Target.Fixed(-1)));
        int label = any.examples().label(0);
        Problem same = any.withTarget(new Target.Fixed(label));
        String message =
                assertThrows(IllegalArgumentException.class, () -> audit(same)).getMessage();
        assertTrue(message.contains("the target of example 0 must be another class than its label"), message);
    }

    @Example
    void examplesMayBeThrownOut() {
        Problem any = problem(3, Norm.LINF, 0.1);
        int[] others = Nets.all(any).stream()
                .mapToInt(Integer::intValue)
                .filter(index -> any.examples().label(index) != 2)
                .toArray();
        Problem two = any.withTarget(new Target.Fixed(2));
        AuditResult result = new Audit(two, AuditPlan.standard(two, 1))
                .run(Arrays.stream(others).boxed().toList(), Known.NOTHING, new Audit.Listener() {}, () -> false);
        assertEquals(others.length, result.findings().size());
        assertEquals("class two", two.target().text(index -> index == 2 ? "two" : "?"));
    }
}
