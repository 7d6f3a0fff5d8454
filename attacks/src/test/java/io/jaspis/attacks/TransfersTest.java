package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.search.Method;
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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an attack has cross between the host and the device. */
class TransfersTest {
    private static final int SIZE = 20;
    private static final int EXAMPLES = 60;
    private static final int BATCH = 16;

    /** A device that counts rows in and out, by name. */
    private record Counting(Map<String, Integer> written, Map<String, Integer> read) implements Device {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            return new Relay(Cpu.best().load(plan, parameters)) {
                @Override
                public void write(String input, float[] source, int offset, int row, int rows) {
                    written.merge(input, rows, Integer::sum);
                    super.write(input, source, offset, row, rows);
                }

                @Override
                public void read(String output, float[] destination, int offset, int row, int rows) {
                    read.merge(output, rows, Integer::sum);
                    super.read(output, destination, offset, row, rows);
                }
            };
        }
    }

    @Test
    void pointsInABoxStayOnTheDevice() {
        // Small enough that some survive all steps, so that batches shrink on the way.
        Problem like =
                Nets.classified(Nets.dense(1, SIZE, 32, 5), 2, EXAMPLES, new Threat(Norm.LINF, 0.05, 0, 1), BATCH);
        Counting device = new Counting(new TreeMap<>(), new TreeMap<>());
        Problem problem = new Problem(like.network(), like.examples(), like.threat(), device, BATCH);
        Map<Integer, Outcome> outcomes = Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 40, 1), problem, 1);
        int found = Outcomes.falsified(outcomes).size();
        assertTrue(found > 5 && found < EXAMPLES - 5, "found " + found);
        long evaluations = outcomes.values().stream()
                .mapToLong(outcome -> outcome.spent().gradients())
                .sum();
        // Each example itself, its start, and what is still at work when a smaller batch takes over: 8, 4 and 2 rows.
        int moved = 8 + 4 + 2;
        assertTrue(device.written().get(Method.X) <= 2 * EXAMPLES + moved, device.written()::toString);
        for (String once : new String[] {"lower", "upper", Method.LABEL}) {
            assertTrue(device.written().get(once) <= 2 * EXAMPLES + moved, device.written()::toString);
        }
        assertTrue(device.read().get(Method.SCORES) >= evaluations);
        assertTrue(device.read().get("next") <= moved, device.read()::toString);
        // The device scores as the check does, but for a close case.
        assertEquals(found, device.read().get(Method.EVALUATED), 1);
    }
}
