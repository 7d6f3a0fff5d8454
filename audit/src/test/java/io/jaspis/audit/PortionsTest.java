package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How many examples are finished together, by a clock that an attack moves. */
class PortionsTest {
    private static final int EXAMPLES = 200;

    /** An attack that finds nothing, which is slower at first. */
    private static final class Slow implements Attack {
        private final AtomicLong clock;
        private final double each;
        private double first;

        Slow(AtomicLong clock, double first, double each) {
            this.clock = clock;
            this.first = first;
            this.each = each;
        }

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            clock.addAndGet((long) ((first + each * indices.size()) * 1e9));
            first = 0;
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(Budget.Spent.NOTHING)));
        }
    }

    /** How many are finished after each portion. */
    private static List<Integer> finished(double first, double each) {
        Graph network = Nets.linear(new float[] {1, -1}, 0.125f);
        Problem problem = Nets.classified(network, 1, EXAMPLES, new Threat(Norm.LINF, 0.1, 0, 1), 8);
        AtomicLong clock = new AtomicLong();
        List<Integer> finished = new ArrayList<>();
        new Audit(problem, new AuditPlan(List.of(new Slow(clock, first, each)), List.of(), 1), clock::get)
                .run(
                        EXAMPLES,
                        new Audit.Listener() {
                            @Override
                            public void portion(List<Finding> findings, int asked) {
                                finished.add(findings.size());
                            }
                        },
                        () -> false);
        return finished;
    }

    @Test
    void whatTheCompilerTakesAtFirstMakesNoSmallPortions() {
        assertEquals(List.of(8, EXAMPLES), finished(0.4, 0.001));
        // 8 in 1.08 seconds: at that pace there are 96 in 13.
        assertEquals(List.of(8, 104, EXAMPLES), finished(1, 0.01));
    }

    @Test
    void whatNoCompilerTookMakesNoLongPortion() {
        // 8 in 0.96 seconds: 108 in 13, and then 83 in 10.
        assertEquals(List.of(8, 116, 199, EXAMPLES), finished(0, 0.12));
        // 8 in 1.92 seconds: 54 in 13, and then 41 in 10.
        assertEquals(List.of(8, 62, 103), finished(0, 0.24).subList(0, 3));
    }

    @Test
    void slowExamplesAreFinishedAFewAtATime() {
        // 8 in 7.2 seconds, 1 of which may be the compiler's: in 10 seconds there are 12 of 0.775 each, and 11 of 0.9.
        List<Integer> finished = finished(0, 0.9);
        assertEquals(List.of(8, 20, 31, 42), finished.subList(0, 4));
        assertEquals(EXAMPLES, finished.getLast());
    }
}
