package io.jaspis.certify.trees;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** All points that have one of some values for each coordinate. */
public final class Grid {
    private static final int MOST_POINTS = 30_000;

    private Grid() {}

    /** The points of these values; none where they would be too many to look at. */
    public static List<float[]> of(List<? extends Collection<Float>> values) {
        List<float[]> points = List.of(new float[values.size()]);
        for (int i = 0; i < values.size(); i++) {
            List<float[]> more = new ArrayList<>();
            for (float value : values.get(i)) {
                for (float[] point : points) {
                    float[] moved = point.clone();
                    moved[i] = value;
                    more.add(moved);
                }
            }
            points = more;
            if (points.size() > MOST_POINTS) {
                return List.of();
            }
        }
        return points;
    }
}
