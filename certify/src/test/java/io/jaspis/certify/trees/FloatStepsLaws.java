package io.jaspis.certify.trees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** What becomes of a feature in float32. */
class FloatStepsLaws {
    @Property
    @Label(
            "the float at which a number changes its side of zero is the first: the one before it doesn't, and none behind it goes back")
    void first(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatSteps steps = FloatSteps.NONE;
        for (int step = random.nextInt(4); step >= 0; step--) {
            float number = (random.nextFloat() - 0.5f) * (float) Math.pow(2, random.nextInt(-20, 20));
            number = number == 0 ? 1 : number;
            steps = switch (random.nextInt(3)) {
                case 0 -> new FloatSteps.Plus(steps, number);
                case 1 -> new FloatSteps.Times(steps, number);
                default -> new FloatSteps.Over(steps, number);
            };
        }
        int sign = steps.falls() ? -1 : 1;
        float zero = steps.flip(false);
        float behind = steps.flip(true);
        assertTrue(zero <= behind);
        assertTrue(sign * steps.at(zero) >= 0 && sign * steps.at(Math.nextDown(zero)) < 0);
        assertTrue(sign * steps.at(behind) > 0 && sign * steps.at(Math.nextDown(behind)) <= 0);
        for (int i = 0; i < 20; i++) {
            float feature = (float) (zero + (random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(-20, 20)));
            assertEquals(feature >= zero, sign * steps.at(feature) >= 0);
            assertEquals(feature >= behind, sign * steps.at(feature) > 0);
        }
    }
}
