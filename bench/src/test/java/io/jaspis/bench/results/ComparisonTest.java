package io.jaspis.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.bench.measure.Spread;
import io.jaspis.bench.results.Comparison.Verdict;
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
}
