package io.jaspis.attacks;

import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Domain;
import io.jaspis.threat.Features;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@link CategorySwitches} of one example: which points are to be evaluated next, and what follows from them.
 *
 * <p>Where a round has more switches than may be tried, those are whose way the gradient at their point rises most along: of
 * each point as many.
 */
final class Switching {
    private final Threat threat;
    private final Features features;
    private final CategorySwitches.Settings settings;
    private final int index;
    private final int label;
    private final int target;
    private final int aim;
    private final int classes;
    private final float[] centre;
    private final Domain whole;
    private final FeaturePoints points;
    private final FeatureSlope slope;
    private final Choices choices;
    private final boolean exhaustive;
    /** All single ones; none where all combinations are tried. */
    private final List<Choices.Switch> switches;

    private final Set<Values> seen = new HashSet<>();

    /** The elements of a point, which are told apart by all of their bits. */
    private record Values(float[] x) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Values(float[] values) && Arrays.equals(x, values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(x);
        }
    }

    private Stage stage;
    private List<Point> asked = new ArrayList<>();
    private List<Point> best = new ArrayList<>();
    /** The logits of the example; null before they are known. */
    private float[] clean;

    private Optional<Witness> found = Optional.empty();
    private long left;
    private long spent;
    private int steps;
    private int rounds;
    private float before = Float.POSITIVE_INFINITY;

    private enum Stage {
        /** The example itself, where not all of its switches can be tried. */
        EXAMPLE,
        /** Combinations at the example's other features. */
        LOOK,
        /** Each of them after one long step. */
        LEAP,
        /** Ascent from the best. */
        CLIMB,
        /** Single switches from the best. */
        SWITCH
    }

    /** A point that is evaluated, and the relaxed one that settled there. */
    private static final class Point {
        private final float[] relaxed;
        private final float[] x;
        private float[] ascent;
        private float margin;

        private Point(float[] relaxed, float[] x) {
            this.relaxed = relaxed;
            this.x = x;
        }

        private float margin() {
            return margin;
        }
    }

    /**
     * @param aim the class whose lead is to grow; {@link Logits#NONE} for whichever is nearest
     * @param most gradients that may be spent
     * @param spent of them
     */
    Switching(Problem problem, CategorySwitches.Settings settings, int index, int aim, long most, long spent) {
        this.threat = problem.threat();
        this.features = threat.features();
        this.settings = settings;
        this.index = index;
        this.label = problem.examples().label(index);
        this.target = problem.target(index);
        this.aim = aim;
        this.classes = problem.classes();
        this.centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        this.whole = threat.around(centre) instanceof InputSet.FeatureBall ball ? ball.domain() : null;
        this.points = new FeaturePoints(threat);
        this.slope = new FeatureSlope(threat);
        this.left = most - spent;
        this.spent = spent;
        this.choices = new Choices(features, whole);
        List<Domain> combinations = choices.combinations(settings.combinations());
        this.exhaustive = !combinations.isEmpty();
        this.switches = exhaustive ? List.of() : choices.all();
        this.stage = switches.size() > settings.combinations() ? Stage.EXAMPLE : Stage.LOOK;
        Point example = settled(centre.clone());
        ask(example);
        if (exhaustive) {
            combinations.forEach(one -> ask(at(one)));
        } else if (stage == Stage.LOOK) {
            askSwitches(List.of(example));
        }
    }

    int index() {
        return index;
    }

    int aim() {
        return aim;
    }

    /** The other classes, those of larger logits of the example first; none where the budget didn't pay for these. */
    int[] rivals() {
        return clean == null ? new int[0] : Logits.rivals(clean, label);
    }

    boolean done() {
        return asked.isEmpty();
    }

    Optional<Witness> found() {
        return found;
    }

    Budget.Spent spent() {
        return new Budget.Spent(spent, 0, 0);
    }

    /** How many points are to be evaluated next. */
    int wanted() {
        return asked.size();
    }

    /** One of the points that are to be evaluated next; not to be written. */
    float[] wanted(int place) {
        return asked.get(place).x;
    }

    /** How many points it may want at once. */
    long most() {
        long ofRound = Math.min(settings.combinations(), (long) settings.kept() * switches.size());
        return Math.max(asked.size(), ofRound);
    }

    /** The example with what a domain has decided. */
    private Point at(Domain domain) {
        float[] relaxed = new float[centre.length];
        for (int i = 0; i < relaxed.length; i++) {
            relaxed[i] = domain.centre(i);
        }
        return settled(relaxed);
    }

    /** Has switches of points evaluated: all where a round may have so many, else those that promise most. */
    private void askSwitches(List<Point> from) {
        boolean all = (long) from.size() * switches.size() <= settings.combinations();
        int each = Math.max(1, settings.combinations() / Math.max(1, from.size()));
        for (Point point : from) {
            int most = all ? Integer.MAX_VALUE : Math.min(settings.combinations(), asked.size() + each);
            for (Choices.Switch one : all ? switches : choices.promising(switches, point.x, point.ascent)) {
                if (asked.size() >= most || asked.size() >= left) {
                    break;
                }
                ask(settled(choices.after(one, point.relaxed)));
            }
        }
    }

    private Point settled(float[] relaxed) {
        points.relax(centre, 0, relaxed, 0);
        return beside(relaxed);
    }

    private Point beside(float[] relaxed) {
        float[] x = new float[centre.length];
        points.settle(centre, 0, relaxed, 0, x, 0);
        return new Point(relaxed, x);
    }

    /** Has a point evaluated that wasn't yet, as far as the budget goes. */
    private void ask(Point point) {
        if (left > asked.size() && seen.add(new Values(point.x))) {
            asked.add(point);
        }
    }

    /** Takes what came of one of the points that were wanted, in their order; each array has it from an offset on. */
    void take(int place, float[] logits, int logitsAt, float[] ascents, int ascentAt, Verification verification) {
        if (found.isPresent()) {
            return;
        }
        Point point = asked.get(place);
        if (broken(logits, logitsAt)) {
            found = verification.check(index, point.x, CategorySwitches.NAME, target);
        }
        if (clean == null) {
            clean = Arrays.copyOfRange(logits, logitsAt, logitsAt + classes);
        }
        point.margin = margin(logits, logitsAt);
        point.ascent = Arrays.copyOfRange(ascents, ascentAt, ascentAt + centre.length);
        for (int i = 0; exhaustive && i < centre.length; i++) {
            point.ascent[i] = isTried(i) ? 0 : point.ascent[i];
        }
    }

    /** Goes on, once all that was wanted has been taken. */
    void goOn() {
        List<Point> points = asked;
        asked = new ArrayList<>();
        spent += points.size();
        left -= points.size();
        if (found.isEmpty()) {
            next(points);
        }
    }

    private boolean broken(float[] logits, int at) {
        return Logits.broken(logits, at, classes, label, target);
    }

    /** How far a point is from a break: what the label leads by, or what the target lacks, or a rival behind the label. */
    private float margin(float[] logits, int at) {
        if (aim == Logits.NONE) {
            return (float) Logits.lead(logits, at, classes, label);
        }
        return aim == target ? (float) -Logits.lead(logits, at, classes, aim) : logits[at + label] - logits[at + aim];
    }

    private void next(List<Point> news) {
        switch (stage) {
            case EXAMPLE -> {
                best = news;
                stage = Stage.LOOK;
                askSwitches(news);
                if (asked.isEmpty()) {
                    next(List.of());
                }
            }
            case LOOK -> {
                List<Point> looked = new ArrayList<>(best);
                looked.addAll(news);
                best = looked;
                stage = Stage.LEAP;
                best.forEach(point -> ask(moved(point, threat.epsilon())));
                if (asked.isEmpty()) {
                    keep(List.of());
                    climb();
                }
            }
            case LEAP -> {
                keep(news);
                climb();
            }
            case CLIMB -> {
                keep(news);
                if (++steps < settings.steps() && !news.isEmpty()) {
                    ascend(news);
                }
                if (asked.isEmpty()) {
                    endRound();
                }
            }
            case SWITCH -> {
                keep(news);
                climb();
            }
        }
    }

    /** Keeps the best of what there was and what is new. */
    private void keep(List<Point> news) {
        List<Point> all = new ArrayList<>(best);
        all.addAll(news);
        // NaN sorts last: such a point was no break when it was checked.
        all.sort(Comparator.comparing(Point::margin));
        best = new ArrayList<>(all.subList(0, Math.min(settings.kept(), all.size())));
    }

    private void climb() {
        stage = Stage.CLIMB;
        steps = 0;
        ascend(best);
        if (asked.isEmpty()) {
            endRound();
        }
    }

    private void ascend(List<Point> from) {
        from.forEach(point -> ask(moved(point, 2.5 * threat.epsilon() / settings.steps())));
    }

    private void endRound() {
        float now = best.isEmpty() ? Float.POSITIVE_INFINITY : best.getFirst().margin();
        boolean better = now < before;
        before = now;
        if (!exhaustive && better && ++rounds < settings.rounds()) {
            stage = Stage.SWITCH;
            askSwitches(best);
        }
    }

    private Point moved(Point point, double length) {
        float[] relaxed = point.relaxed.clone();
        slope.step(point.ascent, 0, centre, 0, relaxed, 0, length);
        if (!exhaustive) {
            return settled(relaxed);
        }
        points.relaxBeside(this::isTried, centre, 0, relaxed, 0);
        return beside(relaxed);
    }

    /**
     * Whether an element is a whole number of which all values are tried where all combinations are, so that it stays as it is in each.
     * One of too many values for that is climbed over.
     */
    private boolean isTried(int element) {
        return features.isWhole(element)
                && (whole.decided(element) || Domain.isFew(whole.lower(element), whole.upper(element)));
    }
}
