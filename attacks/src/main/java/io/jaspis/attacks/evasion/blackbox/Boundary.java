package io.jaspis.attacks.evasion.blackbox;

import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * The questions of which searches along a decision boundary are made. Ways are those of {@link Offsets}; whoever asks for a
 * point is told where it settled.
 */
final class Boundary {
    /** Numbers in the points that are asked together. */
    private static final int TOGETHER = 1 << 16;

    private final Offsets offsets;
    /** The most points of a question. */
    private final int rows;

    /** Draws the noise of a sample, about 1 an element. */
    @FunctionalInterface
    interface Sampling {
        void draw(int sample, double[] noise);
    }

    Boundary(Offsets offsets) {
        this.offsets = offsets;
        this.rows = Math.clamp(TOGETHER / offsets.size(), 1, 128);
    }

    Offsets offsets() {
        return offsets;
    }

    int size() {
        return offsets.size();
    }

    /** Asks about one point; the next is told where it settled if that is adversarial. */
    Question ask(double[] way, Function<Optional<double[]>, Question> then) {
        return new Question(
                1, (_, to) -> System.arraycopy(way, 0, to, 0, way.length), replies -> then.apply(settled(replies, 0)));
    }

    /** Where a point settled if it was answered and is adversarial. */
    Optional<double[]> settled(Question.Replies replies, int point) {
        if (point >= replies.count() || !replies.adversarial(point)) {
            return Optional.empty();
        }
        double[] settled = new double[size()];
        replies.read(point, settled);
        return Optional.of(settled);
    }

    /**
     * Halves the way between a number at which points are adversarial and one at which they aren't, until these are as near
     * as is told.
     *
     * @param points by number
     * @param yes the first number, and the adversarial point there
     * @param then told of the last adversarial one
     */
    Question bisect(
            DoubleFunction<double[]> points, Found yes, double no, double tolerance, Function<Found, Question> then) {
        double middle = (yes.number() + no) / 2;
        if (!(Math.abs(yes.number() - no) > tolerance) || middle == yes.number() || middle == no) {
            return then.apply(yes);
        }
        return ask(
                points.apply(middle),
                found -> found.isPresent()
                        ? bisect(points, new Found(middle, found.get()), no, tolerance, then)
                        : bisect(points, yes, middle, tolerance, then));
    }

    /**
     * An adversarial point of a line of points.
     *
     * @param number where it stands on the line
     * @param at where it settled
     */
    record Found(double number, double[] at) {}

    /** Goes from an adversarial point straight towards the example up to the boundary. */
    Question towardsExample(double[] adversarial, double tolerance, Function<double[], Question> then) {
        return bisect(
                share -> Ways.scaled(share, adversarial),
                new Found(1, adversarial),
                0,
                tolerance / Ways.length(adversarial),
                found -> then.apply(found.at()));
    }

    /**
     * Feels which way from a point of the boundary leads into the adversarial: the mean of ways to points nearby, each with
     * the sign of its answer. Ways are those to where points settled, so that what the range cuts off doesn't count; and
     * since it cuts on one side, the mean answer is subtracted from each (Chen, Jordan &amp; Wainwright 2020, equation 16).
     *
     * @param at where a point settled
     * @param spread of the points, a standard deviation of each element; of those with values apart at least one step
     * @param then told of the way, of length 1; of nothing where none was felt
     */
    Question normal(
            double[] at, int samples, double spread, Sampling sampling, Function<Optional<double[]>, Question> then) {
        return new Estimate(at, samples, spread, sampling, then).next();
    }

    /** A normal on its way. */
    private final class Estimate {
        private final double[] at;
        private final int samples;
        private final double spread;
        private final Sampling sampling;
        private final Function<Optional<double[]>, Question> then;
        private final double[] signed = new double[size()];
        private final double[] plain = new double[size()];
        private final double[] way = new double[size()];
        private int yes;
        private int asked;

        Estimate(
                double[] at,
                int samples,
                double spread,
                Sampling sampling,
                Function<Optional<double[]>, Question> then) {
            this.at = at;
            this.samples = samples;
            this.spread = spread;
            this.sampling = sampling;
            this.then = then;
        }

        Question next() {
            int first = asked;
            return new Question(Math.min(rows, samples - first), (point, to) -> write(first + point, to), this::take);
        }

        private void write(int sample, double[] to) {
            sampling.draw(sample, to);
            for (int i = 0; i < to.length; i++) {
                to[i] = at[i] + Math.max(spread, offsets.grain(i)) * to[i];
            }
        }

        private Question take(Question.Replies replies) {
            for (int point = 0; point < replies.count(); point++) {
                replies.read(point, way);
                double sign = replies.adversarial(point) ? 1 : -1;
                yes += replies.adversarial(point) ? 1 : 0;
                for (int i = 0; i < way.length; i++) {
                    double moved = way[i] - at[i];
                    signed[i] += sign * moved;
                    plain[i] += moved;
                }
            }
            asked += replies.count();
            return asked < samples && replies.count() > 0 ? next() : then.apply(normal());
        }

        private Optional<double[]> normal() {
            double mean = 2.0 * yes / asked - 1;
            double[] normal = Math.abs(mean) == 1 ? Ways.scaled(mean, plain) : Ways.sum(1, signed, -mean, plain);
            return Ways.normalize(normal) ? Optional.of(normal) : Optional.empty();
        }
    }
}
