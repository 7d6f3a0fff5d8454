package io.jaspis.attacks;

import io.jaspis.attacks.search.Ranking;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/**
 * By how much a linear loss can rise over all of a table's features but its categories, in an L2 or L1 ball of any radius, where
 * each feature's way ends somewhere: whole numbers as if they were real ones.
 *
 * <p>In L1 the steepest feature goes first, as far as it can, and then the next. In L2 all go along the slope, and one after
 * the other comes to its end. So the rise is made of stretches, each up to where one more feature stands at its end.
 */
final class LinearRise {
    private final Threat threat;
    private final Features features;
    private final boolean euclidean;
    /** Of each feature, per unit of its ε. */
    private final double[] slope;
    /** How far each feature can go its way from the example, in units of its ε. */
    private final double[] room;
    /** How early each feature comes to its end; below 0 where it doesn't move. */
    private final double[] ends;
    /** The features in the order in which they come to their ends. */
    private final Ranking ranking;

    /** Of each stretch: how large the ball is where it begins, squared in L2, and where it ends. */
    private final double[] begin;

    private final double[] end;
    /** The rise where it begins; after the last stretch the rise of all. */
    private final double[] rise;
    /** In L1 the slope of its feature, in L2 the sum of the squares of those that aren't at their ends. */
    private final double[] onward;

    /** @param threat of features in L2 or L1 */
    LinearRise(Threat threat) {
        this.threat = threat;
        this.features = threat.features();
        this.euclidean = threat.norm() == Norm.L2;
        int size = features.size();
        this.slope = new double[size];
        this.room = new double[size];
        this.ends = new double[size];
        this.ranking = new Ranking(size);
        this.begin = new double[size];
        this.end = new double[size];
        this.rise = new double[size + 1];
        this.onward = new double[size];
    }

    /** Takes the slopes at a point of the ball around an example. */
    void take(float[] ascent, int at, float[] centre, int centreAt) {
        for (int i = 0; i < slope.length; i++) {
            take(i, ascent[at + i], centre[centreAt + i]);
        }
        ranking.fill(ends);
        double free = 0;
        for (int stretch = ranking.count() - 1; stretch >= 0; stretch--) {
            double each = slope[ranking.at(stretch)];
            free = euclidean ? free + each * each : each;
            onward[stretch] = free;
        }
        double taken = 0;
        double risen = 0;
        for (int stretch = 0; stretch < ranking.count(); stretch++) {
            int i = ranking.at(stretch);
            double way = room[i] / slope[i];
            begin[stretch] = taken;
            rise[stretch] = risen;
            end[stretch] = taken + (euclidean ? way * way * onward[stretch] : room[i]);
            taken += euclidean ? room[i] * room[i] : room[i];
            risen += slope[i] * room[i];
        }
        rise[ranking.count()] = risen;
    }

    private void take(int feature, float ascent, float centre) {
        double radius = features.radius(feature);
        boolean moves = !features.isCategory(feature) && !Float.isNaN(ascent) && radius > 0;
        double last = ascent > 0 ? threat.endAbove(feature, centre) : threat.endBelow(feature, centre);
        slope[feature] = moves ? Math.min(Math.abs(ascent), Float.MAX_VALUE) * radius : 0;
        room[feature] = moves ? Math.abs(last - centre) / radius : 0;
        ends[feature] = !(slope[feature] > 0 && room[feature] > 0)
                ? -1
                : euclidean ? slope[feature] / room[feature] : slope[feature];
    }

    /** The rise in a ball, of whose radius this is the square in L2. */
    double within(double size) {
        int low = 0;
        int high = ranking.count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end[middle] < size) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == ranking.count()) {
            return rise[low];
        }
        double left = Math.max(0, size - begin[low]);
        return rise[low] + (euclidean ? Math.sqrt(left * onward[low]) : left * onward[low]);
    }
}
