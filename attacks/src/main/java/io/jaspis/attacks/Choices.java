package io.jaspis.attacks;

import io.jaspis.threat.Domain;
import io.jaspis.threat.Features;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can be chosen of an example's categories and small whole numbers, and how a choice is changed. */
final class Choices {
    private final Features features;
    private final Domain whole;

    /** Another category of a group, or another value of a small whole number. */
    record Switch(int choice, int element, float value) {
        private float valueAt(int other) {
            return other == element ? value : 0;
        }
    }

    /** @param whole all that the example can become */
    Choices(Features features, Domain whole) {
        this.features = features;
        this.whole = whole;
    }

    /** All combinations of what can be chosen; none where there are more than so many. */
    List<Domain> combinations(int most) {
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
            if (leaves.size() + open.size() > most) {
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

    /** All single switches. */
    List<Switch> all() {
        List<Switch> all = new ArrayList<>();
        for (int choice = 0; choice < features.choices(); choice++) {
            Deque<Domain> open = new ArrayDeque<>(List.of(whole));
            while (!open.isEmpty()) {
                Domain domain = open.pop();
                if (domain.isOpen(choice)) {
                    domain.split(choice).forEach(open::push);
                } else if (domain != whole) {
                    all.add(switchTo(domain, choice));
                }
            }
        }
        return all;
    }

    /** What a domain has decided of a choice. */
    private Switch switchTo(Domain domain, int choice) {
        int[] elements = features.elements(choice);
        int chosen = elements[0];
        for (int element : elements) {
            chosen = domain.centre(element) > domain.centre(chosen) ? element : chosen;
        }
        return new Switch(choice, chosen, domain.centre(chosen));
    }

    /**
     * Switches of a point in the order of how much its margin would fall by each if the gradient told all; of equals in theirs.
     *
     * @param ascent the way along which the margin falls
     */
    List<Switch> promising(List<Switch> switches, float[] x, float[] ascent) {
        Map<Switch, Double> rises = new HashMap<>();
        for (Switch one : switches) {
            double rise = 0;
            for (int element : features.elements(one.choice())) {
                double slope = ascent[element];
                rise += Double.isNaN(slope) ? 0 : slope * (one.valueAt(element) - x[element]);
            }
            rises.put(one, Double.isNaN(rise) ? 0 : rise);
        }
        return switches.stream()
                .sorted(Comparator.comparingDouble((Switch one) -> -rises.get(one)))
                .toList();
    }

    /** A point after a switch. */
    float[] after(Switch one, float[] point) {
        float[] switched = point.clone();
        for (int element : features.elements(one.choice())) {
            switched[element] = one.valueAt(element);
        }
        return switched;
    }
}
