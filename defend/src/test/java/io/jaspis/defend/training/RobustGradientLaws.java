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

class RobustGradientLaws {
    private static final Schedule EPSILON = Schedule.constant(0.1);
    private static final Map<String, Objective> OBJECTIVES = Map.of(
            "clean",
            Objective.crossEntropy(),
            "noise",
            new NoiseAugmentation(0.5),
            "fast",
            FastAdversarialTraining.of(EPSILON, -2, 2),
            "GradAlign",
            new FastAdversarialTraining(Schedule.constant(0.4), 1.25, 2, Surroundings.alike(-2, 2)),
            "TRADES",
            Trades.of(EPSILON, 3, 5, 0.5, -2, 2),
            "SmoothAdv",
            new SmoothAdv(EPSILON, 0.5, 3, 2, 1, -2, 2));
    private static int compared;

    @Provide
    Arbitrary<String> objectives() {
        return Arbitraries.of(OBJECTIVES.keySet());
    }

    @Provide
    Arbitrary<String> networks() {
        return Arbitraries.of(
                "flatten, dense 5, relu, dense 3",
                "conv 2 3 1 1, norm, relu, flatten, dense 3",
                "conv 2 2, tanh, flatten, dense 4, norm, relu, dense 3");
    }

    @Property(tries = 60)
    @Label("the gradient of each robust loss is what central differences give, the points and the noise fixed")
    void gradient(@ForAll("objectives") String name, @ForAll("networks") String network, @ForAll long seed) {
        Graph loss = Objectives.loss(OBJECTIVES.get(name), network, Shape.of(1, 4, 4), 3, 1);
        compared += GradientCheck.check(new Sample(name + ": " + network, loss, seed, -0.8f, 0.8f), 3, 4);
    }

    @AfterProperty
    void comparesSome() {
        assertTrue(compared > 500, "only " + compared + " coordinates were away from kinks");
    }
}
