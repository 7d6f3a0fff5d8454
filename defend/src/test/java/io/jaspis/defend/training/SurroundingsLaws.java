package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** What training takes for the inputs around an example, beside what a threat allows. */
class SurroundingsLaws {
    private static final Features FEATURES = new Features(List.of(
            Feature.real("income", 3000, 0, 200_000),
            Feature.integer("loans", 2, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 1, "channel"),
            Feature.real("debt", 0.5, 0, 50).moving(Feature.Way.ONLY_DOWN),
            Feature.immutable("born")));

    private static Map<String, float[]> ends(Surroundings around, float[] x, float radius) {
        Trace trace = new Trace();
        var point = trace.input("x", Shape.of(x.length));
        var length = trace.input("radius", Type.shared(Shape.scalar()));
        Graph graph = trace.graph(Map.of("least", around.least(point, length), "most", around.most(point, length)));
        try (Batches batches = new Batches(graph, Cpu.best(), 2)) {
            return batches.run(1, Map.of("x", x, "radius", new float[] {radius}));
        }
    }

    @Property(tries = 100)
    @Label(
            "they hold what the threat allows, each feature by its own radius, range and direction, and no more of real ones")
    void eachFeatureByItself(@ForAll long seed) {
        Random random = new Random(seed);
        float[] x = {
            random.nextFloat() * 200_000, random.nextInt(10), 1, 0, random.nextFloat() * 50, random.nextFloat() * 1e6f
        };
        float radius = List.of(0.25f, 0.5f, 1f, 2f).get(random.nextInt(4));
        Threat threat = Threat.of(Norm.LINF, radius, FEATURES);
        Map<String, float[]> ends = ends(Surroundings.of(threat), x, radius);
        for (int i = 0; i < x.length; i++) {
            float least = ends.get("least")[i];
            float most = ends.get("most")[i];
            float rounding = 2 * Math.ulp(Math.max(Math.abs(least), Math.abs(most)));
            assertTrue(least <= threat.innerLower(i, x[i]) + rounding);
            assertTrue(most >= threat.innerUpper(i, x[i]) - rounding);
            if (!FEATURES.isWhole(i)) {
                assertEquals(threat.outerLower(i, x[i]), least, rounding);
                assertEquals(threat.outerUpper(i, x[i]), most, rounding);
            }
        }
    }

    @Example
    void attacksInL2HaveNone() {
        Surroundings own = Surroundings.of(Threat.of(Norm.L2, 1, FEATURES));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ProjectedAscent(Norm.L2, 1, 1, Start.EXAMPLE, InnerLoss.CROSS_ENTROPY, 1, own));
    }
}
