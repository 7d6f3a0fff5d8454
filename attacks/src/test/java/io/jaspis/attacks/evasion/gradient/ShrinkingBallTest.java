package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShrinkingBallTest {
    @Test
    void theTrueBallAlwaysHasAStep() {
        for (int steps = 1; steps <= 200; steps++) {
            ShrinkingBall ball = new ShrinkingBall(steps, true);
            int last = ball.count() - 1;
            assertEquals(1, ball.radius(last));
            int all = 0;
            for (int each = 0; each <= last; each++) {
                assertTrue(ball.steps(each) >= 1, steps + " steps, ball " + each);
                all += ball.steps(each);
            }
            assertEquals(steps, all);
            assertEquals(steps + last, ball.moves());
        }
    }

    /** Three tenths of the steps each for the first two (Croce & Hein 2021, section 3.4). */
    @Test
    void aHundredStepsAreThirtyThirtyAndForty() {
        ShrinkingBall ball = new ShrinkingBall(100, true);
        assertEquals(3, ball.count());
        assertEquals(30, ball.steps(0));
        assertEquals(30, ball.steps(1));
        assertEquals(40, ball.steps(2));
        assertEquals(3, new ShrinkingBall(3, true).count());
        assertEquals(1, new ShrinkingBall(4, true).count());
    }
}
