package io.jaspis.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Limits;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import io.jaspis.bench.measure.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static Outcome outcome(String name, int threads, double seconds) {
        Spread spread = new Spread(seconds, seconds, seconds);
        return new Outcome(
                name,
                threads,
                Work.UNKNOWN,
                null,
                List.of(new Outcome.Standing(Case.JASPIS, spread, 15, 0, 0)),
                null,
                null,
                null);
    }

    private static Results results(String time, String peer, List<Integer> threads, Outcome... outcomes) {
        List<Limits> limits =
                threads.stream().map(count -> new Limits(count, 1, List.of())).toList();
        return new Results(
                "kernels",
                null,
                time,
                false,
                List.of(peer),
                new Machine("EPYC", 2, 0, "25", "SIMD 512", 16, null, limits),
                List.of(outcomes));
    }

    @Test
    void casesThatAreNotMeasuredStay() {
        Results before = results(
                "then",
                "PyTorch 1",
                List.of(1, 2),
                outcome("dense a", 1, 1),
                outcome("dense a", 2, 1),
                outcome("conv b", 1, 1));
        Results after = results("now", "PyTorch 2", List.of(2, 4), outcome("dense c", 2, 3), outcome("dense a", 2, 3));
        Results both = before.with(after);
        assertEquals(
                List.of(
                        outcome("dense a", 1, 1),
                        outcome("dense a", 2, 3),
                        outcome("conv b", 1, 1),
                        outcome("dense c", 2, 3)),
                both.outcomes());
        assertEquals("now", both.time());
        assertEquals(List.of("PyTorch 1", "PyTorch 2"), both.peers());
        assertEquals(1, both.machine().limits(1).threads());
        assertEquals(4, both.machine().limits(4).threads());
        assertEquals(both, Results.of(both.text()));
    }
}
