package io.jaspis.autodiff.training;

/** A number that changes over training. */
@FunctionalInterface
public interface Schedule {

    /** The number at this fraction of all steps, from 0 to 1. */
    double at(double progress);

    /**
     * Refuses a schedule that leaves a range, or is no number, at the start of training or after any whole percent of it.
     *
     * @param least of the range
     * @param most of the range; {@link Double#MAX_VALUE} for any finite number
     * @param what the number is, in words
     * @throws IllegalArgumentException where it does, saying when
     */
    default void requireWithin(double least, double most, String what) {
        for (int percent = 0; percent <= 100; percent++) {
            double number = at(percent / 100.0);
            // Written so that NaN is outside.
            if (!(number >= least && number <= most)) {
                throw new IllegalArgumentException("%s must be %s all over training, but after %s %% of it is %s"
                        .formatted(
                                what,
                                most == Double.MAX_VALUE
                                        ? "a finite number of at least " + least
                                        : "from " + least + " to " + most,
                                percent,
                                number));
            }
        }
    }

    /** Whether it is known to be this number from a fraction of training on; false where that can't be told. */
    default boolean staysAt(double number, double progress) {
        return false;
    }

    static Schedule constant(double value) {
        return new Constant(value);
    }

    /** The same number all over training: what it multiplies by 0 need not be computed. */
    record Constant(double value) implements Schedule {
        @Override
        public double at(double progress) {
            return value;
        }

        @Override
        public boolean staysAt(double number, double progress) {
            return number == value;
        }
    }

    /**
     * A straight line from one value to another between two moments, and level before and after.
     *
     * @param from finite
     * @param to finite
     * @param start finite
     * @param end finite
     */
    record Ramp(double from, double to, double start, double end) implements Schedule {
        public Ramp {
            for (double number : new double[] {from, to, start, end}) {
                if (!Double.isFinite(number)) {
                    throw new IllegalArgumentException("a ramp is made of finite numbers, but got " + number);
                }
            }
        }

        @Override
        public double at(double progress) {
            double t = end <= start ? (progress < start ? 0 : 1) : (progress - start) / (end - start);
            return from + (to - from) * Math.clamp(t, 0, 1);
        }

        @Override
        public boolean staysAt(double number, double progress) {
            return progress >= Math.max(start, end) && at(progress) == number;
        }
    }

    /**
     * A straight line from one value to another between two moments, and level before and after.
     *
     * @throws IllegalArgumentException where one isn't a finite number
     */
    static Schedule ramp(double from, double to, double start, double end) {
        Ramp ramp = new Ramp(from, to, start, end);
        return from == to ? constant(from) : ramp;
    }

    /**
     * A linear rise over the first {@code warmUp} of training, then half a cosine down to zero.
     *
     * @param peak finite, at least 0
     * @param warmUp from 0 to below 1
     */
    static Schedule cosine(double peak, double warmUp) {
        if (!(peak >= 0 && peak <= Double.MAX_VALUE) || !(warmUp >= 0 && warmUp < 1)) {
            throw new IllegalArgumentException(
                    "a cosine falls from a finite number of at least 0 after a part of training below 1, but got "
                            + peak + " and " + warmUp);
        }
        return progress -> progress < warmUp
                ? peak * (progress / warmUp)
                : peak * 0.5 * (1 + Math.cos(Math.PI * (progress - warmUp) / (1 - warmUp)));
    }

    /**
     * The value times {@code factor} from each of the moments on.
     *
     * @param value finite
     * @param factor finite
     * @param moments fractions of training, from 0 to 1
     */
    static Schedule steps(double value, double factor, double... moments) {
        if (!Double.isFinite(value) || !Double.isFinite(factor)) {
            throw new IllegalArgumentException(
                    "steps go from a finite number by a finite factor, but got " + value + " and " + factor);
        }
        double[] at = moments.clone();
        for (double moment : at) {
            if (!(moment >= 0 && moment <= 1)) {
                throw new IllegalArgumentException(
                        "steps are made at fractions of training from 0 to 1, but got " + moment);
            }
        }
        return progress -> {
            double current = value;
            for (double moment : at) {
                if (progress >= moment) {
                    current *= factor;
                }
            }
            return current;
        };
    }
}
