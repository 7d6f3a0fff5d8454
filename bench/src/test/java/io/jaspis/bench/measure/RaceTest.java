package io.jaspis.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final Pace PACE = new Pace(0.002, 6, 0.002, 0.01, 1);

    private static Contender giving(float result, Runnable work) {
        return new Contender() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public float[] result() {
                return new float[] {result};
            }
        };
    }

    /** Nanoseconds of the test's own clock, which goes on with what is said to take time. */
    private long now;

    private Runnable taking(long nanoseconds) {
        return () -> now += nanoseconds;
    }

    @Test
    void aSlowerPeerGivesARatioAboveOne() {
        Outcome outcome = new Race(PACE, () -> now)
                .run(Case.of("test times", 1, Work.UNKNOWN)
                        .jaspis(() -> giving(1, taking(100_000)))
                        .peer("slow", () -> giving(1, taking(400_000)))
                        .peer("slower", () -> giving(1, taking(900_000))));
        assertNull(outcome.failure());
        assertEquals("slow", outcome.peer());
        assertEquals(4, outcome.ratio().median(), 1e-9);
        assertEquals(1e-4, outcome.standings().getFirst().seconds().median(), 1e-12);
        assertEquals(6, outcome.standings().getFirst().rounds());
    }

    @Test
    void aWrongResultHasNoFigures() {
        Outcome outcome = new Race(PACE)
                .run(Case.of("test wrong", 1, Work.UNKNOWN)
                        .jaspis(() -> giving(1, () -> {}))
                        .peer("peer", () -> giving(1.1f, () -> {})));
        assertTrue(outcome.failure().contains("peer differs"), outcome::toString);
        assertTrue(outcome.standings().isEmpty());
    }

    @Test
    void contendersHaveTheirTurnsRoundByRound() {
        List<String> turns = new ArrayList<>();
        new Race(new Pace(1e-9, 5, 0, 0, 1))
                .run(Case.of("test turns", 1, Work.UNKNOWN)
                        .jaspis(() -> giving(1, () -> turns.add("a")))
                        .peer("b", () -> giving(1, () -> turns.add("b"))));
        String order = String.join("", turns).replaceAll("(.)\\1+", "$1");
        // Once each to compare and to warm up, then five rounds, each begun by the other one.
        assertTrue(order.startsWith("abab") && order.length() >= 8, order);
    }

    @Test
    void aGradientMayJumpAtAKinkButNotBeWrong() {
        float[] ours = new float[1000];
        java.util.Arrays.fill(ours, 1);
        float[] jumped = ours.clone();
        jumped[7] = 1.01f;
        float[] wrong = ours.clone();
        java.util.Arrays.fill(wrong, 0, 100, 1.01f);
        assertTrue(Agreement.within(1e-4).objection(ours, jumped).isPresent());
        assertTrue(Agreement.mostlyWithin(1e-4).objection(ours, jumped).isEmpty());
        assertTrue(Agreement.mostlyWithin(1e-4).objection(ours, wrong).isPresent());
        wrong[0] = Float.NaN;
        assertTrue(Agreement.mostlyWithin(1e-4).objection(ours, wrong).isPresent());
    }

    @Test
    void resultsThatAreNaNNeverAgree() {
        assertTrue(Agreement.within(1e-4)
                .objection(new float[] {1}, new float[] {Float.NaN})
                .isPresent());
    }
}
