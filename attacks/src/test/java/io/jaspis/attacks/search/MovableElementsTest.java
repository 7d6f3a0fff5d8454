package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovableElementsTest {
    /** Two groups whose categories differ in their ε and in the way that they may go, and what is no category. */
    private static final Features FEATURES = new Features(List.of(
            Feature.category("a", 1, "one"),
            Feature.category("b", 1, "one"),
            Feature.category("c", 0.25, "one"),
            Feature.category("d", 1, "one").moving(Feature.Way.NONE),
            Feature.category("e", 0.25, "other"),
            Feature.category("f", 1, "other").moving(Feature.Way.ONLY_UP),
            Feature.category("g", 1, "other").moving(Feature.Way.ONLY_UP),
            Feature.integer("whole", 0.25, 0, 9),
            Feature.real("real", 0.25, 0, 9),
            Feature.immutable("fixed")));

    @ParameterizedTest
    @CsvSource({"LINF, 0.5", "LINF, 1", "LINF, 4", "L2, 1.3", "L2, 1.5", "L2, 4.2", "L1, 1.9", "L1, 2", "L1, 5"})
    void eachOfAGroupIsFoundByItself(Norm norm, double epsilon) {
        Threat threat = Threat.of(norm, epsilon, FEATURES);
        boolean[] moves = new boolean[FEATURES.size()];
        int count = 0;
        for (int i = 0; i < moves.length; i++) {
            moves[i] = FEATURES.leastRadius(norm, i) <= epsilon;
            count += moves[i] ? 1 : 0;
        }
        assertArrayEquals(moves, MovableElements.of(threat, moves.length));
        assertEquals(count, MovableElements.count(moves));
    }
}
