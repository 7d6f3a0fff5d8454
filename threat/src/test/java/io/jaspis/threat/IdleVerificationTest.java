package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.samples.Nets;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class IdleVerificationTest {
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SIZE = 300;

    private static long bytes(Runnable work) {
        long before = BEAN.getCurrentThreadAllocatedBytes();
        work.run();
        return BEAN.getCurrentThreadAllocatedBytes() - before;
    }

    /** Each search has a check, and most find nothing to check. */
    @Test
    void aCheckOfNothingPlansNothing() {
        Graph network = Nets.dense(1, SIZE, SIZE, 2);
        new Verification(network).replay(new float[SIZE]);
        Verification[] made = new Verification[1];
        long making = bytes(() -> made[0] = new Verification(network));
        long first = bytes(() -> made[0].replay(new float[SIZE]));
        // Room for a point, and for the outputs.
        assertTrue(making < 4 * SIZE + 1024, making + " bytes");
        assertTrue(first > making, first + " bytes, after " + making);
    }
}
