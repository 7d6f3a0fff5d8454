package io.jaspis.certify.intervals;

import java.util.SplittableRandom;

/** Kinds of numbers that make floating-point arithmetic go wrong in different ways, and boxes of them. */
enum Scale {
    /** Of the size that networks have. */
    MODERATE {
        @Override
        float number(SplittableRandom random) {
            return (float) random.nextDouble(-2, 2);
        }
    },
    /** Products of two of them overflow. */
    HUGE {
        @Override
        float number(SplittableRandom random) {
            return (float) random.nextDouble(-1e30, 1e30);
        }
    },
    /** Below the smallest normal float: products vanish. */
    DENORMAL {
        @Override
        float number(SplittableRandom random) {
            float size = Float.MIN_VALUE * random.nextInt(1 << random.nextInt(1, 24));
            return random.nextBoolean() ? size : -size;
        }
    },
    /** All sizes side by side: sums absorb. */
    MIXED {
        @Override
        float number(SplittableRandom random) {
            float size = (float) Math.pow(10, random.nextDouble(-44, 38));
            return random.nextBoolean() ? size : -size;
        }
    },
    /** Sums that cancel, and lose on the way what is left. */
    CANCELLING {
        private static final float[] NUMBERS = {1e8f, -1e8f, 0x1p24f, -0x1p24f, 1, -1, 3, -3, 0.1f, 0x1p25f, 1e-8f};

        @Override
        float number(SplittableRandom random) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
    },
    /** The ends of what floats can hold, and zeros of both signs: sums overflow on the way. */
    EXTREME {
        private static final float[] NUMBERS = {
            0,
            -0f,
            1,
            -1,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MIN_NORMAL,
            1e-20f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            3e38f,
            -3e38f,
            1e38f
        };

        @Override
        float number(SplittableRandom random) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
    };

    abstract float number(SplittableRandom random);

    static Scale any(SplittableRandom random) {
        return values()[random.nextInt(values().length)];
    }

    /** A box of boxes' sides of every kind: none, the next float, tiny, relative, wide, one-sided, and of this scale. */
    Box box(int size, SplittableRandom random) {
        Box box = new Box(new float[size], new float[size]);
        boolean mixture = random.nextInt(5) == 0;
        int kind = random.nextInt(8);
        for (int i = 0; i < size; i++) {
            Scale scale = mixture ? any(random) : this;
            scale.side(box, i, mixture ? random.nextInt(8) : kind, random);
        }
        return box;
    }

    private void side(Box box, int i, int kind, SplittableRandom random) {
        float centre = number(random);
        double radius = switch (kind) {
            case 2 -> 1e-9;
            case 3 -> 1e-6 * Math.abs(centre);
            case 4 -> random.nextDouble(0.1);
            case 5 -> random.nextDouble(10);
            default -> 0;
        };
        float lower = (float) (centre - radius);
        float upper = (float) (centre + radius);
        switch (kind) {
            case 1 -> upper = Math.nextUp(centre);
            case 6 -> {
                lower = Math.min(centre, 0);
                upper = Math.max(centre, 0);
            }
            case 7 -> {
                float other = number(random);
                lower = Math.min(centre, other);
                upper = Math.max(centre, other);
            }
            default -> {}
        }
        box.lower()[i] = Math.clamp(lower, -Float.MAX_VALUE, Float.MAX_VALUE);
        box.upper()[i] = Math.clamp(upper, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
