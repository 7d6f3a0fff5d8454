package io.jaspis.certify.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

class ChainBoundsLaws {
    private static final int POINTS = 12;

    /** The unit roundoff of float32. */
    private static final double UNIT = 0x1p-24;

    /** More than what is rounded of a product of weights on its way through at most five sums of at most nine. */
    private static final int ROUNDINGS = 64;

    private static final BigDecimal STEP = new BigDecimal(0x1p-60);
    private static final BigDecimal STEPS = new BigDecimal(0x1p60);

    private static int slopes;

    /** A chain, rows of it, a box, and a part of it. */
    private static final class Trial {
        final SplittableRandom random;
        final Chain chain;
        final float[] lower;
        final float[] upper;
        final double[][] outputs;
        final double[][] inputs;
        final double[] constants;
        final ChainBounds bounds;
        final int[] wanted;

        Trial(long seed, int size, double scale, double width) {
            this(seed, size, scale, width, false);
        }

        Trial(long seed, int size, double scale, double width, boolean stretched) {
            random = new SplittableRandom(seed);
            Chain plain = Chains.random(random, size, random.nextInt(1, 4), scale);
            lower = new float[size];
            upper = new float[size];
            for (int i = 0; i < size; i++) {
                lower[i] = (float) random.nextDouble(-2, 2);
                // Also boxes of one float's width, and of none.
                upper[i] = switch (random.nextInt(5)) {
                    case 0 -> lower[i];
                    case 1 -> Math.nextUp(lower[i]);
                    default -> lower[i] + (float) (random.nextDouble() * width);
                };
            }
            int rows = random.nextInt(1, 4);
            outputs = new double[rows][plain.outputs()];
            inputs = new double[rows][size];
            constants = new double[rows];
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < plain.outputs(); j++) {
                    outputs[r][j] = random.nextBoolean() ? random.nextInt(-1, 2) : random.nextDouble(-2, 2);
                }
                for (int i = 0; random.nextInt(3) == 0 && i < size; i++) {
                    inputs[r][i] = random.nextDouble(-1, 1);
                }
                constants[r] = random.nextDouble(-1, 1);
            }
            chain = stretched ? Chains.stretched(random, plain, outputs) : plain;
            bounds = new ChainBounds(chain, lower, upper, outputs, inputs, constants);
            wanted = new int[rows];
            Arrays.setAll(wanted, r -> r);
        }

        Level bound(float[] low, float[] high, Level known) {
            Level level = bounds.level();
            bounds.bound(low, high, known, level, wanted, wanted.length);
            return level;
        }

        BigDecimal row(int r, BigDecimal[] y, BigDecimal[] x) {
            return Chains.row(outputs[r], inputs[r], constants[r], y, x);
        }

        double magnitude(int r, float[] x) {
            return Chains.magnitude(chain, outputs[r], inputs[r], constants[r], x);
        }

        float[] point(float[] low, float[] high) {
            float[] x = new float[low.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = switch (random.nextInt(3)) {
                    case 0 -> low[i];
                    case 1 -> high[i];
                    default -> Math.max(low[i], Math.min(high[i], low[i] + random.nextFloat() * (high[i] - low[i])));
                };
            }
            return x;
        }

        /** No point leaves the bounds, whoever computes it. */
        void check(float[] low, float[] high) {
            for (int n = 0; n < POINTS; n++) {
                float[] x = point(low, high);
                check(x, Chains.exact(chain, x));
                check(x, Chains.decimals(Chains.inFloats(chain, x, random)));
            }
        }

        private void check(float[] x, BigDecimal[] y) {
            for (int r = 0; r < wanted.length; r++) {
                BigDecimal row = Chains.row(outputs[r], inputs[r], constants[r], y, x);
                if (!Double.isFinite(bounds.bound(r))) {
                    // Lines overflow where the network's own sums don't.
                    continue;
                }
                assertTrue(new BigDecimal(bounds.bound(r)).compareTo(row) <= 0, () -> row + " is below the bound");
                for (int pass = 0; pass < 2; pass++) {
                    if (!Double.isFinite(bounds.offset(pass, r))) {
                        continue;
                    }
                    BigDecimal plane = new BigDecimal(bounds.offset(pass, r));
                    double slack = Math.abs(bounds.offset(pass, r));
                    for (int i = 0; i < x.length; i++) {
                        double term = (double) bounds.plane(pass, r)[i] * x[i];
                        plane = plane.add(new BigDecimal(term));
                        slack += Math.abs(term);
                    }
                    BigDecimal rounded = plane.subtract(new BigDecimal(slack * 0x1p-40));
                    assertTrue(rounded.compareTo(row) <= 0, () -> row + " is below the plane");
                }
            }
        }
    }

    @Property(tries = 400)
    @Label("no point leaves the bounds, in exact arithmetic or in float32 in any order")
    void enclose(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int size,
            @ForAll @IntRange(min = 0, max = 6) int magnitude,
            @ForAll @IntRange(min = -6, max = 1) int width) {
        Trial trial = new Trial(seed, size, Math.pow(10, magnitude), Math.pow(10, width));
        assertTrue(trial.bounds.usable());
        trial.bound(trial.lower, trial.upper, trial.bounds.known());
        trial.check(trial.lower, trial.upper);
    }

    @Property(tries = 2000)
    @Label("at the ends of the floats no point leaves the bounds either, where any are given")
    void encloseAtTheEndsOfTheFloats(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int size) {
        Trial trial = new Trial(seed, size, 3, 1, true);
        if (trial.bounds.usable()) {
            trial.bound(trial.lower, trial.upper, trial.bounds.known());
            trial.check(trial.lower, trial.upper);
        }
    }

    @Property(tries = 200)
    @Label("on a part of a box, with what is known of the box, no point leaves the bounds either")
    void encloseOnParts(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
        Trial trial = new Trial(seed, size, 3, 1);
        Level level = trial.bound(trial.lower, trial.upper, trial.bounds.known());
        float[] low = trial.lower.clone();
        float[] high = trial.upper.clone();
        for (int part = 0; part < 5; part++) {
            int axis = trial.random.nextInt(size);
            float middle = 0.5f * low[axis] + 0.5f * high[axis];
            if (trial.random.nextBoolean()) {
                low[axis] = middle;
            } else {
                high[axis] = middle;
            }
            level = trial.bound(low, high, level);
            trial.check(low, high);
        }
    }

    @Property(tries = 200)
    @Label("on a single point the bounds are what the network gives, but for rounding")
    void tightOnPoints(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
        Trial trial = new Trial(seed, size, 1, 1);
        float[] x = trial.point(trial.lower, trial.upper);
        trial.bound(x, x, trial.bounds.known());
        BigDecimal[] y = Chains.exact(trial.chain, x);
        for (int r = 0; r < trial.wanted.length; r++) {
            // Five stages, each with up to a hundred units of float32's rounding of what it adds up.
            assertEquals(
                    trial.row(r, y, Chains.decimals(x)).doubleValue(),
                    trial.bounds.bound(r),
                    512 * (UNIT * trial.magnitude(r, x) + Float.MIN_VALUE));
        }
    }

    /** A point is compared where no ReLU is so near to its kink that rounding could put it on the other side. */
    @Property(tries = 200)
    @Label(
            "with the same values, points have the same rows, and their gradient is the slope of them in exact arithmetic")
    void points(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
        Trial trial = new Trial(seed, size, 1, 1);
        ChainPoints points = new ChainPoints(trial.bounds);
        float[] x = trial.point(trial.lower, trial.upper);
        BigDecimal[] exact = Chains.decimals(x);
        BigDecimal[] y = Chains.exact(trial.chain, exact);
        List<BigDecimal[]> sums = Chains.sums(trial.chain, exact);
        boolean clear = sums.stream().flatMap(Arrays::stream).allMatch(sum -> Math.abs(sum.doubleValue()) > 1e-3);
        float[] rows = points.rows(x).clone();
        for (int r = 0; r < rows.length; r++) {
            BigDecimal row = trial.row(r, y, exact);
            assertEquals(row.doubleValue(), rows[r], ROUNDINGS * (UNIT * trial.magnitude(r, x) + Float.MIN_VALUE));
            float[] gradient = new float[size];
            points.gradient(r, gradient);
            double[] magnitudes = Chains.slopeMagnitudes(trial.chain, sums, trial.outputs[r], trial.inputs[r]);
            for (int i = 0; clear && i < size; i++) {
                BigDecimal[] near = exact.clone();
                near[i] = near[i].add(STEP);
                BigDecimal there = trial.row(r, Chains.exact(trial.chain, near), near);
                double slope = there.subtract(row).multiply(STEPS).doubleValue();
                double tolerance = ROUNDINGS * (UNIT * magnitudes[i] + Float.MIN_VALUE);
                assertEquals(slope, gradient[i], tolerance);
                slopes += Math.abs(slope) > tolerance ? 1 : 0;
            }
        }
    }

    @AfterContainer
    static void slopesAreMet() {
        assertTrue(slopes > 100, slopes + " slopes that aren't zero");
    }
}
