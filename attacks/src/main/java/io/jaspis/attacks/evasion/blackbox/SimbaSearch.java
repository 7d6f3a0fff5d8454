package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Threat;

/** {@link Simba} at one example. */
final class SimbaSearch implements Inquiry {
    /** Elements of steps that lead nowhere, after which others have their turn. */
    private static final int WORK = 1 << 22;

    private final Subject subject;
    private final SimbaBasis basis;
    private final Categories categories;
    private double length;
    /** Below which no step leads from a level to another. */
    private final double shortest;

    /** The best point, and the one that is asked about; both before they settle at what can be. */
    private final float[] best;

    private final float[] x;
    private final float[] settled;
    private final float[] settledBest;
    private double least;
    private int round = -1;
    private int place;
    private boolean back;
    /** Whether a round had a step that helped. */
    private boolean gained = true;
    /** Steps in a row that lead nowhere. */
    private int idle;

    SimbaSearch(Subject subject, Answers clean, SimbaBasis basis, double step) {
        this.subject = subject;
        this.basis = basis;
        this.categories = new Categories(subject);
        Threat threat = subject.threat();
        this.shortest = shortest(subject, basis);
        this.length = Math.max(shortest, threat.ofTable() ? threat.epsilon() : step * threat.width());
        this.best = subject.x().clone();
        this.x = subject.x().clone();
        this.settled = subject.x().clone();
        this.settledBest = subject.x().clone();
        this.least = ScoreLoss.CROSS_ENTROPY.known(clean, 0, subject);
        this.place = basis.count();
    }

    @Override
    public int wanted(long left) {
        if (subject.threat().epsilon() == 0 || basis.count() == 0) {
            return 0;
        }
        // A step that leads nowhere isn't asked about; of a whole round of such ones no further comes of it.
        for (int tried = 0; tried <= WORK / x.length; tried++) {
            if (place == basis.count()) {
                // The same steps once more would be no better.
                if (!gained && length <= shortest) {
                    return 0;
                }
                length = gained ? length : Math.max(shortest, length / 2);
                gained = false;
                basis.shuffle(subject.chance().at(++round, 0));
                place = 0;
                back = false;
            }
            if (propose()) {
                idle = 0;
                return 1;
            }
            if (idle++ == 2 * basis.count()) {
                return 0;
            }
            turn();
        }
        return NOTHING_YET;
    }

    /** The length at which each direction moves an element of a picture by a level. */
    private static double shortest(Subject subject, SimbaBasis basis) {
        Threat threat = subject.threat();
        if (subject.row()) {
            return 0;
        }
        double most = 0;
        for (int i = 0; i < subject.size(); i++) {
            if (threat.unit(i) > 0) {
                most = Math.max(most, threat.grain(i) / threat.unit(i));
            }
        }
        return most / basis.reach();
    }

    /** Steps from the best point, and says whether that leads to another. */
    private boolean propose() {
        System.arraycopy(best, 0, x, 0, x.length);
        int element = basis.element(place);
        if (element >= 0 && categories.has(element)) {
            if (back) {
                return false;
            }
            categories.set(element, x);
        } else {
            basis.move(place, back ? length : -length, subject, x);
        }
        subject.projection().project(subject.x(), 0, x, 0, settled, 0);
        for (int i = 0; i < settled.length; i++) {
            if (settled[i] != settledBest[i]) {
                return true;
            }
        }
        return false;
    }

    /** Goes on to the other way, or to the next direction. */
    private void turn() {
        if (back) {
            place++;
        }
        back = !back;
    }

    @Override
    public void write(int point, float[] rows, int offset) {
        System.arraycopy(settled, 0, rows, offset, settled.length);
    }

    @Override
    public void take(Answers answers) {
        double now = ScoreLoss.CROSS_ENTROPY.known(answers, 0, subject);
        if (now < least) {
            least = now;
            gained = true;
            System.arraycopy(x, 0, best, 0, x.length);
            System.arraycopy(settled, 0, settledBest, 0, x.length);
            place++;
            back = false;
        } else {
            turn();
        }
    }
}
