package io.jaspis.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.results.Comparison.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static Verdict ofTimes(Spread before, Spread after) {
        return Comparison.verdict(before, after, before.median() / after.median());
    }

    @Test
    void aSmallOrOverlappingDifferenceIsNoise() {
        assertEquals(Verdict.SAME, ofTimes(new Spread(99, 100, 101), new Spread(102, 103, 104)));
        assertEquals(Verdict.SAME, ofTimes(new Spread(90, 100, 130), new Spread(120, 130, 140)));
    }

    @Test
    void aLargeDifferenceOutsideTheIntervalsIsAChange() {
        assertEquals(Verdict.SLOWER, ofTimes(new Spread(99, 100, 101), new Spread(109, 110, 111)));
        assertEquals(Verdict.FASTER, ofTimes(new Spread(99, 100, 101), new Spread(79, 80, 81)));
    }

    private static Outcome against(String name, String peer, double ratio) {
        Spread seconds = new Spread(0.99, 1, 1.01);
        return new Outcome(
                name,
                2,
                Work.UNKNOWN,
                null,
                List.of(new Outcome.Standing(Case.JASPIS, seconds, 15, 0, 0)),
                peer,
                peer == null ? null : new Spread(0.99 * ratio, ratio, 1.01 * ratio),
                null);
    }

    private static Results on(String processor, String version, Outcome... outcomes) {
        Machine machine = new Machine(processor, 2, 0, "25", "SIMD 512", 16, null, List.of());
        return new Results("kernels", null, "then", false, List.of(version), machine, List.of(outcomes));
    }

    @Test
    void ratiosToAnotherPeerAreNotCompared() {
        Results baseline = on(
                "one",
                "ONNX Runtime 1.22.0",
                against("dense a", Case.ONNX_RUNTIME, 1),
                against("dense b", Case.ONNX_RUNTIME, 2),
                against("dense c", Case.PYTORCH, 1));
        Results now = on(
                "another",
                "ONNX Runtime 1.29.0",
                against("dense a", Case.ONNX_RUNTIME, 2),
                against("dense b", Case.PYTORCH, 1),
                against("dense c", null, 1));
        Comparison comparison = new Comparison(baseline, now);
        assertEquals(List.of(new Comparison.Change("dense a", 2, Verdict.FASTER, 2)), comparison.changes());
        StringWriter told = new StringWriter();
        assertFalse(comparison.print(new PrintWriter(told)));
        assertTrue(told.toString().endsWith("""
                  0 of 1 cases are the same within noise
                  2 more can't be compared:
                    dense b, 2 threads: its best peer was ONNX Runtime, and now is PyTorch
                    dense c, 2 threads: it has no peer now
                  The baseline's peers were ONNX Runtime 1.22.0 and now are ONNX Runtime 1.29.0: some of a change may be theirs
                """), told::toString);
    }

    /** On one processor times are compared, whoever else was measured. */
    @Test
    void timesNeedNoPeer() {
        Comparison comparison = new Comparison(
                on("one", "ONNX Runtime 1.22.0", against("dense a", Case.ONNX_RUNTIME, 1)),
                on("one", "PyTorch 2.5.1", against("dense a", Case.PYTORCH, 3)));
        assertEquals(List.of(new Comparison.Change("dense a", 2, Verdict.SAME, 1)), comparison.changes());
        assertEquals(List.of(), comparison.incomparable());
    }
}
