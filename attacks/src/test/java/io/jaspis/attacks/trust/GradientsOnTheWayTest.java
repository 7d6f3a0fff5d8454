package io.jaspis.attacks.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.FirstLook;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients that are there at the example, and gone a step from it or towards the target. */
class GradientsOnTheWayTest {
    private static Trust.Result found(Problem problem) {
        TrustChecks.Settings settings = new TrustChecks.Settings(
                Trust.Level.QUICK, List.of(GradientDescent.pgd(Loss.MARGIN, 5, 1)), List.of(), Budget.UNLIMITED, 1);
        Trust trust = new TrustChecks(problem, settings)
                .of(Nets.all(problem), problem.examples().count(), () -> false);
        return trust.checks().stream()
                .filter(result -> result.check() == Check.ZERO_GRADIENTS)
                .findFirst()
                .orElseThrow();
    }

    /** The lead of class 0 falls towards 0.45, and no further. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void aUnitThatDiesOnTheWay(Norm norm) {
        Graph network = Graph.of("x", Shape.of(1), "logits", x -> {
            Value lead = x.plus(-0.45f).relu().plus(0.1f);
            return x.trace().concatenate(0, List.of(lead, lead.scale(0)));
        });
        Problem problem =
                Nets.problem(network, new float[] {0.5f, 0.9f}, new int[] {0, 0}, new Threat(norm, 0.1, 0, 1), 8);
        assertEquals(0, FirstLook.at(problem, Nets.all(problem)).flat());
        Trust.Result result = found(problem);
        assertEquals(1, result.counted());
        assertTrue(result.doubtful());
        assertEquals(
                "1 of 2 examples that the attacks left has a gradient that vanishes, 1 of them after one step of ε:"
                        + " attacks by gradient don't know where to go",
                result.sentence());
    }

    /** Class 1 can be gone after, and class 2 can't. */
    @Test
    void aTargetWithoutAGradient() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "logits",
                x -> x.trace()
                        .concatenate(
                                0,
                                List.of(
                                        x.scale(0).plus(1),
                                        x.scale(1),
                                        x.scale(0).plus(-5))));
        Problem problem = Nets.problem(network, new float[] {0.5f}, new int[] {0}, new Threat(Norm.LINF, 0.1, 0, 1), 8);
        assertEquals(0, found(problem).counted());
        assertEquals(0, found(problem.withTarget(new Target.Fixed(1))).counted());
        Trust.Result result = found(problem.withTarget(new Target.Fixed(2)));
        assertEquals(1, result.counted());
        assertEquals(
                "1 of 1 examples that the attacks left has a gradient that vanishes: attacks by gradient don't know where"
                        + " to go",
                result.sentence());
    }

    /** At the end of what it can be a feature goes no further, which is no gradient's fault. */
    @Test
    void theEndOfTheBallIsNoFlatness() {
        Graph network = Graph.of("x", Shape.of(1), "logits", x -> {
            Value lead = x.plus(1);
            return x.trace().concatenate(0, List.of(lead, lead.scale(0)));
        });
        for (Feature.Way way : List.of(Feature.Way.EITHER, Feature.Way.ONLY_DOWN)) {
            Features features =
                    new Features(List.of(Feature.real("amount", 0.1, 0, 1).moving(way)));
            Problem problem =
                    Nets.problem(network, new float[] {0.5f}, new int[] {0}, Threat.of(Norm.LINF, 1, features), 8);
            assertEquals(0, found(problem).counted());
        }
    }
}
