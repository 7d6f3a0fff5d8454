package io.jaspis.attacks.evasion.blackbox;

import java.util.Arrays;

/** {@link Square} in L∞: all elements are at one end of what they can be. */
final class SquareInBox implements Inquiry {
    /** How often a proposal that changes nothing is drawn anew, before one element is changed in its place. */
    private static final int DRAWS = 20;

    private static final long START = -1;

    private final Subject subject;
    private final ScoreLoss loss;
    private final Square square;
    private final Window window;
    private final Categories categories;
    private final float[] lower;
    private final float[] upper;
    private final boolean movable;
    private final float[] best;
    /** What is asked about; of a table's row before it settles at what can be. */
    private final float[] x;

    private double least = Double.POSITIVE_INFINITY;
    private long iteration = START;
    /** The iterations that there can be. */
    private long most = 1;

    SquareInBox(Subject subject, Square square) {
        this.subject = subject;
        this.loss = subject.targeted() ? ScoreLoss.CROSS_ENTROPY : ScoreLoss.MARGIN;
        this.square = square;
        this.window = new Window(subject);
        this.categories = new Categories(subject);
        int size = subject.size();
        this.lower = new float[size];
        this.upper = new float[size];
        boolean any = false;
        for (int i = 0; i < size; i++) {
            lower[i] = subject.threat().innerLower(i, subject.x()[i]);
            upper[i] = subject.threat().innerUpper(i, subject.x()[i]);
            any |= moves(i);
        }
        this.movable = any;
        this.best = subject.x().clone();
        this.x = subject.x().clone();
    }

    @Override
    public int wanted(long left) {
        if (!movable) {
            return 0;
        }
        Chance chance = subject.chance().at(0, iteration);
        if (iteration == START) {
            most = Math.max(1, left - 1);
            stripe(chance);
        } else {
            propose(chance);
        }
        return 1;
    }

    /** Vertical stripes as wide as a pixel. */
    private void stripe(Chance chance) {
        window.size(window.height(), 1);
        for (int column = 0; column < window.width(); column++) {
            window.place(0, column);
            paint(chance);
        }
    }

    private void propose(Chance chance) {
        window.size(square.share(iteration, most), 1, false);
        for (int draw = 0; draw < DRAWS; draw++) {
            window.place(chance);
            paint(chance);
            // Two elements of a group may have brought its category there and back.
            if (!Arrays.equals(x, best)) {
                return;
            }
        }
        int element = chance.nextInt(x.length);
        while (!moves(element)) {
            element = (element + 1) % x.length;
        }
        if (categories.has(element)) {
            categories.chooseOther(element, x, chance);
        } else {
            x[element] = x[element] == upper[element] ? lower[element] : upper[element];
        }
    }

    /** Whether an element can change. */
    private boolean moves(int element) {
        return categories.has(element) ? categories.moves(element) : lower[element] < upper[element];
    }

    /** Brings the elements of the window to their ends, and groups to any of the categories that they can have. */
    private void paint(Chance chance) {
        for (int channel = 0; channel < window.channels(); channel++) {
            boolean up = chance.nextBoolean();
            for (int row = 0; row < window.rows(); row++) {
                for (int column = 0; column < window.columns(); column++) {
                    int i = window.at(channel, row, column);
                    if (categories.has(i)) {
                        categories.choose(i, x, chance);
                    } else {
                        up = subject.row() ? chance.nextBoolean() : up;
                        x[i] = up ? upper[i] : lower[i];
                    }
                }
            }
        }
    }

    @Override
    public void write(int point, float[] rows, int offset) {
        if (subject.row()) {
            subject.projection().project(subject.x(), 0, x, 0, rows, offset);
        } else {
            System.arraycopy(x, 0, rows, offset, x.length);
        }
    }

    @Override
    public void take(Answers answers) {
        double now = loss.known(answers, 0, subject);
        if (now < least || iteration == START) {
            least = now;
            System.arraycopy(x, 0, best, 0, x.length);
        } else {
            System.arraycopy(best, 0, x, 0, x.length);
        }
        iteration++;
    }
}
