package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.evasion.blackbox.Answers;
import io.jaspis.attacks.evasion.blackbox.BlackBox;
import io.jaspis.attacks.evasion.blackbox.Inquiry;
import io.jaspis.attacks.evasion.blackbox.Subject;
import java.util.function.IntFunction;

/**
 * Shows an oracle the points to which something else leads an example, one after another, and goes by nothing that it says.
 *
 * @param steps points for each example, after itself
 * @param trails the points of an example, {@code [steps, size]}; asked for once of each, in the order in which they are attacked
 */
record Showing(String name, int steps, IntFunction<float[][]> trails) implements BlackBox {

    /** As many as there are points, and what it takes to judge a success. */
    @Override
    public long queries() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean readsScores() {
        return false;
    }

    @Override
    public int kept() {
        return steps;
    }

    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        float[][] points = trails.apply(subject.index());
        return new Inquiry() {
            private int shown;

            @Override
            public int wanted(long left) {
                return shown < steps ? 1 : 0;
            }

            @Override
            public void write(int point, float[] rows, int offset) {
                System.arraycopy(points[shown], 0, rows, offset, subject.size());
            }

            @Override
            public void take(Answers answers) {
                shown++;
            }
        };
    }
}
