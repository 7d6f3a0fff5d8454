package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Relay;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing that a device claims is reported unless it is so. */
class LyingDeviceTest {
    private static final Graph NETWORK = Nets.dense(1, 20, 32, 5);

    /** A device on which every input is of one class. */
    private record Lying(int everything) implements Device {
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
                    if (output.equals(LossGraph.LOGITS)) {
                        Arrays.fill(destination, offset, offset + 5 * rows, 0);
                        for (int i = 0; i < rows; i++) {
                            destination[offset + 5 * i + everything] = 1;
                        }
                    }
                }
            };
        }
    }

    private static Problem problem(int everything) {
        Problem honest = Nets.classified(NETWORK, 2, 60, new Threat(Norm.LINF, 0.15, 0, 1), 16);
        return new Problem(NETWORK, honest.examples(), honest.threat(), new Lying(everything), 16);
    }

    @Test
    void whatIsReportedIsMisclassifiedInTruth() {
        Problem problem = problem(3);
        var outcomes = Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 10, 1), problem, 1);
        assertEquals(60, outcomes.size());
        assertTrue(!Outcomes.falsified(outcomes).isEmpty());
        outcomes.forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified falsified) {
                assertNotEquals(
                        problem.examples().label(index),
                        Nets.prediction(NETWORK, falsified.witness().x()));
                assertTrue(falsified.witness().distance() > 0);
            }
        });
    }

    @Test
    void whatIsReportedReachesTheTargetInTruth() {
        int reached = 0;
        for (int target = 0; target < 5; target++) {
            int wanted = target;
            Problem problem = problem(wanted);
            Attack attack = new GradientDescent(
                    GradientDescent.pgd(Loss.CROSS_ENTROPY, 10, 1).settings().targeting(_ -> wanted));
            var others = Nets.all(problem).stream()
                    .filter(index -> problem.examples().label(index) != wanted)
                    .toList();
            for (Outcome outcome : Outcomes.of(attack, problem, others, 1).values()) {
                if (outcome instanceof Outcome.Falsified falsified) {
                    reached++;
                    assertEquals(wanted, falsified.witness().prediction());
                    assertEquals(
                            wanted, Nets.prediction(NETWORK, falsified.witness().x()));
                }
            }
        }
        assertTrue(reached > 0, "no target was ever reached");
    }
}
