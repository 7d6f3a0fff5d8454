package io.jaspis.audit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many breaks each attack claimed, and of how many a check of the audit's own found nothing. */
public final class Claims {
    /** By the names of the attacks, in an order that is the same whatever was found first. */
    private final Map<String, Count> counts = new TreeMap<>();

    private record Count(long refuted, long claimed) {
        Count plus(Count other) {
            return new Count(refuted + other.refuted, claimed + other.claimed);
        }
    }

    /** Counts one. */
    public void add(Work.Claim claim) {
        counts.merge(claim.name(), new Count(claim.stood() ? 0 : 1, 1), Count::plus);
    }

    /** A sentence about each attack of which claims did not stand: it isn't what its name says, and a reader must know. */
    public List<String> warnings() {
        return counts.entrySet().stream()
                .filter(attack -> attack.getValue().refuted() > 0)
                .map(attack -> warning(attack.getKey(), attack.getValue()))
                .toList();
    }

    private static String warning(String attack, Count count) {
        return "%s of %s claimed breaks of the attack %s did not stand when they were checked, and don't count"
                .formatted(count.refuted(), count.claimed(), attack);
    }
}
