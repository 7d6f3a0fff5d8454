package io.jaspis.certify.intervals;

import java.util.SplittableRandom;

/** The ends between which the elements of an input lie. */
public record Box(float[] lower, float[] upper) {
    public Box {
        if (lower.length != upper.length) {
            throw new IllegalArgumentException(lower.length + " lower ends, but " + upper.length + " upper ones");
        }
    }

    /** All points within a distance of the centre in every coordinate; the ends are rounded outward. */
    public static Box around(float[] centre, double radius) {
        Box box = new Box(new float[centre.length], new float[centre.length]);
        for (int i = 0; i < centre.length; i++) {
            box.lower[i] = radius == 0 ? centre[i] : Math.nextDown((float) (centre[i] - radius));
            box.upper[i] = radius == 0 ? centre[i] : Math.nextUp((float) (centre[i] + radius));
        }
        return box;
    }

    public boolean exact() {
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] != upper[i]) {
                return false;
            }
        }
        return true;
    }

    /** A corner. */
    public float[] corner(SplittableRandom random) {
        float[] point = new float[lower.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = random.nextBoolean() ? lower[i] : upper[i];
        }
        return point;
    }

    /** A point whose coordinates are ends, anything between, or zero where that is between. */
    public float[] point(SplittableRandom random) {
        float[] point = corner(random);
        for (int i = 0; i < point.length; i++) {
            double between = lower[i] + random.nextDouble() * ((double) upper[i] - lower[i]);
            switch (random.nextInt(4)) {
                case 0 -> point[i] = Math.clamp(0f, lower[i], upper[i]);
                case 1, 2 -> point[i] = Math.clamp((float) between, lower[i], upper[i]);
                default -> {}
            }
        }
        return point;
    }

    /** A box inside this one. */
    public Box within(SplittableRandom random) {
        Box inner = new Box(point(random), point(random));
        for (int i = 0; i < lower.length; i++) {
            float low = Math.min(inner.lower[i], inner.upper[i]);
            inner.upper[i] = Math.max(inner.lower[i], inner.upper[i]);
            inner.lower[i] = low;
        }
        return inner;
    }
}
