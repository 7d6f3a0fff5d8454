package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The one-hot groups of a table's row, for attacks that choose categories at random; there are none of other examples. */
final class Categories {
    private static final int NO_GROUP = -1;

    private final Features features;
    /** Of each element; null where there are no groups. */
    private final int[] groups;
    /** Of each group the elements of the categories that it can have, in their order; null where there are no groups. */
    private final int[][] possible;

    Categories(Subject subject) {
        this(subject, subject.threat());
    }

    /** @param threat that says which categories there can be, with the subject's features */
    Categories(Subject subject, Threat threat) {
        this.features = threat.features();
        boolean any = subject.row() && features.groups() > 0;
        this.groups = any ? new int[subject.size()] : null;
        this.possible = any ? new int[features.groups()][] : null;
        if (any) {
            Arrays.fill(groups, NO_GROUP);
            FeaturePoints points = new FeaturePoints(threat);
            for (int group = 0; group < features.groups(); group++) {
                for (int category = 0; category < features.categories(group); category++) {
                    groups[features.element(group, category)] = group;
                }
                possible[group] = possible(group, points, subject.x());
            }
        }
    }

    private int[] possible(int group, FeaturePoints points, float[] centre) {
        int from = points.leading(group, centre, 0);
        return IntStream.range(0, features.categories(group))
                .map(category -> features.element(group, category))
                .filter(to -> to == from || points.reachable(from, to, centre, 0) && points.affordable(from, to))
                .toArray();
    }

    /** Whether an element is a category. */
    boolean has(int element) {
        return groups != null && groups[element] != NO_GROUP;
    }

    /** Whether an element that is a category can change. */
    boolean moves(int element) {
        int[] all = possible[groups[element]];
        return all.length > 1 && Arrays.binarySearch(all, element) >= 0;
    }

    /** Chooses any category that an element's group can have. */
    void choose(int element, float[] x, Chance chance) {
        int[] all = possible[groups[element]];
        set(all[chance.nextInt(all.length)], x);
    }

    /** Chooses any category that an element's group can have but the one that it has; there must be another. */
    void chooseOther(int element, float[] x, Chance chance) {
        int[] all = possible[groups[element]];
        int chosen = all[chance.nextInt(all.length - 1)];
        set(x[chosen] == 1 ? all[all.length - 1] : chosen, x);
    }

    /** Chooses the category that an element is. */
    void set(int chosen, float[] x) {
        int group = groups[chosen];
        for (int category = 0; category < features.categories(group); category++) {
            int at = features.element(group, category);
            x[at] = at == chosen ? 1 : 0;
        }
    }

    /** Goes back to the category of the example. */
    void reset(int element, float[] centre, float[] x) {
        int group = groups[element];
        for (int category = 0; category < features.categories(group); category++) {
            int at = features.element(group, category);
            x[at] = centre[at];
        }
    }
}
