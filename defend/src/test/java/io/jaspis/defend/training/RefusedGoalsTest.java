package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Progress;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.SmoothedLabels;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What no goal of training can be, and what it can't be trained on: told before any work. */
class RefusedGoalsTest {
    private static final Schedule HALF = Schedule.constant(0.5);
    private static final ProjectedAscent ATTACK = ProjectedAscent.madry(1, 1, 0, 1);

    /** All goals with a radius, in L∞ but for the last. */
    private static final List<BiFunction<Schedule, Surroundings, Goal>> GOALS = List.of(
            (epsilon, around) -> new AdversarialTraining(epsilon, ProjectedAscent.madry(1, 1, around)),
            (epsilon, around) -> new FastAdversarialTraining(epsilon, 1.25, 0, around),
            (epsilon, around) -> Trades.of(epsilon, 6, 1, 1, around),
            (epsilon, around) -> new Awp(Trades.of(epsilon, 6, 1, 1, around), Schedule.constant(0.01)),
            (epsilon, around) -> new Ibp(epsilon, HALF, ShiRegularizers.NONE, around),
            (epsilon, around) -> new CrownIbp(epsilon, HALF, HALF, ShiRegularizers.NONE, around),
            (epsilon, around) ->
                    new Sabr(epsilon, HALF, 0.1, ProjectedAscent.madry(1, 1, around), ShiRegularizers.NONE),
            (epsilon, around) -> new MtlIbp(epsilon, HALF, ProjectedAscent.madry(1, 1, around), ShiRegularizers.NONE),
            (epsilon, around) -> new SmoothAdv(epsilon, 0.1, 1, 1, 1, around.lower(), around.upper()));

    private static final int BOXES = GOALS.size() - 1;

    private static String refusal(Executable made) {
        return assertThrows(IllegalArgumentException.class, made).getMessage();
    }

    @Test
    void aRadiusThatNoAttackerHas() {
        Surroundings around = Surroundings.alike(0, 1);
        for (BiFunction<Schedule, Surroundings, Goal> goal : GOALS) {
            for (double epsilon : new double[] {-0.05, Double.NaN, Double.POSITIVE_INFINITY}) {
                String told = refusal(() -> goal.apply(Schedule.constant(epsilon), around));
                assertTrue(told.startsWith("epsilon among inputs from 0.0 to 1.0 must be "), told);
                assertTrue(told.endsWith("after 0 % of it is " + epsilon), told);
            }
            assertTrue(refusal(() -> goal.apply(Schedule.ramp(0.1, -0.1, 0.2, 0.8), around))
                    .contains("after 51 %"));
            assertDoesNotThrow(() -> goal.apply(Schedule.ramp(0, 1, 0, 0.3), around));
        }
        for (BiFunction<Schedule, Surroundings, Goal> goal : GOALS.subList(0, BOXES)) {
            assertEquals(
                    "epsilon among inputs from 0.0 to 1.0 must be from 0.0 to 1.0 all over training, but after 0 % of it is 5.0",
                    refusal(() -> goal.apply(Schedule.constant(5), around)));
            Surroundings endless = Surroundings.alike(0, Float.POSITIVE_INFINITY);
            assertDoesNotThrow(() -> goal.apply(Schedule.constant(5), endless));
        }
    }

    @Test
    void weightsThatAreNoShares() {
        List<Function<Schedule, Goal>> weighted = List.of(
                weight -> new Ibp(HALF, weight, ShiRegularizers.NONE, 0, 1),
                weight -> new CrownIbp(HALF, weight, HALF, ShiRegularizers.NONE, 0, 1),
                weight -> new CrownIbp(HALF, HALF, weight, ShiRegularizers.NONE, 0, 1),
                weight -> new Sabr(HALF, weight, 0.1, ATTACK, ShiRegularizers.NONE),
                weight -> new MtlIbp(HALF, weight, ATTACK, ShiRegularizers.NONE));
        for (Function<Schedule, Goal> goal : weighted) {
            for (double weight : new double[] {-3, 5, Double.NaN}) {
                String told = refusal(() -> goal.apply(Schedule.constant(weight)));
                assertTrue(told.matches("the weight [κβα] of .* must be from 0\\.0 to 1\\.0 .*"), told);
            }
            assertDoesNotThrow(() -> goal.apply(Schedule.ramp(1, 0, 0.1, 0.7)));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Awp(new AdversarialTraining(HALF, ATTACK), Schedule.ramp(-1, 1, 0, 1)));
    }

    @Test
    void attacksThatAreNone() {
        assertThrows(NullPointerException.class, () -> attack(null));
        assertEquals(
                "SABR has bounds of the L∞ ball, so its attack must be in L∞, but it is in L2",
                refusal(() -> new Sabr(HALF, HALF, 0.1, attack(Norm.L2), ShiRegularizers.NONE)));
        assertEquals(
                "MTL-IBP has bounds of the L∞ ball, so its attack must be in L∞, but it is in L2",
                refusal(() -> new MtlIbp(HALF, HALF, attack(Norm.L2), ShiRegularizers.NONE)));
        assertThrows(IllegalArgumentException.class, () -> new SmoothAdv(HALF, 0.1, 1, -1, 0.5, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new SmoothAdv(HALF, 0.1, 1, 1, Double.NaN, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new SmoothAdv(HALF, 0.1, 1, 1, 0.5, 1, 0));
    }

    private static ProjectedAscent attack(Norm norm) {
        return new ProjectedAscent(norm, 1, 1, Start.BALL, InnerLoss.CROSS_ENTROPY, 1, Surroundings.alike(0, 1));
    }

    /** Ten examples of two values, the last value this one. */
    private static Dataset examples(float last) {
        float[] values = new float[20];
        int[] labels = new int[10];
        for (int i = 0; i < 20; i++) {
            values[i] = i / 20f;
            labels[i / 2] = i / 10;
        }
        values[19] = last;
        return Dataset.of("ten", Tensor.of(Shape.of(10, 2), values), labels);
    }

    private static void train(Objective objective, Dataset examples, int outputs) throws Exception {
        Recipe recipe = new Recipe(1, 5, Schedule.constant(0.01), 0, 0, 1, Optional.empty());
        new Trainer(
                        Architecture.parse("dense 4, relu, dense " + outputs, new Initial.He()),
                        objective,
                        new Adam(0),
                        recipe,
                        Cpu.best())
                .train(examples, Progress.SILENT);
    }

    @Test
    void examplesThatAreNoneOfTheInputs() throws Exception {
        Dataset within = examples(1);
        Dataset outside = examples(1.5f);
        Surroundings alike = Surroundings.alike(0, 1);
        Surroundings endless = Surroundings.alike(0, Float.POSITIVE_INFINITY);
        Schedule epsilon = Schedule.constant(0.1);
        for (BiFunction<Schedule, Surroundings, Goal> goal : GOALS) {
            String told = refusal(() -> train(goal.apply(epsilon, alike), outside, 2));
            assertTrue(told.startsWith("value 1.5 of example 9 lies outside the range [0, 1]"), told);
            assertEquals(told, refusal(() -> train(new SmoothedLabels(goal.apply(epsilon, alike), 0.1), outside, 2)));
            train(goal.apply(epsilon, alike), within, 2);
            train(goal.apply(epsilon, endless), outside, 2);
        }
        String told = refusal(() -> train(new SmoothAdv(Schedule.constant(1.5), 0.1, 1, 1, 1, 0, 1), within, 2));
        assertTrue(told.startsWith("epsilon 1.5 is larger than the 1.41"), told);
    }

    @Test
    void featuresOfOtherExamples() throws Exception {
        Schedule epsilon = Schedule.constant(0.1);
        for (int size : new int[] {1, 2, 3}) {
            List<Feature> features = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                features.add(Feature.real("f" + i, 1, 0, 1));
            }
            Surroundings around = new Surroundings(0, 1, new Features(features));
            for (BiFunction<Schedule, Surroundings, Goal> goal : GOALS.subList(0, BOXES)) {
                if (size == 2) {
                    train(goal.apply(epsilon, around), examples(1), 2);
                } else {
                    assertEquals(
                            "the network takes 2 inputs, but there are " + size + " features",
                            refusal(() -> train(goal.apply(epsilon, around), examples(1), 2)));
                }
            }
        }
    }

    @Test
    void networksOfOtherOutputs() {
        List<Objective> objectives = new ArrayList<>(List.of(new StandardTraining(), new NoiseAugmentation(0.1)));
        GOALS.forEach(goal -> objectives.add(goal.apply(Schedule.constant(0.1), Surroundings.alike(0, 1))));
        for (Objective objective : objectives) {
            for (int outputs : new int[] {1, 3, 5}) {
                InputException told = assertThrows(InputException.class, () -> train(objective, examples(1), outputs));
                assertEquals(
                        "the network gives [batch, " + outputs + "] for 2 classes; its last layer must give [batch, 2]",
                        told.getMessage());
            }
        }
    }
}
