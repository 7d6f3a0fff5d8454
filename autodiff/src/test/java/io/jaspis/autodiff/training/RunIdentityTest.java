package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RunIdentityTest {
    /** Linear, but for one step, whose number is given; −1 for none. */
    private static Schedule bent(int at, int epochs, int steps) {
        return progress -> Math.round(progress * epochs * steps) == at ? 2 : progress;
    }

    @Test
    void anotherValueInAnyStepIsAnotherRun() {
        String line = RunIdentity.followed(bent(-1, 3, 4), 3, 4);
        assertEquals(line, RunIdentity.followed(bent(12, 3, 4), 3, 4), "which is behind the last step");
        for (int step = 0; step < 12; step++) {
            assertNotEquals(line, RunIdentity.followed(bent(step, 3, 4), 3, 4), "step " + step);
        }
    }

    @Test
    void aRunOfAnyLengthIsFollowedToItsEndInAMoment() {
        long[] asked = new long[1];
        double[] last = new double[1];
        RunIdentity.followed(
                progress -> {
                    asked[0]++;
                    last[0] = progress;
                    return progress;
                },
                2_000_000_000,
                1_000_000);
        assertTrue(asked[0] <= RunIdentity.MOST_STEPS, () -> asked[0] + " steps are looked at");
        assertTrue(last[0] > 0.999999 && last[0] < 1, () -> "the last is at " + last[0]);
    }
}
