package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several searches on the executions of one graph. */
class SharedBatchesTest {
    private static final int BATCH = 8;
    private static final Graph NETWORK = Nets.linear(new float[] {1, -1, 0.5f, -0.5f}, 0.125f);

    /** The processor, which tells the batches of the plans that it is given. */
    private record Told(List<Integer> loaded) implements Device {
        @Override
        public String name() {
            return "told";
        }

        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            loaded.add(plan.batch());
            return Cpu.best().load(plan, parameters);
        }
    }

    /** Points stay where they are. */
    private static final class Standing implements Step {
        @Override
        public void begin(int place, Attempt attempt) {}

        @Override
        public void move(int place, Attempt attempt) {}
    }

    @Test
    void fewerExamplesTakeAnExecutionThatIsThere() {
        Told device = new Told(new ArrayList<>());
        Problem like = Nets.classified(NETWORK, 2, BATCH, new Threat(Norm.LINF, 0.01, 0, 1), BATCH);
        Problem problem = new Problem(NETWORK, like.examples(), like.threat(), device, BATCH);
        Method method = new Method(NETWORK, new Budget.Spent(0, 1, 0), table -> new Standing());
        Verification verification = new Verification(problem);
        try (Batches batches = new Batches(NETWORK, device, BATCH)) {
            for (int examples : new int[] {8, 5, 3, 2, 7}) {
                List<Integer> indices = IntStream.range(0, examples).boxed().toList();
                List<Integer> decided = new ArrayList<>();
                new Search(problem, verification, new Search.Settings("standing", 3, 1, false, null), method)
                        .on(
                                batches,
                                indices,
                                1,
                                Budget.UNLIMITED,
                                (index, found, spent) -> {
                                    assertEquals(new Budget.Spent(0, 4, 0), spent);
                                    decided.add(index);
                                },
                                () -> false);
                assertEquals(indices, decided);
            }
        }
        assertEquals(List.of(8, 3), device.loaded());
    }
}
