package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import io.jaspis.threat.vnnlib.VnnLib;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class GraphAttackTest {
    private static final int INPUTS = 40;
    private static final GraphAttack.Settings SETTINGS = new GraphAttack.Settings(1, 16, Long.MAX_VALUE);

    /** max(Σx − 38, 0), which is 0 nearly everywhere on [0, 1]⁴⁰. */
    private static Graph plateau() {
        return Graph.of("x", Shape.of(INPUTS), "y", x -> {
            Value ones = x.trace().constant(Tensor.filled(Shape.of(1, INPUTS), 1));
            return x.dense(ones).plus(-38f).relu();
        });
    }

    private static Query query() {
        StringBuilder text = new StringBuilder("(declare-const Y_0 Real)\n");
        for (int i = 0; i < INPUTS; i++) {
            text.append("(declare-const X_%d Real)\n(assert (>= X_%d 0))\n(assert (<= X_%d 1))\n".formatted(i, i, i));
        }
        return VnnLib.parse(text + "(assert (>= Y_0 1))\n", "test");
    }

    @Test
    void whereAllGradientsVanishLeakyOnesLeadOn() {
        Graph network = plateau();
        Query query = query();
        Verification verification = new Verification(network);
        Predicate<float[]> check = x -> Answer.Sat.check(query, verification, x).isPresent();
        Region region = query.regions().getFirst();
        RegionRows rows = RegionRows.of(region, 1 + INPUTS);
        try (GraphAttack attack = new GraphAttack(network, Cpu.best(), rows, Ends.of(region.box()), SETTINGS, check)) {
            assertFalse(attack.found(30, 0.25f, 0.02f, () -> false));
            assertTrue(attack.lost());
            attack.leak();
            assertTrue(attack.found(30, 0.25f, 0.02f, () -> false));
        }
    }

    @Test
    void whereNothingHasASlopePointsAreLookedAtAllTheSame() {
        Graph stairs = Graph.of("x", Shape.of(INPUTS), "y", x -> {
            Value ones = x.trace().constant(Tensor.filled(Shape.of(1, INPUTS), 0.1f));
            return x.dense(ones).floor();
        });
        Query query = query();
        Verification verification = new Verification(stairs);
        Predicate<float[]> check = x -> Answer.Sat.check(query, verification, x).isPresent();
        Region region = query.regions().getFirst();
        RegionRows rows = RegionRows.of(region, 1 + INPUTS);
        try (GraphAttack attack = new GraphAttack(stairs, Cpu.best(), rows, Ends.of(region.box()), SETTINGS, check)) {
            assertTrue(attack.found(30, 0.25f, 0.02f, () -> false));
        }
    }
}
