package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways by chance are as long as they are to be, though most features may not change. */
class StartsBesideFixedFeaturesTest {
    private static final int SIZE = 40;

    private static boolean moves(int element) {
        return element == 5 || element == 17 || element == 30;
    }

    private static Threat threat(Norm norm) {
        List<Feature> list = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            list.add(moves(i) ? Feature.real("real " + i, 1, -100, 100) : Feature.immutable("fixed " + i));
        }
        return Threat.of(norm, 1, new Features(list));
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void fabLeavesByHalfOfTheReach(Norm norm) {
        Neighbourhood around =
                new Neighbourhood(threat(norm).everywhere(SIZE), new float[SIZE], Neighbourhood.Unit.RADIUS);
        Start start = new Start(around, new float[] {1, 0}, 0, Logits.NONE, Logits.NONE, 5, 0, 1, 1);
        Walk walk = Fab.untargeted(8, 2).begin(start);
        assertEquals(0.5, Lengths.of(norm, walk.point), 1e-5);
        for (int i = 0; i < SIZE; i++) {
            assertTrue(moves(i) || walk.point[i] == 0, "element " + i);
        }
    }

    /** Without a slope it goes by chance, first by the norm of 1 and a twentieth more. */
    @Test
    void ddnGoesByItsNorm() {
        Threat threat = threat(Norm.L2);
        Problem problem = Nets.problem(Nets.linear(new float[SIZE], -1), new float[SIZE], new int[] {0}, threat, 4);
        float[] second = WalkedPoints.of(new DecoupledDirectionNorm(5, 1), problem, 0, 2)
                .points()
                .get(1);
        assertEquals(1.05, threat.distance(new float[SIZE], 0, second, 0, SIZE), 1e-4);
    }
}
