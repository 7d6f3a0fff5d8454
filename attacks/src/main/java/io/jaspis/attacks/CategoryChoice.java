package io.jaspis.attacks;

import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.attacks.search.Ranking;
import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;
import java.util.Arrays;

/**
 * The categories that a linear loss wants in a ball of L2 or L1, where what another category takes of the ball is lacking to
 * all else. Those are looked at first that gain most for what they take, squared in L2, where squares add up; each is taken
 * where the ball has room for it and all together rise by more than without it. Where any one of them gains more than all that are
 * taken so, it goes first.
 */
final class CategoryChoice {
    private final Features features;
    private final FeaturePoints points;
    private final LinearRise others;
    private final Ranking ranking;
    /** Of each category, its group. */
    private final int[] groupOf;
    /** Of each category, by how much the loss rises beside the example's category; 0 of that, and of those out of reach. */
    private final double[] gain;
    /** Of each category that gains, what it takes of the ball. */
    private final double[] cost;
    /** Of each category, what it gains for what it takes; below 0 where it gains nothing, and of all else. */
    private final double[] worth;
    /** The element of each group, and the example's. */
    private final int[] chosen;

    private final int[] own;

    /** @param threat of features in L2 or L1 */
    CategoryChoice(Threat threat) {
        this.features = threat.features();
        this.points = new FeaturePoints(threat);
        this.others = new LinearRise(threat);
        int size = features.size();
        this.ranking = new Ranking(size);
        this.groupOf = new int[size];
        this.gain = new double[size];
        this.cost = new double[size];
        this.worth = new double[size];
        this.chosen = new int[features.groups()];
        this.own = new int[features.groups()];
        Arrays.fill(worth, -1);
        for (int group = 0; group < chosen.length; group++) {
            for (int category = 0; category < features.categories(group); category++) {
                groupOf[features.element(group, category)] = group;
            }
        }
    }

    /** The element of the category that was chosen for a group. */
    int of(int group) {
        return chosen[group];
    }

    /** Chooses by the slopes at a point of the ball around an example. */
    void choose(float[] ascent, int at, float[] centre, int centreAt) {
        others.take(ascent, at, centre, centreAt);
        for (int group = 0; group < chosen.length; group++) {
            weigh(group, ascent, at, centre, centreAt);
        }
        ranking.fill(worth);
        double all = points.room();
        double most = taken(all, 0, 0, others.within(all));
        int single = single(all, most);
        if (single >= 0) {
            System.arraycopy(own, 0, chosen, 0, chosen.length);
            chosen[groupOf[single]] = single;
            taken(all, cost[single], gain[single], alone(single, all));
        }
    }

    /** The rise with one category instead of the example's, and nothing else of its kind. */
    private double alone(int category, double all) {
        return gain[category] + others.within(Math.max(0, all - cost[category]));
    }

    /** The category that by itself gains most, where that is more than so much; else −1. */
    private int single(double all, double least) {
        double most = least;
        int best = -1;
        for (int place = 0; place < ranking.count(); place++) {
            int category = ranking.at(place);
            double rise = points.hasRoomFor(cost[category]) ? alone(category, all) : 0;
            if (rise > most) {
                best = category;
                most = rise;
            }
        }
        return best;
    }

    /** Takes one category after the other, beside those that are chosen, and returns the rise with all of them. */
    private double taken(double all, double takenBefore, double gainedBefore, double riseBefore) {
        double taken = takenBefore;
        double gained = gainedBefore;
        double most = riseBefore;
        for (int place = 0; place < ranking.count(); place++) {
            int category = ranking.at(place);
            int instead = chosen[groupOf[category]];
            double takes = taken - cost[instead] + cost[category];
            if (points.hasRoomFor(takes)) {
                double gains = gained - gain[instead] + gain[category];
                double rise = gains + others.within(Math.max(0, all - takes));
                if (rise > most) {
                    chosen[groupOf[category]] = category;
                    taken = takes;
                    gained = gains;
                    most = rise;
                }
            }
        }
        return most;
    }

    /** Begins at the example's category of a group, and weighs the others. */
    private void weigh(int group, float[] ascent, int at, float[] centre, int centreAt) {
        int from = points.leading(group, centre, centreAt);
        chosen[group] = from;
        own[group] = from;
        for (int category = 0; category < features.categories(group); category++) {
            int to = features.element(group, category);
            boolean other = to != from && points.reachable(from, to, centre, centreAt);
            gain[to] = other ? finite(ascent[at + to]) - finite(ascent[at + from]) : 0;
            cost[to] = other ? points.switched(from, to) : 0;
            worth[to] = gain[to] > 0 ? gain[to] / cost[to] : -1;
        }
    }

    /** A slope that can be reckoned with. */
    static double finite(float slope) {
        return Float.isNaN(slope) ? 0 : Math.clamp(slope, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
