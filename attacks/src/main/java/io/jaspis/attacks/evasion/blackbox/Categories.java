package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Features;
import java.util.Arrays;

/** The one-hot groups of a table's row, for attacks that choose categories at random; there are none of other examples. */
final class Categories {
    private static final int NO_GROUP = -1;

    private final Features features;
    /** Of each element; null where there are no groups. */
    private final int[] groups;

    Categories(Subject subject) {
        this.features = subject.threat().features();
        boolean any = subject.row() && features.groups() > 0;
        this.groups = any ? new int[subject.size()] : null;
        if (any) {
            Arrays.fill(groups, NO_GROUP);
            for (int group = 0; group < features.groups(); group++) {
                for (int category = 0; category < features.categories(group); category++) {
                    groups[features.element(group, category)] = group;
                }
            }
        }
    }

    /** Whether an element is a category. */
    boolean has(int element) {
        return groups != null && groups[element] != NO_GROUP;
    }

    /** Chooses any category of an element's group, and says whether that changed anything. */
    boolean choose(int element, float[] x, Chance chance) {
        int group = groups[element];
        return set(features.element(group, chance.nextInt(features.categories(group))), x);
    }

    /** Chooses the category that an element is, and says whether that changed anything. */
    boolean set(int chosen, float[] x) {
        int group = groups[chosen];
        boolean changed = false;
        for (int category = 0; category < features.categories(group); category++) {
            int at = features.element(group, category);
            float value = at == chosen ? 1 : 0;
            changed |= x[at] != value;
            x[at] = value;
        }
        return changed;
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
