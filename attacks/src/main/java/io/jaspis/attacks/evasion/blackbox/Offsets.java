package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;

/**
 * The inputs that an example can become, as ways from it. A way is counted in units in which a distance is the threat's but
 * for one factor, such that the range of inputs is about 1 wide: so an attack's lengths mean the same in every range, and
 * features count by their own ε.
 *
 * <p>A way leads to a relaxed point, and that settles at an allowed one: inside the range, with a table's whole numbers and
 * categories, at a picture's levels. How far it is doesn't matter here: ε bounds nothing.
 */
final class Offsets {
    private final Threat threat;
    /** In L∞, with room for every allowed input. */
    private final Threat all;

    private final Features features;
    private final float[] centre;
    private final double[] scale;
    private final double[] grain;
    private final float[] relaxed;
    /** Of a table's features, else null. */
    private final FeaturePoints points;

    Offsets(Threat threat, float[] centre) {
        this.threat = threat;
        this.features = threat.features();
        this.centre = centre.clone();
        int size = centre.length;
        this.scale = new double[size];
        this.grain = new double[size];
        double width = threat.width();
        for (int i = 0; i < size; i++) {
            scale[i] = threat.unit(i) * width;
            grain[i] = scale[i] == 0 ? 0 : threat.grain(i) / scale[i];
        }
        this.relaxed = new float[size];
        this.all = threat.everywhere();
        this.points = threat.ofTable() ? new FeaturePoints(all) : null;
    }

    int size() {
        return centre.length;
    }

    /** How far apart the values of an element are, as a way; 0 where it has all of a range. */
    double grain(int element) {
        return grain[element];
    }

    /** Whether an element can move at all. */
    boolean moves(int element) {
        return scale[element] > 0;
    }

    /** How far up an element can go, at least 0. */
    double above(int element) {
        return moves(element)
                ? ((double) all.innerUpper(element, centre[element]) - centre[element]) / scale[element]
                : 0;
    }

    /** How far down an element can go, at least 0. */
    double below(int element) {
        return moves(element)
                ? ((double) centre[element] - all.innerLower(element, centre[element])) / scale[element]
                : 0;
    }

    /** Writes the allowed point at which the end of a way settles. Elements that are no number stay at the example. */
    void settle(double[] way, float[] x, int at) {
        for (int i = 0; i < way.length; i++) {
            relaxed[i] = ended(i, way[i]);
        }
        if (points != null) {
            points.relax(centre, 0, relaxed, 0);
            points.settle(centre, 0, relaxed, 0, x, at);
            return;
        }
        for (int i = 0; i < way.length; i++) {
            boolean levelled = features != null && features.lastLevel() > 0 && relaxed[i] != centre[i];
            x[at + i] = levelled ? features.levels(i).value(features.levels(i).nearest(relaxed[i])) : relaxed[i];
        }
    }

    private float ended(int element, double way) {
        float value = (float) (centre[element] + way * scale[element]);
        if (!moves(element) || Float.isNaN(value)) {
            return centre[element];
        }
        return Math.clamp(value, threat.lower(element), threat.upper(element));
    }

    /** The way to where another one settles. */
    double[] settled(double[] way) {
        float[] x = new float[way.length];
        double[] settled = new double[way.length];
        settle(way, x, 0);
        read(x, 0, settled);
        return settled;
    }

    /** The way to a point. */
    void read(float[] x, int at, double[] way) {
        for (int i = 0; i < way.length; i++) {
            way[i] = moves(i) ? ((double) x[at + i] - centre[i]) / scale[i] : 0;
        }
    }
}
