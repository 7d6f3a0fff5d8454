package io.jaspis.attacks.evasion.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcomes;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubstituteTest {
    private static final int SIZE = 8;
    private static final int CLASSES = 3;
    private static final int FIRST = 40;
    private static final Graph NETWORK = Nets.dense(3, SIZE, 16, CLASSES);

    private static Substitute substitute(long queries) {
        return new Substitute(
                Architecture.parse("dense 24, relu, dense 3", new Initial.He()),
                () -> new Adam(0),
                new Recipe(60, 20, Schedule.constant(0.01), 0, 0, 5, Optional.empty()),
                new Substitute.Settings(4, 0.1, 3, 2, 50, 0, 1, queries),
                Cpu.best());
    }

    /** Inputs whose labels, which nobody is to look at, are wrong. */
    private static Nets.Listed inputs() {
        return new Nets.Listed(Shape.of(SIZE), CLASSES, Nets.points(9, FIRST * SIZE), new int[FIRST]);
    }

    private static Oracle labels(Oracle scores) {
        return Oracle.ofLabels(Shape.of(SIZE), CLASSES, scores::labels);
    }

    @Test
    void itLearnsLabelsAndItsGradientsBreakTheOracle() throws IOException {
        try (Oracle scores = Oracle.of(NETWORK, Cpu.best(), 64)) {
            Oracle oracle = labels(scores);
            Substitute.Learnt learnt = substitute(1000).learn(oracle, inputs());
            // 40 inputs, augmented to 80 and 160, and then by a sample of 50.
            assertEquals(210, learnt.queries());
            assertEquals(210, oracle.queries());
            assertFalse(learnt.failure().isPresent());
            Problem problem = Nets.classified(NETWORK, 77, 100, new Threat(Norm.LINF, 0.25, 0, 1), 64);
            int alike = 0;
            for (int index = 0; index < 100; index++) {
                float[] x = new float[SIZE];
                problem.examples().copy(index, x, 0);
                alike += Nets.prediction(learnt.network().orElseThrow(), x)
                                == problem.examples().label(index)
                        ? 1
                        : 0;
            }
            assertTrue(alike >= 75, "only " + alike + " of 100 have the oracle's label");
            TransferFgsm attack =
                    new TransferFgsm(List.of(learnt.network().orElseThrow()), TransferFgsm.Settings.STANDARD);
            TransferFgsm stranger =
                    new TransferFgsm(List.of(Nets.dense(1234, SIZE, 24, CLASSES)), TransferFgsm.Settings.STANDARD);
            int broken = Outcomes.falsified(Outcomes.of(attack, problem, 1)).size();
            int byStranger =
                    Outcomes.falsified(Outcomes.of(stranger, problem, 1)).size();
            assertTrue(
                    broken > byStranger, broken + " broken, and " + byStranger + " by a network that learnt nothing");
        }
    }

    @Test
    void theSameSeedLearnsTheSame() throws IOException {
        try (Oracle scores = Oracle.of(NETWORK, Cpu.best(), 64)) {
            float[] x = Nets.points(5, SIZE);
            List<Double> once = Nets.logits(
                    substitute(1000).learn(labels(scores), inputs()).network().orElseThrow(), x);
            assertEquals(
                    once,
                    Nets.logits(
                            substitute(1000)
                                    .learn(labels(scores), inputs())
                                    .network()
                                    .orElseThrow(),
                            x));
        }
    }

    @Test
    void queriesAreNeverMoreThanAllowed() throws IOException {
        try (Oracle scores = Oracle.of(NETWORK, Cpu.best(), 64)) {
            Oracle oracle = labels(scores);
            assertEquals(100, substitute(100).learn(oracle, inputs()).queries());
            assertEquals(100, oracle.queries());
        }
    }

    @Test
    void whatWasLearntBeforeAFailureIsKept() throws IOException {
        try (Oracle scores = Oracle.of(NETWORK, Cpu.best(), 64)) {
            Oracle failing = Oracle.ofLabels(Shape.of(SIZE), CLASSES, (inputs, rows) -> {
                if (scores.queries() >= 80) {
                    throw new IllegalStateException("the line is dead");
                }
                return scores.labels(inputs, rows);
            });
            Substitute.Learnt learnt = substitute(1000).learn(failing, inputs());
            assertEquals("the line is dead", learnt.failure().orElseThrow().getMessage());
            float[] one = Nets.points(5, SIZE);
            Substitute.Learnt until = substitute(80).learn(labels(scores), inputs());
            assertEquals(
                    Nets.logits(until.network().orElseThrow(), one),
                    Nets.logits(learnt.network().orElseThrow(), one));
            Oracle dead = Oracle.ofLabels(Shape.of(SIZE), CLASSES, (_, _) -> {
                throw new IllegalStateException("the line is dead");
            });
            assertThrows(IllegalStateException.class, () -> substitute(1000).learn(dead, inputs()));
        }
    }
}
