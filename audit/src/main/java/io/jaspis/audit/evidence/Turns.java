package io.jaspis.audit.evidence;

import io.jaspis.audit.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The order in which classes take turns, so that a few findings show all of them. */
final class Turns {
    private Turns() {}

    /** The first of each class, then the second of each, and so on; within a turn in the order given. */
    static List<Finding> of(List<Finding> findings) {
        record Turn(Finding finding, int number) {}
        Map<Integer, Integer> taken = new HashMap<>();
        List<Turn> turns = new ArrayList<>();
        for (Finding finding : findings) {
            turns.add(new Turn(finding, taken.merge(finding.label(), 1, Integer::sum)));
        }
        turns.sort(Comparator.comparingInt(Turn::number));
        return turns.stream().map(Turn::finding).toList();
    }
}
