package io.jaspis.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Completion;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.Breaks;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Judgement;
import io.jaspis.audit.evidence.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Laws of what a model is held to. */
final class RequirementsLaws {
    private static final int SAMPLES = 1000;

    /** Of 1,000 samples: an error has a probability of at most 0.005, so 5 are expected at most. */
    private static final int MOST = 10;

    private static AuditReport report(VerdictKind... verdicts) {
        List<ExampleResult> examples = new ArrayList<>();
        for (VerdictKind verdict : verdicts) {
            examples.add(
                    new ExampleResult(examples.size(), 0, 0, verdict, "interval", null, null, Double.NaN, Double.NaN));
        }
        return new AuditReport(
                AuditReport.SCHEMA,
                null,
                Completion.of(verdicts.length, verdicts.length, false),
                null,
                null,
                Sandwich.of(examples),
                List.of(),
                List.of(),
                examples,
                List.of(),
                Breaks.NONE,
                List.of(),
                List.of(),
                Trust.NONE);
    }

    private static VerdictKind[] sample(Random chance, int count, double share) {
        VerdictKind[] verdicts = new VerdictKind[count];
        for (int i = 0; i < count; i++) {
            verdicts[i] = chance.nextDouble() < share ? VerdictKind.CERTIFIED : VerdictKind.FALSIFIED;
        }
        return verdicts;
    }

    private static boolean passes(Requirements requirements, AuditReport report) {
        return requirements.judged(report).gates().stream().allMatch(Gate::passed);
    }

    @Property(tries = 6, seed = "20260101")
    @Label("where the robustness is the limit, confidence = 0.99 fails at most 1 % of 1,000 samples")
    void confidenceSeldomFails(
            @ForAll @IntRange(min = 20, max = 300) int count,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double truth,
            @ForAll long seed) {
        Requirements requirements = Requirements.NONE.withCertified(truth).withJudgement(Judgement.confidence(0.99));
        Random chance = new Random(seed);
        int failed = 0;
        for (int i = 0; i < SAMPLES; i++) {
            failed += passes(requirements, report(sample(chance, count, truth))) ? 0 : 1;
        }
        assertTrue(failed <= MOST, failed + " of " + SAMPLES);
    }

    @Property(tries = 6, seed = "20260102")
    @Label("where the robustness is the limit, or under it, prove = 0.99 passes at most 1 % of 1,000 samples")
    void proofsSeldomPass(
            @ForAll @IntRange(min = 20, max = 300) int count,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double truth,
            @ForAll long seed) {
        Requirements requirements = Requirements.NONE.withRobust(truth).withJudgement(Judgement.proof(0.99));
        Random chance = new Random(seed);
        int passed = 0;
        for (int i = 0; i < SAMPLES; i++) {
            passed += passes(requirements, report(sample(chance, count, truth))) ? 1 : 0;
        }
        assertTrue(passed <= MOST, passed + " of " + SAMPLES);
    }

    @Property(tries = 50)
    @Label("without either, the counted share decides, of what is proved and of what isn't broken")
    void counted(
            @ForAll VerdictKind[] verdicts,
            @ForAll @DoubleRange(max = 1) double certified,
            @ForAll @DoubleRange(max = 1) double robust) {
        AuditReport report = report(verdicts);
        long proved = List.of(verdicts).stream()
                .filter(v -> v == VerdictKind.CERTIFIED)
                .count();
        long open =
                List.of(verdicts).stream().filter(v -> v == VerdictKind.UNKNOWN).count();
        boolean holds = verdicts.length > 0
                && (double) proved / verdicts.length >= certified
                && (double) (proved + open) / verdicts.length >= robust;
        assertEquals(holds, passes(Requirements.NONE.withCertified(certified).withRobust(robust), report));
    }

    @Example
    void whatMakesNoSenseIsRefused() {
        for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> Requirements.NONE.withCertified(wrong));
            assertThrows(IllegalArgumentException.class, () -> Requirements.NONE.withRobust(wrong));
            assertThrows(IllegalArgumentException.class, () -> Judgement.proof(wrong));
        }
        assertThrows(IllegalArgumentException.class, Requirements.NONE::requireAny);
        assertThrows(
                IllegalArgumentException.class,
                () -> Requirements.NONE.withCertified(0.5).withMayFall(0.1).requireAny());
        Requirements sure = Requirements.NONE.withJudgement(Judgement.confidence(0.9));
        assertThrows(IllegalArgumentException.class, () -> sure.withJudgement(Judgement.proof(0.9)));
    }
}
