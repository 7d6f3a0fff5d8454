package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.AttackVectors;
import io.jaspis.attacks.search.Method;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Auto-PGD against the points that its authors' code evaluates, in float64 and without a random start. */
class AutoPgdReferenceTest {
    private static final double CLOSE = 1e-4;

    private static AttackVectors vectors;

    @BeforeAll
    static void load() {
        vectors = AttackVectors.load();
    }

    private static void assertRun(String name, Norm norm, GradientLoss loss, boolean aimed) {
        JsonNode run = vectors.at(name);
        Problem problem = vectors.problem(new Threat(norm, run.get("eps").asDouble(), 0, 1));
        int[] aims = vectors.secondBest();
        Targets targets = aimed ? new Targets.Listed(1, index -> new int[] {aims[index]}) : Targets.NONE;
        int steps = run.get("n_iter").asInt();
        AutoPgd attack = new AutoPgd(new AutoPgd.Settings(name, loss, steps, 1, false, targets, true));
        Aims own = new Aims(problem, targets, 1);
        Method method = attack.method(problem, own, new ShrinkingBall(steps, false), 1);
        List<List<float[]>> evaluated = Recording.of(problem, method, steps);
        JsonNode expected = run.get("queried_points");
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            for (int step = 0; step <= steps; step++) {
                double[] point = AttackVectors.numbers(expected.get(step).get(index));
                float[] actual = evaluated.get(index).get(step);
                for (int i = 0; i < point.length; i++) {
                    assertEquals(point[i], actual[i], CLOSE, name + ", example " + index + ", step " + step);
                }
            }
        }
    }

    @Test
    void crossEntropyInLInfinity() {
        assertRun("apgd_ce_linf", Norm.LINF, GradientLoss.CROSS_ENTROPY, false);
    }

    @Test
    void ratioInLInfinity() {
        assertRun("apgd_dlr_linf", Norm.LINF, GradientLoss.DIFFERENCE_OF_LOGITS_RATIO, false);
    }

    @Test
    void targetedRatioInLInfinity() {
        assertRun("apgd_dlr_targeted_linf_to_second_best", Norm.LINF, GradientLoss.DIFFERENCE_OF_LOGITS_RATIO, true);
    }

    @Test
    void crossEntropyInL2() {
        assertRun("apgd_ce_l2", Norm.L2, GradientLoss.CROSS_ENTROPY, false);
    }

    @Test
    void crossEntropyInL1() {
        assertRun("apgd_ce_l1_eps0.5", Norm.L1, GradientLoss.CROSS_ENTROPY, false);
    }
}
