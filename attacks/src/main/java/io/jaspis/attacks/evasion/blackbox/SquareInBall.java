package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@link Square} in L2 and L1: a proposal takes the perturbation out of one window, and gives its mass and all that the ball
 * has left to a {@link Pattern} in another. Lengths are in units of each element's own ε. In the row of a table windows are
 * runs of the elements that can move, since what a pattern has on others would be lost.
 */
final class SquareInBall implements Inquiry {
    /** How often a proposal that changes nothing of a row is drawn anew. */
    private static final int DRAWS = 20;

    private static final long START = -1;
    /** Tiles across a picture at the start. */
    private static final int TILES = 5;
    /** The smallest side of a square, so that its pattern has two halves and a middle. */
    private static final int SIDE = 3;

    private static final double TINY = 1e-12;

    private final Subject subject;
    private final ScoreLoss loss;
    private final Square square;
    private final boolean euclidean;
    /** The radius less what roundings may add. */
    private final double epsilon;
    /** Whether a point that isn't longer than ε needs no more than the range's ends to be allowed. */
    private final boolean plain;

    private final Window into;
    private final Window outOf;
    private final Pattern pattern;
    private final Categories categories;
    private final float[] best;
    /** What is asked about, before it settles at what can be. */
    private final float[] x;

    /** Of a row, where that settled. */
    private final float[] asked;
    /** Of a row, where the best settled. */
    private final float[] settled;

    private double least = Double.POSITIVE_INFINITY;
    private long iteration = START;
    /** The iterations that there can be. */
    private long most = 1;

    SquareInBall(Subject subject, Square square) {
        Threat threat = subject.threat();
        this.subject = subject;
        this.loss = subject.targeted() ? ScoreLoss.CROSS_ENTROPY : ScoreLoss.MARGIN;
        this.square = square;
        this.euclidean = threat.norm() == Norm.L2;
        this.epsilon = threat.epsilon() * (1 - 1e-6);
        this.categories = new Categories(subject);
        int[] movable = subject.row() ? movable(subject, categories) : null;
        this.into = new Window(subject, movable);
        this.outOf = new Window(subject, movable);
        this.plain = threat.features() == null && (euclidean || into.channels() == 1);
        this.pattern = new Pattern(threat.norm());
        this.best = subject.x().clone();
        this.x = subject.x().clone();
        this.asked = new float[subject.row() ? x.length : 0];
        this.settled = asked.clone();
    }

    /** The elements of a row that can change. */
    private static int[] movable(Subject subject, Categories categories) {
        Threat threat = subject.threat();
        float[] x = subject.x();
        return IntStream.range(0, subject.size())
                .filter(i -> categories.has(i)
                        ? categories.moves(i)
                        : threat.innerLower(i, x[i]) < threat.innerUpper(i, x[i]))
                .toArray();
    }

    @Override
    public int wanted(long left) {
        if (epsilon == 0 || into.width() == 0) {
            return 0;
        }
        Chance chance = subject.chance().at(0, iteration);
        if (iteration == START) {
            most = Math.max(1, left - 1);
            tile(chance);
            settle();
        } else {
            propose(chance);
        }
        return 1;
    }

    /** How far an element is from the example. */
    private double way(int i) {
        double unit = subject.threat().unit(i);
        return unit == 0 ? 0 : ((double) x[i] - subject.x()[i]) / unit;
    }

    private void go(int i, double way) {
        double value = subject.x()[i] + way * subject.threat().unit(i);
        x[i] = (float)
                (plain
                        ? Math.clamp(
                                value,
                                subject.threat().lower(),
                                subject.threat().upper())
                        : value);
    }

    /** What an element adds to the length, or to its square. */
    private double part(double way) {
        return euclidean ? way * way : Math.abs(way);
    }

    private double length(double sum) {
        return euclidean ? Math.sqrt(sum) : sum;
    }

    private double sum() {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += part(way(i));
        }
        return sum;
    }

    /** Patterns side by side, as long as the radius together, or longer in L1 where they are projected. */
    private void tile(Chance chance) {
        int high = Math.max(1, into.height() / TILES);
        int wide = Math.max(1, into.width() / TILES);
        into.size(high, wide);
        pattern.size(high, wide);
        // A pattern is as long as where inputs go from 0 to 1.
        double range = subject.threat().paperUnit();
        int top = into.height() % high / 2;
        int left = into.width() % wide / 2;
        for (int row = top; row + high <= into.height(); row += high) {
            for (int column = left; column + wide <= into.width(); column += wide) {
                into.place(row, column);
                boolean beside = chance.nextBoolean();
                for (int channel = 0; channel < into.channels(); channel++) {
                    double sign = chance.nextBoolean() ? 1 : -1;
                    for (int r = 0; r < high; r++) {
                        for (int c = 0; c < wide; c++) {
                            int i = into.at(channel, r, c);
                            if (categories.has(i)) {
                                categories.choose(i, x, chance);
                            } else {
                                double unit = subject.threat().unit(i) * range;
                                x[i] = (float) (subject.x()[i] + sign * pattern.at(r, c, beside) * unit);
                            }
                        }
                    }
                }
            }
        }
        double length = length(sum());
        double tiny = TINY * epsilon;
        double factor = euclidean ? epsilon / (tiny + length) : Math.max(1, epsilon / (tiny + length));
        for (int i = 0; i < x.length; i++) {
            if (!categories.has(i)) {
                x[i] = (float) (subject.x()[i] + factor * ((double) x[i] - subject.x()[i]));
            }
        }
        if (plain) {
            subject.projection().project(subject.x(), 0, x, 0);
        }
    }

    private void propose(Chance chance) {
        into.size(square.share(iteration, most), SIDE, true);
        outOf.size(into.rows(), into.columns());
        pattern.size(into.rows(), into.columns());
        for (int draw = 0; draw < DRAWS; draw++) {
            System.arraycopy(best, 0, x, 0, x.length);
            draw(chance);
            settle();
            if (!subject.row() || !Arrays.equals(asked, settled)) {
                return;
            }
        }
    }

    private void draw(Chance chance) {
        into.place(chance);
        outOf.place(chance);
        boolean beside = chance.nextBoolean();
        double unused = Math.max(0, part(epsilon) - sum()) / into.channels();
        for (int channel = 0; channel < into.channels(); channel++) {
            move(channel, unused, chance.nextBoolean() ? 1 : -1, beside, chance);
        }
    }

    /** Moves the mass of both windows in a channel, and what is unused, into a pattern that is added to what the one has. */
    private void move(int channel, double unused, double sign, boolean beside, Chance chance) {
        double own = 0;
        for (int row = 0; row < into.rows(); row++) {
            for (int column = 0; column < into.columns(); column++) {
                own += part(way(into.at(channel, row, column)));
            }
        }
        double mass = own;
        for (int row = 0; row < outOf.rows(); row++) {
            for (int column = 0; column < outOf.columns(); column++) {
                mass += into.holds(outOf, row, column) ? 0 : part(way(outOf.at(channel, row, column)));
            }
        }
        double before = TINY * epsilon + length(own);
        double sum = 0;
        for (int row = 0; row < into.rows(); row++) {
            for (int column = 0; column < into.columns(); column++) {
                double way = way(into.at(channel, row, column)) / before;
                sum += part(sign * pattern.at(row, column, beside) + way);
            }
        }
        // In L1 as Croce & Hein have it: too long by the number of channels, and projected thereafter.
        double wanted = length(unused + mass) * (euclidean ? 1 : into.channels());
        double factor = wanted / (TINY + length(sum));
        leave(channel);
        for (int row = 0; row < into.rows(); row++) {
            for (int column = 0; column < into.columns(); column++) {
                int i = into.at(channel, row, column);
                if (categories.has(i)) {
                    categories.choose(i, x, chance);
                } else {
                    go(i, factor * (sign * pattern.at(row, column, beside) + way(i) / before));
                }
            }
        }
    }

    /** Takes the perturbation out of the one window, but where the other is. */
    private void leave(int channel) {
        for (int row = 0; row < outOf.rows(); row++) {
            for (int column = 0; column < outOf.columns(); column++) {
                int i = outOf.at(channel, row, column);
                if (into.holds(outOf, row, column)) {
                    continue;
                }
                if (categories.has(i)) {
                    categories.reset(i, subject.x(), x);
                } else {
                    x[i] = subject.x()[i];
                }
            }
        }
    }

    /** Finds where a row settles. */
    private void settle() {
        if (subject.row()) {
            subject.projection().project(subject.x(), 0, x, 0, asked, 0);
        }
    }

    @Override
    public void write(int point, float[] rows, int offset) {
        if (subject.row()) {
            System.arraycopy(asked, 0, rows, offset, asked.length);
        } else {
            subject.projection().project(subject.x(), 0, x, 0, rows, offset);
        }
    }

    @Override
    public void take(Answers answers) {
        double now = loss.known(answers, 0, subject);
        if (now < least || iteration == START) {
            least = now;
            System.arraycopy(x, 0, best, 0, x.length);
            System.arraycopy(asked, 0, settled, 0, asked.length);
        } else {
            System.arraycopy(best, 0, x, 0, x.length);
        }
        iteration++;
    }
}
