package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UniversalPerturbationTest {
    /**
     * Class 1 is reached at 0.7, but the slope at 0 says 0.25: up to 0.2 it is 1, and from there on 0.1.
     *
     * @param epsilon how far the perturbation may go
     */
    private static Problem bend(double epsilon) {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "logits",
                x -> x.trace()
                        .concatenate(
                                0,
                                List.of(
                                        x.scale(0),
                                        x.plus(x.plus(-0.2f).relu().scale(-0.9f))
                                                .plus(-0.25f))));
        return Nets.problem(network, new float[1], new int[1], new Threat(Norm.LINF, epsilon, 0, 1), 2);
    }

    private static float[] deviation(int steps, double epsilon, Budget budget) {
        return new UniversalPerturbation(1, 1, steps)
                .perturbation(bend(epsilon), List.of(0), 1, budget, () -> false)
                .deviation();
    }

    @Test
    void stepsThatEndBeforeTheBoundaryAreLeftOut() {
        assertArrayEquals(new float[1], deviation(1, 1, Budget.UNLIMITED));
        // The look, one step, whose end is evaluated, another step, and the trial at the end.
        assertArrayEquals(new float[1], deviation(10, 1, Budget.UNLIMITED.withGradients(4)));
        assertEquals(0.71, deviation(10, 1, Budget.UNLIMITED)[0], 0.02);
    }

    @Test
    void aPerturbationThatBreaksIsBroughtBackIntoTheBall() {
        assertEquals(0.5, deviation(10, 0.5, Budget.UNLIMITED)[0], 1e-6);
    }

    /** Whatever later epochs lose again. */
    @Test
    void moreEpochsBreakNoFewer() {
        int lost = 0;
        for (int seed = 0; seed < 20; seed++) {
            Problem problem =
                    Nets.classified(Nets.dense(seed, 4, 12, 3), seed, 12, new Threat(Norm.LINF, 0.15, 0, 1), 4);
            int before = 0;
            for (int epochs = 1; epochs <= 5; epochs++) {
                int broken = Outcomes.falsified(Outcomes.of(new UniversalPerturbation(epochs, 1, 10), problem, 1))
                        .size();
                assertTrue(broken >= before, before + " with one epoch less, but " + broken);
                before = broken;
            }
            lost += before;
        }
        assertTrue(lost > 0);
    }

    /** Whenever it is stopped, what is told broken is so, and no less than a while before. */
    @Test
    void whatWasBrokenBeforeAStopIsKept() {
        int all = 0;
        for (int seed = 0; seed < 10; seed++) {
            Problem problem =
                    Nets.classified(Nets.dense(seed, 4, 12, 3), seed, 12, new Threat(Norm.LINF, 0.3, 0, 1), 4);
            UniversalPerturbation attack = new UniversalPerturbation(3, 1, 10);
            int before = 0;
            for (int asked = 0; asked < 60; asked += 3) {
                AtomicInteger left = new AtomicInteger(asked);
                Map<Integer, Outcome> outcomes = attack.perturbation(
                                problem, Nets.all(problem), 1, Budget.UNLIMITED, () -> left.getAndDecrement() <= 0)
                        .outcomes();
                int broken = (int) outcomes.values().stream()
                        .filter(Outcome.Falsified.class::isInstance)
                        .count();
                assertTrue(broken >= before, broken + " after " + before);
                assertEquals(left.get() >= 0 ? 12 : broken, outcomes.size());
                before = broken;
            }
            assertEquals(Outcomes.falsified(Outcomes.of(attack, problem, 1)).size(), before);
            all += before;
        }
        assertTrue(all > 0);
    }
}
