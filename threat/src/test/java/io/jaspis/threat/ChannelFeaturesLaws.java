package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.samples.Nets;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the features of pictures hold, by their definition in exact arithmetic. */
class ChannelFeaturesLaws {
    private static final List<Feature> CHANNELS = List.of(
            Feature.real("channel 0", 0.1, 0, 1),
            Feature.real("channel 1", 0.3, -1, 2),
            Feature.real("channel 2", 0, 0, 1));
    private static final int[] CHANNEL_OF = {0, 0, 1, 1, 2, 2};

    static Features features(int last) {
        return Features.ofChannels(CHANNELS, CHANNEL_OF, last);
    }

    private static float value(Random random, int element, int last) {
        Feature channel = CHANNELS.get(CHANNEL_OF[element]);
        if (last > 0) {
            return new Levels(channel.lower(), channel.upper(), last).value(random.nextInt(last + 1));
        }
        return channel.lower() + random.nextFloat() * (channel.upper() - channel.lower());
    }

    static float[] point(Random random, int last) {
        float[] x = new float[CHANNEL_OF.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = value(random, i, last);
        }
        return x;
    }

    private static boolean allowed(double epsilon, float[] c, float[] x, int last) {
        for (int i = 0; i < x.length; i++) {
            Feature channel = CHANNELS.get(CHANNEL_OF[i]);
            BigDecimal apart =
                    new BigDecimal(x[i]).subtract(new BigDecimal(c[i])).abs();
            boolean level = last == 0;
            for (int k = 0; k <= last && last > 0; k++) {
                level |= x[i] == new Levels(channel.lower(), channel.upper(), last).value(k);
            }
            if (x[i] < channel.lower()
                    || x[i] > channel.upper()
                    || !level
                    || apart.compareTo(new BigDecimal(epsilon * channel.epsilon())) > 0) {
                return false;
            }
        }
        return true;
    }

    @Property
    @Label("below the least radius of an element no level but its own is in the ball, and at it another is")
    void leastRadii(@ForAll Norm norm, @ForAll @IntRange(min = 1, max = 20) int last) {
        Features features = features(last);
        for (int element : new int[] {0, 2}) {
            double least = features.leastRadius(norm, element);
            assertEquals(1, nearby(features, norm, Math.nextDown(least), element, last), "its own level");
            assertTrue(nearby(features, norm, least, element, last) > 1);
        }
        assertEquals(Double.POSITIVE_INFINITY, features.leastRadius(norm, 4));
        assertEquals(0, features(0).leastRadius(norm, 0));
    }

    /** The most levels of an element that a ball holds around one of them. */
    private static long nearby(Features features, Norm norm, double epsilon, int element, int last) {
        Threat threat = Threat.of(norm, epsilon, features);
        long most = 0;
        for (int from = 0; from <= last; from++) {
            float[] centre = new float[CHANNEL_OF.length];
            for (int i = 0; i < centre.length; i++) {
                centre[i] = features.levels(i).value(0);
            }
            centre[element] = features.levels(element).value(from);
            long held = 0;
            for (int to = 0; to <= last; to++) {
                float[] x = centre.clone();
                x[element] = features.levels(element).value(to);
                held += threat.contains(centre, 0, x, 0, x.length) ? 1 : 0;
            }
            most = Math.max(most, held);
        }
        return most;
    }

    @Property
    @Label("a box holds exactly the points that channels' radii, ranges and levels allow, and its ends hold them all")
    void holdsWhatIsAllowed(@ForAll long seed) {
        Random random = new Random(seed);
        int last = random.nextBoolean() ? 15 : 0;
        double epsilon = List.of(0.5, 1.0, 1.5).get(random.nextInt(3));
        float[] c = point(random, last);
        InputSet set = Threat.of(Norm.LINF, epsilon, features(last)).around(c);
        for (int trial = 0; trial < 50; trial++) {
            float[] x = c.clone();
            int element = random.nextInt(x.length);
            x[element] = switch (random.nextInt(4)) {
                case 0 -> set.innerUpper(element);
                case 1 -> set.innerLower(element);
                case 2 -> Math.nextUp(set.innerUpper(element));
                default -> value(random, element, random.nextBoolean() ? last : 0);
            };
            assertEquals(allowed(epsilon, c, x, last), set.contains(x, 0));
            if (set.contains(x, 0)) {
                assertTrue(x[element] >= set.outerLower(element) && x[element] <= set.outerUpper(element));
            }
        }
    }

    @Property
    @Label("levels leave the box that bounds are of as it is")
    void sameBox(@ForAll long seed) {
        Random random = new Random(seed);
        float[] c = point(random, 15);
        InputSet levels = Threat.of(Norm.LINF, 1, features(15)).around(c);
        InputSet all = Threat.of(Norm.LINF, 1, features(0)).around(c);
        for (int i = 0; i < c.length; i++) {
            assertEquals(all.outerLower(i), levels.outerLower(i));
            assertEquals(all.outerUpper(i), levels.outerUpper(i));
            assertTrue(levels.innerLower(i) >= all.innerLower(i) && levels.innerUpper(i) <= all.innerUpper(i));
        }
    }

    @Example
    @Label("an example outside the range of its channel, or at no level, is refused with element and value")
    void misfits() {
        float[] x = point(new Random(1), 15);
        var network = Nets.dense(1, 6, 4, 2);
        Threat threat = Threat.of(Norm.LINF, 1, features(15));
        x[2] = 2;
        x[4] = 1.5f;
        String outside = assertThrows(
                        Problem.OutOfRangeException.class, () -> Nets.problem(network, x, new int[] {0}, threat, 1))
                .getMessage();
        assertTrue(outside.contains("value 1.5 of example 0") && outside.contains("[0, 1]"), outside);
        x[4] = 0.5f;
        String between = assertThrows(
                        IllegalArgumentException.class, () -> Nets.problem(network, x, new int[] {0}, threat, 1))
                .getMessage();
        assertTrue(between.contains("channel 2 (element 4) is 0.5") && between.contains("levels 0 to 15"), between);
    }

    @Example
    @Label("features of pictures are equal where channels, places and levels are")
    void equality() {
        assertEquals(features(15), features(15));
        assertFalse(features(15).equals(features(0)));
        assertFalse(features(0).equals(Features.ofChannels(CHANNELS, new int[] {0, 1, 2, 0, 1, 2}, 0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Features.ofChannels(List.of(Feature.integer("steps", 1, 0, 9)), new int[] {0}, 0));
    }
}
