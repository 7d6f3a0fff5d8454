package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.GradientCheck;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Objectives;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

class CertifiedGradientLaws {
    private static final Schedule EPSILON = Schedule.ramp(0, 0.2, 0, 1);
    private static final Schedule HALF = Schedule.constant(0.5);
    private static final ProjectedAscent ATTACK = ProjectedAscent.madry(3, 1, -2, 2);
    private static final Map<String, Objective> OBJECTIVES = Map.of(
            "IBP", new Ibp(EPSILON, HALF, ShiRegularizers.NONE, -2, 2),
            "IBP, short warm-up", new Ibp(EPSILON, HALF, ShiRegularizers.PAPER, -2, 2),
            "SABR", new Sabr(EPSILON, Schedule.constant(0), 0.4, ATTACK, ShiRegularizers.PAPER),
            "MTL-IBP", new MtlIbp(EPSILON, HALF, ATTACK, ShiRegularizers.NONE),
            "CROWN-IBP", new CrownIbp(EPSILON, HALF, HALF, ShiRegularizers.NONE, -2, 2));
    private static int compared;

    @Provide
    Arbitrary<String> objectives() {
        return Arbitraries.of(OBJECTIVES.keySet());
    }

    @Provide
    Arbitrary<String> networks() {
        return Arbitraries.of(
                "flatten, dense 5, relu, dense 3",
                "conv 2 3 1 1, relu, flatten, dense 4, relu, dense 3",
                "conv 2 3 1 1, norm, relu, flatten, dense 3",
                "conv 2 2, relu, residual 2 2, avgpool 2, flatten, dense 3");
    }

    @Property(tries = 60)
    @Label("the gradient of each certified loss is what central differences give, the points fixed")
    void gradient(@ForAll("objectives") String name, @ForAll("networks") String network, @ForAll long seed) {
        Graph loss = Objectives.loss(OBJECTIVES.get(name), network, Shape.of(1, 4, 4), 3, 0.5);
        compared += GradientCheck.check(new Sample(name + ": " + network, loss, seed, -0.8f, 0.8f), 2, 3);
    }

    @AfterProperty
    void comparesSome() {
        assertTrue(compared > 300, "only " + compared + " coordinates were away from kinks");
    }
}
