package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The optimisers against their papers' formulas, carried out in double. */
final class OptimizerTest {
    private static final double[] GRADIENTS = {0.5, -1, 0.25, 2};

    @Test
    void adamFollowsAlgorithmOneOfItsPaper() {
        Tensor w = Tensor.of(Shape.of(1), 0.3f);
        Adam adam = new Adam(0);
        double expected = 0.3f;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= GRADIENTS.length; t++) {
            double g = GRADIENTS[t - 1];
            adam.step("w", w, new float[] {(float) g}, 0.1);
            adam.finishStep();
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            double corrected = v / (1 - Math.pow(0.999, t));
            expected -= 0.1 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(corrected) + 1e-8);
            assertEquals(expected, w.data()[0], 2e-5);
        }
    }

    @Test
    void decayShrinksWeightsApartFromTheGradient() {
        Tensor w = Tensor.of(Shape.of(1), 2);
        new Adam(0.5).step("w", w, new float[] {0}, 0.1);
        assertEquals(2 * (1 - 0.1 * 0.5), w.data()[0], 1e-6);
    }

    @Test
    void momentumAddsUpGradients() {
        Tensor w = Tensor.of(Shape.of(1), 1);
        Momentum momentum = new Momentum(0.9, 0, false);
        double expected = 1;
        double v = 0;
        for (double g : GRADIENTS) {
            momentum.step("w", w, new float[] {(float) g}, 0.05);
            v = 0.9 * v + g;
            expected -= 0.05 * v;
            assertEquals(expected, w.data()[0], 1e-6);
        }
    }

    @Test
    void nesterovLooksOneStepAhead() {
        Tensor w = Tensor.of(Shape.of(1), 1);
        new Momentum(0.9, 0.1, true).step("w", w, new float[] {0.5f}, 0.05);
        double g = 0.5 + 0.1;
        assertEquals(1 - 0.05 * (g + 0.9 * g), w.data()[0], 1e-6);
    }

    /** The rule of the code of Rebuffi et al. 2021, from the first step's weights on. */
    @Test
    void anAverageFollowsTheWeightsSoonerAtFirst() {
        Tensor w = Tensor.of(Shape.of(1), 1);
        Averaged averaged = new Averaged(new Momentum(0.5, 0, false), 0.3);
        double average = 0;
        for (int t = 0; t < GRADIENTS.length; t++) {
            averaged.step("w", w, new float[] {(float) GRADIENTS[t]}, 0.05);
            averaged.finishStep();
            double kept = t == 0 ? 0 : Math.min(0.3, (1.0 + t) / (10.0 + t));
            average = kept * average + (1 - kept) * w.data()[0];
            assertEquals(average, averaged.state().get("average.w").data()[0], 1e-6);
        }
        Averaged restored = new Averaged(new Momentum(0.5, 0, false), 0.3);
        restored.restore(averaged.state());
        assertEquals(averaged.state().keySet(), restored.state().keySet());
        averaged.state()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.data(), restored.state().get(name).data(), name));
    }

    @Test
    void schedulesGoWhereTheySay() {
        assertEquals(0.5, Schedule.ramp(0, 1, 0.2, 0.6).at(0.4), 1e-12);
        assertEquals(0, Schedule.ramp(0, 1, 0.2, 0.6).at(0.1), 1e-12);
        assertEquals(1, Schedule.ramp(0, 1, 0.2, 0.6).at(0.9), 1e-12);
        assertEquals(2, Schedule.cosine(2, 0.1).at(0.1), 1e-12);
        assertEquals(1, Schedule.cosine(2, 0.1).at(0.55), 1e-12);
        assertEquals(0, Schedule.cosine(2, 0.1).at(1), 1e-12);
        assertEquals(0.1, Schedule.steps(10, 0.1, 0.5, 0.75).at(0.8), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(Double.NaN, 0.1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(-1, 0.1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(1, 1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.ramp(0, Double.POSITIVE_INFINITY, 0, 1));
    }

    @Test
    void whatIsKeptOfAnotherNetworkIsRefused() {
        List<Optimizer> optimizers =
                List.of(new Adam(0), new Momentum(0.9, 0, false), new Averaged(new Momentum(0, 0, false), 0.5));
        for (Optimizer optimizer : optimizers) {
            optimizer.step("w", Tensor.of(Shape.of(2), 1, 2), new float[2], 0.1);
            for (Shape other : List.of(Shape.of(1), Shape.of(3), Shape.of(2, 1))) {
                Tensor parameter = Tensor.zeros(other);
                String told = assertThrows(
                                IllegalArgumentException.class,
                                () -> optimizer.step("w", parameter, new float[other.size()], 0.1))
                        .getMessage();
                assertTrue(told.contains("w, but the parameter that it steps is " + other), told);
            }
            optimizer.restore(Map.of());
            optimizer.step("w", Tensor.zeros(Shape.of(3)), new float[3], 0.1);
        }
    }

    @Test
    void numbersThatNoOptimizerHasAreRefused() {
        for (double beta : new double[] {-0.1, 1, 1 - 1e-12, 5, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new Adam(beta, 0.999, 1e-8, 0));
            assertThrows(IllegalArgumentException.class, () -> new Adam(0.9, beta, 1e-8, 0));
            assertThrows(IllegalArgumentException.class, () -> new Momentum(beta, 0, false));
        }
        for (double epsilon : new double[] {0, -1e-8, 1e-60, 1e60, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new Adam(0.9, 0.999, epsilon, 0));
        }
        for (double decay : new double[] {-0.1, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new Adam(decay));
            assertThrows(IllegalArgumentException.class, () -> new Momentum(0.9, decay, false));
        }
    }

    @Test
    void ratesThatCanNotBeAreRefused() {
        for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> recipe(Schedule.constant(rate)));
        }
        IllegalArgumentException told =
                assertThrows(IllegalArgumentException.class, () -> recipe(Schedule.ramp(1, -1, 0, 1)));
        assertEquals(
                "the learning rate must be a finite number of at least 0.0 all over training, but after 51 % of it is"
                        + " -0.020000000000000018",
                told.getMessage());
        assertEquals(0, recipe(Schedule.cosine(0.1, 0.1)).rate().at(1));
        for (double moment : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> Schedule.steps(1, 0.1, 0.5, moment));
        }
        assertThrows(IllegalArgumentException.class, () -> Schedule.steps(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Schedule.steps(Double.POSITIVE_INFINITY, 1));
        double[] moments = {0.5};
        Schedule steps = Schedule.steps(1, 0.1, moments);
        moments[0] = 0.9;
        assertEquals(0.1, steps.at(0.6));
    }

    private static Recipe recipe(Schedule rate) {
        return new Recipe(1, 1, rate, 0, 0, 1, Optional.empty());
    }
}
