package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

/** The values that stored pictures can have, by their definition. */
class LevelsLaws {
    @Example
    @Label("bytes are k / 255 as every reader of pictures divides, and what is beside is no level")
    void bytes() {
        Levels bytes = new Levels(0, 1, 255);
        assertEquals(255, bytes.last());
        for (int k = 0; k <= 255; k++) {
            assertEquals(k / 255f, bytes.value(k));
            assertTrue(bytes.holds(k / 255f));
            assertFalse(bytes.holds(Math.nextUp(k / 255f)));
        }
        assertTrue(bytes.holds(-0f));
        assertFalse(bytes.holds(Float.NaN));
    }

    @Property
    @Label("levels rise from one end of the range to the other, each the float nearest to its place")
    void equalSteps(
            @ForAll @FloatRange(min = -100, max = 100) float lower,
            @ForAll @FloatRange(min = 0.01f, max = 100) float width,
            @ForAll @IntRange(min = 1, max = 300) int last) {
        Levels levels = new Levels(lower, lower + width, last);
        assertEquals(lower, levels.value(0));
        assertEquals(lower + width, levels.value(last));
        for (int k = 0; k <= last; k++) {
            double place = lower + ((double) (lower + width) - lower) * k / last;
            assertEquals(place, levels.value(k), Math.ulp(levels.value(k)));
            assertTrue(k == 0 || levels.value(k) > levels.value(k - 1));
        }
    }

    @Property
    @Label(
            "the levels beside a number are the last not above it and the first not below it, and the nearest is one of them")
    void beside(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int last) {
        Random random = new Random(seed);
        Levels levels = new Levels(-1, 2, last);
        float x = random.nextInt(3) == 0 ? levels.value(random.nextInt(last + 1)) : random.nextFloat() * 5 - 2;
        int below = 0;
        int above = last;
        int nearest = 0;
        for (int k = 0; k <= last; k++) {
            below = levels.value(k) <= x ? k : below;
            above = levels.value(last - k) >= x ? last - k : above;
            nearest =
                    Math.abs((double) levels.value(k) - x) < Math.abs((double) levels.value(nearest) - x) ? k : nearest;
        }
        assertEquals(below, levels.below(x));
        assertEquals(above, levels.above(x));
        assertEquals(nearest, levels.nearest(x));
    }

    @Property
    @Label("levels with so many steps between them are never farther apart than is told, and some are so far")
    void apart(@ForAll @IntRange(min = 1, max = 255) int steps) {
        Levels levels = new Levels(0, 1, 255);
        BigDecimal told = new BigDecimal(levels.apart(steps));
        BigDecimal farthest = BigDecimal.ZERO;
        for (int k = 0; k + steps <= 255; k++) {
            farthest = farthest.max(new BigDecimal(levels.value(k + steps)).subtract(new BigDecimal(levels.value(k))));
        }
        assertTrue(farthest.compareTo(told) <= 0);
        assertTrue(farthest.compareTo(new BigDecimal(Math.nextDown(levels.apart(steps)))) > 0);
    }

    @Example
    @Label("a range with fewer floats than levels is refused")
    void noRoom() {
        assertThrows(IllegalArgumentException.class, () -> new Levels(1, Math.nextUp(1f), 2));
        assertThrows(IllegalArgumentException.class, () -> new Levels(0, 1, 0));
    }
}
