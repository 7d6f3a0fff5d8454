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
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@link CategorySwitches} of one example: which points are to be evaluated next, and what follows from them. */
final class Switching {
    private final Threat threat;
    private final Features features;
    private final CategorySwitches.Settings settings;
    private final int index;
    private final int label;
    private final int target;
    private final int classes;
    private final float[] centre;
    private final Domain whole;
    private final FeaturePoints points;
    private final FeatureSlope slope;
    private final boolean exhaustive;
    private final Set<FloatBuffer> seen = new HashSet<>();

    private Stage stage = Stage.LOOK;
    private List<Point> asked = new ArrayList<>();
    private List<Point> best = new ArrayList<>();
    private Optional<Witness> found = Optional.empty();
    private long left;
    private long spent;
    private int steps;
    private int rounds;
    private float before = Float.POSITIVE_INFINITY;

    private enum Stage {
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

    /** @param left gradients that may be spent */
    Switching(Problem problem, CategorySwitches.Settings settings, int index, long left) {
        this.threat = problem.threat();
        this.features = threat.features();
        this.settings = settings;
        this.index = index;
        this.label = problem.examples().label(index);
        this.target = problem.target(index);
        this.classes = problem.classes();
        this.centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        this.whole = threat.around(centre) instanceof InputSet.FeatureBall ball ? ball.domain() : null;
        this.points = new FeaturePoints(threat);
        this.slope = new FeatureSlope(threat);
        this.left = left;
        List<Domain> combinations = combinations();
        this.exhaustive = !combinations.isEmpty();
        ask(settled(centre.clone()));
        if (exhaustive) {
            combinations.forEach(one -> ask(at(one)));
        } else {
            switches(centre).forEach(this::ask);
        }
    }

    int index() {
        return index;
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

    List<float[]> wanted() {
        return asked.stream().map(point -> point.x).toList();
    }

    /** All combinations of what can be chosen; none where there are more than are all tried. */
    private List<Domain> combinations() {
        List<Domain> leaves = new ArrayList<>();
        Deque<Domain> open = new ArrayDeque<>(List.of(whole));
        while (!open.isEmpty()) {
            Domain domain = open.pop();
            int choice = firstOpen(domain);
            if (choice < 0) {
                leaves.add(domain);
            } else {
                domain.split(choice).forEach(open::push);
            }
            if (leaves.size() + open.size() > settings.combinations()) {
                return List.of();
            }
        }
        return leaves;
    }

    private int firstOpen(Domain domain) {
        for (int choice = 0; choice < features.choices(); choice++) {
            if (domain.isOpen(choice)) {
                return choice;
            }
        }
        return -1;
    }

    /** The example with what a domain has decided. */
    private Point at(Domain domain) {
        float[] relaxed = new float[centre.length];
        for (int i = 0; i < relaxed.length; i++) {
            relaxed[i] = domain.centre(i);
        }
        return settled(relaxed);
    }

    /** The points beside one with another category of one group, or another value of one small whole number. */
    private List<Point> switches(float[] relaxed) {
        List<Point> beside = new ArrayList<>();
        for (int choice = 0; choice < features.choices(); choice++) {
            Deque<Domain> open = new ArrayDeque<>(List.of(whole));
            while (!open.isEmpty()) {
                Domain domain = open.pop();
                if (domain.isOpen(choice)) {
                    domain.split(choice).forEach(open::push);
                } else if (domain != whole) {
                    beside.add(settled(with(relaxed, choice, domain)));
                }
            }
        }
        return beside;
    }

    private float[] with(float[] relaxed, int choice, Domain domain) {
        float[] switched = relaxed.clone();
        for (int element : features.elements(choice)) {
            switched[element] = domain.centre(element);
        }
        return switched;
    }

    private Point settled(float[] relaxed) {
        points.relax(centre, 0, relaxed, 0);
        float[] x = new float[centre.length];
        points.settle(centre, 0, relaxed, 0, x, 0);
        return new Point(relaxed, x);
    }

    /** Has a point evaluated that wasn't yet, as far as the budget goes. */
    private void ask(Point point) {
        if (left > asked.size() && seen.add(FloatBuffer.wrap(point.x))) {
            asked.add(point);
        }
    }

    /** Takes what came of the points that were wanted, in their order. */
    void take(float[] logits, float[] ascents, Verification verification) {
        List<Point> points = asked;
        asked = new ArrayList<>();
        spent += points.size();
        left -= points.size();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (broken(logits, i * classes)) {
                found = verification.check(index, point.x, CategorySwitches.NAME, target);
                if (found.isPresent()) {
                    return;
                }
            }
            point.margin = margin(logits, i * classes);
            point.ascent = Arrays.copyOfRange(ascents, i * centre.length, (i + 1) * centre.length);
        }
        next(points);
    }

    private boolean broken(float[] logits, int at) {
        return Logits.broken(logits, at, classes, label, target);
    }

    /** How far a point is from a break: what the label leads by, or what the target lacks. */
    private float margin(float[] logits, int at) {
        boolean aimed = target != Logits.NONE;
        double lead = Logits.lead(logits, at, classes, aimed ? target : label);
        return (float) (aimed ? -lead : lead);
    }

    private void next(List<Point> news) {
        switch (stage) {
            case LOOK -> {
                best = news;
                stage = Stage.LEAP;
                news.forEach(point -> ask(moved(point, threat.epsilon())));
                if (asked.isEmpty()) {
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
            for (Point point : List.copyOf(best)) {
                switches(point.relaxed).forEach(this::ask);
            }
        }
    }

    private Point moved(Point point, double length) {
        float[] relaxed = point.relaxed.clone();
        slope.step(point.ascent, 0, point.x, 0, relaxed, 0, length);
        return settled(relaxed);
    }
}
