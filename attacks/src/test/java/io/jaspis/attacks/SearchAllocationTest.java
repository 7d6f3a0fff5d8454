package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchAllocationTest {
    private static final int PLACES = 256;

    /** From one evaluation to the next, of examples that all survive; kernels are scalar, as others need a compiler. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void aStepAllocatesNothingForAPlace(Norm norm) {
        Problem like = Nets.classified(Nets.dense(1, 20, 32, 5), 2, PLACES, new Threat(norm, 1e-6, 0, 1), PLACES);
        var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] least = {Long.MAX_VALUE};
        long[] before = {0};
        try (Workers workers = Workers.of(1)) {
            Problem problem = new Problem(
                    like.network(), like.examples(), like.threat(), new Cpu(Providers.scalar(), workers), PLACES);
            GradientDescent.pgd(Loss.MARGIN, 20, 1)
                    .attack(problem, Nets.all(problem), 1, Budget.UNLIMITED, (_, _) -> {}, () -> {
                        long now = bean.getCurrentThreadAllocatedBytes();
                        least[0] = Math.min(least[0], now - before[0]);
                        before[0] = now;
                        return false;
                    });
        }
        // The smallest object has 16 bytes; reading and writing all rows at once costs some hundred.
        assertTrue(least[0] < 4 * PLACES, least[0] + " bytes in a step");
    }
}
