package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jaspis.threat.InputSet.Ball;
import io.jaspis.threat.InputSet.Box;
import io.jaspis.threat.InputSet.FeatureBall;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What has arrays is equal by their numbers, as it is by all else. */
class EqualityTest {
    private static final Query QUERY = VnnLib.parse("""
            (declare-const X_0 Real)
            (declare-const Y_0 Real)
            (assert (and (>= X_0 0) (<= X_0 1)))
            (assert (>= Y_0 1))
            """, "p.vnnlib");

    /** Whether each of these, made twice, is equal to itself and to no other. */
    private static void assertDistinct(List<Supplier<Object>> values) {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i).get();
            for (int j = 0; j < values.size(); j++) {
                Object other = values.get(j).get();
                if (i == j) {
                    assertEquals(value, other);
                    assertEquals(value.hashCode(), other.hashCode());
                } else {
                    assertNotEquals(value, other);
                }
            }
            assertNotEquals(value, "another kind of thing");
        }
    }

    @Test
    void witnesses() {
        assertDistinct(List.of(
                () -> new Witness(new float[] {1, 2}, 0, 0.5, "mine"),
                () -> new Witness(new float[] {1, 3}, 0, 0.5, "mine"),
                () -> new Witness(new float[] {1, 2}, 1, 0.5, "mine"),
                () -> new Witness(new float[] {1, 2}, 0, Double.NaN, "mine"),
                () -> new Witness(new float[] {1, 2}, 0, 0.5, "yours")));
    }

    @Test
    void rowsAndSums() {
        assertDistinct(List.of(
                () -> new Row(new int[] {0, 1}, new double[] {1, -1}, 0, false),
                () -> new Row(new int[] {0, 2}, new double[] {1, -1}, 0, false),
                () -> new Row(new int[] {0, 1}, new double[] {1, -2}, 0, false),
                () -> new Row(new int[] {0, 1}, new double[] {1, -1}, 1, false),
                () -> new Row(new int[] {0, 1}, new double[] {1, -1}, 0, true),
                () -> new Row(new int[] {0, 1}, new double[] {1, -1}, new BigDecimal("1e-400"), false),
                () -> Row.output(0).plus(2, 1),
                () -> Row.output(0).plus(3, 1),
                () -> Row.output(0).plus(2, 2)));
    }

    @Test
    void sets() {
        Features features = new Features(List.of(Feature.real("a", 0.1, 0, 1), Feature.real("b", 0.1, 0, 1)));
        Features others = new Features(List.of(Feature.real("a", 0.1, 0, 1), Feature.real("c", 0.1, 0, 1)));
        assertDistinct(List.of(
                () -> new Box(new float[] {0, 0}, new float[] {1, 1}),
                () -> new Box(new float[] {0, 0.5f}, new float[] {1, 1}),
                () -> new Box(new float[] {0, 0}, new float[] {1, 0.5f}),
                () -> ball(Norm.L2, 0.5f, 0.1, 0, 1),
                () -> ball(Norm.L1, 0.5f, 0.1, 0, 1),
                () -> ball(Norm.L2, 0.6f, 0.1, 0, 1),
                () -> ball(Norm.L2, 0.5f, 0.2, 0, 1),
                () -> ball(Norm.L2, 0.5f, 0.1, -1, 1),
                () -> ball(Norm.L2, 0.5f, 0.1, 0, 2),
                () -> new FeatureBall(Norm.LINF, 1, new float[] {0.5f, 0.5f}, features),
                () -> new FeatureBall(Norm.L2, 1, new float[] {0.5f, 0.5f}, features),
                () -> new FeatureBall(Norm.LINF, 2, new float[] {0.5f, 0.5f}, features),
                () -> new FeatureBall(Norm.LINF, 1, new float[] {0.5f, 0.25f}, features),
                () -> new FeatureBall(Norm.LINF, 1, new float[] {0.5f, 0.5f}, others)));
    }

    private static Ball ball(Norm norm, float centre, double radius, float lower, float upper) {
        return new Ball(
                norm, new float[] {centre, 0.5f}, new double[] {radius}, new float[] {lower}, new float[] {upper});
    }

    @Test
    void counterexamplesOfAQuery() {
        assertDistinct(List.of(
                () -> new Answer.Sat(QUERY, List.of("0.5"), new float[] {0.5f}, new float[] {2}, 1),
                () -> new Answer.Sat(QUERY, List.of("0.50"), new float[] {0.5f}, new float[] {2}, 1),
                () -> new Answer.Sat(QUERY, List.of("0.5"), new float[] {0.25f}, new float[] {2}, 1),
                () -> new Answer.Sat(QUERY, List.of("0.5"), new float[] {0.5f}, new float[] {3}, 1),
                () -> new Answer.Sat(QUERY, List.of("0.5"), new float[] {0.5f}, new float[] {2}, 0)));
    }

    @Test
    void aPropertyIsAKey() {
        Map<Property, String> known =
                Map.of(Property.keeps(new Box(new float[] {0, 0}, new float[] {1, 1}), 3, 1), "proved");
        assertEquals("proved", known.get(Property.keeps(new Box(new float[] {0, 0}, new float[] {1, 1}), 3, 1)));
    }
}
