package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.ForeignPartException;
import io.jaspis.attacks.Outcome;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.example.audit.Plugins;
import org.junit.jupiter.api.Test;

/** Attacks and certifiers of anybody's: what they get wrong is told with their name, and hides nothing that others prove. */
class OthersPartsTest {
    private static final Problem PROBLEM =
            Nets.classified(Nets.dense(1, 4, 8, 3), 1, 5, new Threat(Norm.LINF, 0.001, 0, 1), 8);

    /** Tells the same of every example. */
    private record Own(String name, Map<String, Object> parameters, Outcome outcome) implements Attack {
        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            indices.forEach(index -> listener.decided(index, outcome));
        }
    }

    private record Told(String name, Function<List<Integer>, float[]> margins) implements Certifier {
        @Override
        public Prover prepare(Problem problem) {
            return margins == null
                    ? null
                    : new Prover() {
                        @Override
                        public float[] margins(
                                List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
                            return margins.apply(indices);
                        }

                        @Override
                        public void close() {}
                    };
        }
    }

    private static Attack telling(Outcome outcome) {
        return new Own("own", Map.of(), outcome);
    }

    private static Outcome falsified(float[] x, String by) {
        return new Outcome.Falsified(new Witness(x, 1, 0, by), Budget.Spent.NOTHING);
    }

    private static AuditResult run(List<Attack> attacks, List<Certifier> certifiers) {
        return new Audit(PROBLEM, new AuditPlan(attacks, certifiers, 1)).run(5, new Audit.Listener() {}, () -> false);
    }

    private static void assertRefused(String told, Outcome outcome) {
        assertEquals(
                "the attack own told of example 0, but " + told,
                assertThrows(IllegalStateException.class, () -> run(List.of(telling(outcome)), List.of()))
                        .getMessage());
    }

    @Test
    void outcomesOfWhichPartsAreMissing() {
        assertRefused("its outcome is null", null);
        assertRefused("what it spent is null", new Outcome.Survived(null));
        assertRefused("its witness is null", new Outcome.Falsified(null, Budget.Spent.NOTHING));
        assertRefused("the witness names no attack: it is null", falsified(new float[4], null));
        assertRefused("the witness has 3 values, and examples 4", falsified(new float[3], "own"));
        run(List.of(telling(falsified(new float[4], "own"))), List.of());
    }

    /** An example that nobody looked at isn't one that no attack broke. */
    @Test
    void anAttackThatTellsOfNoExample() {
        Attack silent = new Attack() {
            @Override
            public String name() {
                return "silent";
            }

            @Override
            public void attack(
                    Problem problem,
                    List<Integer> indices,
                    long seed,
                    Budget budget,
                    Listener listener,
                    BooleanSupplier stopped) {}
        };
        assertEquals(
                "the attack silent ended without telling what it found of 5 of 5 examples, such as example 0",
                assertThrows(IllegalStateException.class, () -> run(List.of(silent), List.of()))
                        .getMessage());
    }

    @Test
    void claimsThatDontStandAreWarnedOfByWhoGoesOnToo() {
        Attack liar = telling(falsified(new float[] {2, 2, 2, 2}, "own"));
        Audit audit = new Audit(PROBLEM, new AuditPlan(List.of(liar), List.of(), 1));
        List<Finding> found = new ArrayList<>();
        List<Work> work = new ArrayList<>();
        List<String> warned = new ArrayList<>();
        AuditResult result = audit.run(
                5,
                new Audit.Listener() {
                    @Override
                    public void found(List<Finding> news, Work done) {
                        found.addAll(news);
                        work.add(done);
                    }

                    @Override
                    public void warned(String warning) {
                        warned.add(warning);
                    }
                },
                () -> false);
        String warning =
                "5 of 5 claimed breaks of the attack own did not stand when they were checked, and don't count";
        assertTrue(result.warnings().contains(warning), result.warnings().toString());
        assertEquals(result.warnings(), warned);
        Known known = new Known(found, List.of(), List.of(), work);
        assertEquals(
                result.warnings(),
                audit.run(List.of(0, 1, 2, 3, 4), known, new Audit.Listener() {}, () -> false)
                        .warnings());
        assertFalse(run(List.of(telling(new Outcome.Survived(Budget.Spent.NOTHING))), List.of())
                .warnings()
                .contains(warning));
    }

    @Test
    void whatAnotherJarGetsWrongIsToldAsThatJars() {
        assertForeign(
                "the attack my own failed: java.lang.IllegalStateException: I fail; ",
                Plugins.Failing.class,
                List.of(new Plugins.Failing("my own")),
                List.of());
        assertForeign(
                "the certifier proves all was asked for margins of 5 examples, but gave 4; ",
                Plugins.ProvesAll.class,
                List.of(),
                List.of(new Plugins.ProvesAll(1)));
        assertForeign(
                "the certifier proves all failed: java.lang.NegativeArraySizeException: -1; ",
                Plugins.ProvesAll.class,
                List.of(),
                List.of(new Plugins.ProvesAll(6)));
    }

    private static void assertForeign(String told, Class<?> type, List<Attack> attacks, List<Certifier> certifiers) {
        String message = assertThrows(ForeignPartException.class, () -> run(attacks, certifiers))
                .getMessage();
        assertTrue(message.startsWith(told + type.getName() + " of "), message);
    }

    @Test
    void marginsThatArentOneForEachExample() {
        assertMargins("3", _ -> new float[3]);
        assertMargins("7", _ -> new float[7]);
        assertMargins("none: null", _ -> null);
        assertEquals(
                "the certifier own gave no prover: prepare is null",
                assertThrows(IllegalStateException.class, () -> run(List.of(), List.of(new Told("own", null))))
                        .getMessage());
    }

    private static void assertMargins(String given, Function<List<Integer>, float[]> margins) {
        assertEquals(
                "the certifier own was asked for margins of 5 examples, but gave " + given,
                assertThrows(IllegalStateException.class, () -> run(List.of(), List.of(new Told("own", margins))))
                        .getMessage());
    }

    @Test
    void aMarginThatIsNoNumberHidesNoOther() {
        Certifier none = new Told("none", indices -> {
            float[] margins = new float[indices.size()];
            Arrays.fill(margins, Float.NaN);
            return margins;
        });
        List<Finding> alone = run(List.of(), List.of(new IntervalBounds())).findings();
        assertTrue(alone.stream().anyMatch(finding -> finding.verdict() instanceof Verdict.Certified));
        assertEquals(alone, run(List.of(), List.of(none, new IntervalBounds())).findings());
        assertEquals(
                Collections.nCopies(5, Double.NEGATIVE_INFINITY),
                run(List.of(), List.of(none)).findings().stream()
                        .map(Finding::margin)
                        .toList());
    }

    /** Before any work, which would be for a report that can't be made. */
    @Test
    void whatNoReportCanTell() {
        Outcome survived = new Outcome.Survived(Budget.Spent.NOTHING);
        assertPlan("the attack " + Own.class.getName() + " has no name: null", new Own(null, Map.of(), survived));
        assertPlan("the attack own has no parameters: null", new Own("own", null, survived));
        for (Object value : new Object[] {Double.NaN, Float.NaN, List.of(1), new int[1]}) {
            assertPlan(
                    "the parameter a of the attack own must be a number, a word or a truth value, but is " + value,
                    new Own("own", Map.of("a", value), survived));
        }
        assertPlan(
                "the parameter a of the attack own must be a number, a word or a truth value, but is null",
                new Own("own", Collections.singletonMap("a", null), survived));
        for (Object value : new Object[] {1, 1L, 0.5f, Double.POSITIVE_INFINITY, "a", true}) {
            new AuditPlan(List.of(new Own("own", Map.of("a", value), survived)), List.of(), 1);
        }
        assertThrows(
                IllegalArgumentException.class, () -> new AuditPlan(List.of(), List.of(new Told(null, _ -> null)), 1));
    }

    private static void assertPlan(String told, Attack attack) {
        for (Runnable plan : List.<Runnable>of(
                () -> new AuditPlan(List.of(attack), List.of(), 1),
                () -> new AuditPlan.Curve(List.of(), List.of(attack), List.of()))) {
            assertEquals(
                    told,
                    assertThrows(IllegalArgumentException.class, plan::run).getMessage());
        }
    }
}
