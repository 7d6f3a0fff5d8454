package io.jaspis.attacks.evasion.nearest;

import static io.jaspis.attacks.evasion.nearest.NearestSamples.EXAMPLES;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.SIZE;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.attacks;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.nearest;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.nearestAttacks;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.outcomes;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.plain;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcome.Falsified;
import io.jaspis.attacks.evasion.nearest.NearestAttack.Nearest;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Inputs from 0 to something else than 1, of a network that scales them down first. */
@PropertyDefaults(tries = 6, edgeCases = EdgeCasesMode.NONE)
class RangeLaws {

    private static Problem stretched(Problem problem, int factor) {
        Graph network = problem.network();
        Trace trace = new Trace();
        Value x = trace.input("x", network.input("x").type());
        Graph wide = trace.graph(trace.inline(network, Map.of("x", x.scale(1f / factor))));
        float[] values = new float[EXAMPLES * SIZE];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            problem.examples().copy(i, values, i * SIZE);
            labels[i] = problem.examples().label(i);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        Threat threat = problem.threat();
        return Nets.problem(
                wide, values, labels, new Threat(threat.norm(), threat.epsilon() * factor, 0, factor), problem.batch());
    }

    private static float[] times(float[] x, int factor) {
        float[] product = x.clone();
        for (int i = 0; i < x.length; i++) {
            product[i] *= factor;
        }
        return product;
    }

    @Property
    @Label("in a range that is a power of two wide each attack takes the same way, bit by bit")
    void ranges(@ForAll long seed, @ForAll Norm norm) {
        Problem problem = plain(seed, norm, 3);
        Problem wide = stretched(problem, 256);
        List<Integer> all = Nets.all(problem);
        for (NearestAttack attack : nearestAttacks()) {
            int factor = attack.measure(problem) == Measure.L0 ? 1 : 256;
            Map<Integer, Nearest> found = nearest(attack, problem, all, Budget.UNLIMITED);
            nearest(attack, wide, all, Budget.UNLIMITED).forEach((index, far) -> {
                Nearest near = found.get(index);
                assertEquals(factor * near.distance(), far.distance(), attack.name());
                assertEquals(near.spent(), far.spent(), attack.name());
            });
        }
        for (Attack attack : attacks()) {
            Map<Integer, Outcome> found = outcomes(attack, problem, all, Budget.UNLIMITED);
            outcomes(attack, wide, all, Budget.UNLIMITED).forEach((index, far) -> {
                Outcome near = found.get(index);
                assertEquals(near.getClass(), far.getClass(), attack.name());
                if (near instanceof Falsified(var a, var _) && far instanceof Falsified(var b, var _)) {
                    assertArrayEquals(times(a.x(), 256), b.x(), attack.name());
                }
            });
        }
    }

    /** By steps that are no power of two rounding differs, and so does the way a little. */
    @Example
    void withBytesAnExampleIsBrokenAt255TimesTheDistance() {
        for (Norm norm : Norm.values()) {
            for (long seed = 1; seed <= 3; seed++) {
                assertScaled(plain(seed, norm, 3));
            }
        }
    }

    private static void assertScaled(Problem problem) {
        Problem wide = stretched(problem, 255);
        List<Integer> all = Nets.all(problem);
        for (NearestAttack attack : List.of(
                FastMinimumNorm.inNorm(200, 1),
                new DecoupledDirectionNorm(200, 1),
                new CarliniWagner(6, 200, false, 1),
                new ElasticNet(ElasticNet.Rule.L1, 0.01, 6, 200, false, 1))) {
            Map<Integer, Nearest> found = nearest(attack, problem, all, Budget.UNLIMITED);
            int broken = 0;
            for (Map.Entry<Integer, Nearest> far :
                    nearest(attack, wide, all, Budget.UNLIMITED).entrySet()) {
                double near = found.get(far.getKey()).distance();
                if (near < Double.POSITIVE_INFINITY) {
                    assertEquals(255 * near, far.getValue().distance(), 255 * near * 0.05, attack.name());
                    broken++;
                }
            }
            assertTrue(broken > 0, attack.name());
        }
    }
}
