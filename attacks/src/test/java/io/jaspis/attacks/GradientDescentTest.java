package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.GradientDescent.Settings;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GradientDescentTest {
    private static final Graph NETWORK = Nets.dense(1, 20, 32, 5);

    private static Threat threat(Norm norm) {
        return new Threat(
                norm,
                switch (norm) {
                    case LINF -> 0.12;
                    case L2 -> 0.4;
                    case L1 -> 1;
                },
                0,
                1);
    }

    private static Problem problem(Norm norm, int batch) {
        return Nets.classified(NETWORK, 2, 60, threat(norm), batch);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void whatIsFoundIsRealAndSomeIsFound(Norm norm) {
        Problem problem = problem(norm, 16);
        for (Loss loss : Loss.values()) {
            for (Attack attack : List.of(GradientDescent.fgsm(), GradientDescent.pgd(loss, 10, 2))) {
                int found = 0;
                for (var entry : Outcomes.of(attack, problem, 3).entrySet()) {
                    if (entry.getValue() instanceof Outcome.Falsified falsified) {
                        assertReal(problem, entry.getKey(), falsified, attack);
                        found++;
                    }
                }
                assertTrue(found >= 10 && found < 60, norm + " " + attack.name() + " found " + found);
            }
        }
    }

    private static void assertReal(Problem problem, int index, Outcome.Falsified falsified, Attack attack) {
        float[] centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        double distance =
                problem.threat().norm().distance(centre, 0, falsified.witness().x(), 0, centre.length);
        assertTrue(distance <= problem.threat().epsilon());
        assertEquals(distance, falsified.witness().distance());
        for (float element : falsified.witness().x()) {
            assertTrue(element >= problem.threat().lower()
                    && element <= problem.threat().upper());
        }
        assertNotEquals(problem.examples().label(index), falsified.witness().prediction());
        assertEquals(
                Nets.prediction(problem.network(), falsified.witness().x()),
                falsified.witness().prediction());
        assertEquals(attack.name(), falsified.witness().attack());
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "7", "16", "64", "200"})
    void everyIndexIsDecidedOnceWhateverTheBatch(int batch) {
        List<Integer> indices = List.of(50, 3, 59, 4, 0, 17, 18, 19, 20, 41, 42, 43, 7);
        var outcomes = Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 3, 3), problem(Norm.LINF, batch), indices, 5);
        assertEquals(new HashSet<>(indices), outcomes.keySet());
    }

    @Test
    void noIndicesNoOutcomes() {
        assertTrue(Outcomes.of(GradientDescent.fgsm(), problem(Norm.L2, 8), List.of(), 5)
                .isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void targetedAttacksReachTheirTarget(Norm norm) {
        Problem wider = problem(norm, 16)
                .withThreat(threat(norm).withEpsilon(2.5 * threat(norm).epsilon()));
        for (Loss loss : Loss.values()) {
            Attack attack = new GradientDescent(GradientDescent.pgd(loss, 20, 2)
                    .settings()
                    .targeting(index -> (wider.examples().label(index) + 1 + index % 4) % 5));
            int found = 0;
            for (var entry : Outcomes.of(attack, wider, 3).entrySet()) {
                int index = entry.getKey();
                if (entry.getValue() instanceof Outcome.Falsified falsified) {
                    assertReal(wider, index, falsified, attack);
                    assertEquals(
                            (wider.examples().label(index) + 1 + index % 4) % 5,
                            falsified.witness().prediction());
                    found++;
                }
            }
            assertTrue(found >= 10, norm + " " + loss + " found " + found);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1", "5", "1"})
    void targetsThatAreNoOtherClassAreRefused(int target) {
        Problem problem = Nets.problem(NETWORK, Nets.points(1, 20), new int[] {1}, threat(Norm.L2), 1);
        Attack attack = new GradientDescent(GradientDescent.fgsm().settings().targeting(index -> target));
        var thrown = assertThrows(IllegalArgumentException.class, () -> Outcomes.of(attack, problem, 1));
        assertEquals(
                "the target of example 0 must be another class than its label 1, but is " + target,
                thrown.getMessage());
    }

    /** The first attempt is the same, so more of them lose nothing. */
    @Test
    void restartsFindMore() {
        Problem problem = problem(Norm.LINF, 16);
        var one = Outcomes.falsified(Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 1, 1), problem, 4));
        var many = Outcomes.falsified(Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 1, 20), problem, 4));
        assertTrue(many.containsAll(one));
        assertTrue(many.size() > one.size(), one.size() + " and " + many.size());
    }

    @Test
    void onceStoppedTheRestStaysUndecided() {
        Problem problem = problem(Norm.LINF, 4);
        Set<Integer> decided = new HashSet<>();
        GradientDescent.pgd(Loss.MARGIN, 5, 1)
                .attack(
                        problem,
                        Nets.all(problem),
                        1,
                        Budget.UNLIMITED,
                        (index, _) -> decided.add(index),
                        () -> decided.size() >= 10);
        assertTrue(decided.size() >= 10 && decided.size() < 14, "decided " + decided.size());
        GradientDescent.fgsm()
                .attack(
                        problem,
                        Nets.all(problem),
                        1,
                        Budget.UNLIMITED,
                        (_, _) -> {
                            throw new AssertionError("decided although stopped");
                        },
                        () -> true);
    }

    /** The example is the one point of its ball that is misclassified, but for a few beside it. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void whatIsMisclassifiedToBeginWithIsFalsifiedAtDistanceZero(Norm norm) {
        float[] x = {0.5f, 0.5f};
        Graph network = Graph.of("x", Shape.of(2), "logits", value -> {
            var trace = value.trace();
            var hat = value.plus(-0.5f).absolute().sum().reshape(Shape.of(1));
            return trace.concatenate(0, List.of(hat, hat.scale(0).plus(1e-3f)));
        });
        Problem problem = Nets.problem(network, x, new int[] {0}, new Threat(norm, 0.25, 0, 1), 4);
        for (Attack attack : List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 5, 3))) {
            for (int seed = 0; seed < 10; seed++) {
                var falsified =
                        (Outcome.Falsified) Outcomes.of(attack, problem, seed).get(0);
                assertEquals(0, falsified.witness().distance());
                assertArrayEquals(x, falsified.witness().x());
                assertEquals(1, falsified.witness().prediction());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void theRadiusZeroFindsWhatIsMisclassifiedAndNothingElse(Norm norm) {
        Problem problem = problem(norm, 8);
        float[] values = new float[60 * 20];
        int[] labels = new int[60];
        for (int i = 0; i < 60; i++) {
            problem.examples().copy(i, values, i * 20);
            labels[i] = (problem.examples().label(i) + (i % 3 == 0 ? 1 : 0)) % 5;
        }
        Problem wrong = Nets.problem(NETWORK, values, labels, threat(norm).withEpsilon(0), 8);
        var falsified = Outcomes.falsified(Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 3, 2), wrong, 1));
        assertEquals(IntStream.range(0, 20).mapToObj(i -> 3 * i).toList(), falsified);
    }

    @Test
    void lossesNeedTheirClasses() {
        Problem two = Nets.classified(Nets.dense(1, 4, 2), 1, 3, threat(Norm.L2), 2);
        Problem three = Nets.classified(Nets.dense(1, 4, 3), 1, 3, threat(Norm.L2), 2);
        Attack untargeted = GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, 2, 1);
        Attack targeted = new GradientDescent(GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, 2, 1)
                .settings()
                .targeting(index -> (three.examples().label(index) + 1) % 3));
        assertEquals(3, Outcomes.of(untargeted, three, 1).size());
        assertEquals(
                "the difference of logits ratio needs at least 3 classes, but there are 2",
                assertThrows(IllegalArgumentException.class, () -> Outcomes.of(untargeted, two, 1))
                        .getMessage());
        assertEquals(
                "the targeted difference of logits ratio needs at least 4 classes, but there are 3",
                assertThrows(IllegalArgumentException.class, () -> Outcomes.of(targeted, three, 1))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "1, 1, -1", "1, 1, NaN", "1, 1, Infinity"})
    void settingsWithoutAStepAreRefused(int steps, int restarts, double stepSize) {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> new Settings("test", Loss.MARGIN, steps, stepSize, restarts, true, null));
        assertEquals(
                "an attack needs at least one step, one restart and a positive step size, but got " + steps + ", "
                        + restarts + ", " + stepSize,
                thrown.getMessage());
    }

    @Test
    void attemptsThatWouldAllBeTheSameAreRefused() {
        var thrown = assertThrows(
                IllegalArgumentException.class, () -> new Settings("test", Loss.MARGIN, 1, 1, 2, false, null));
        assertEquals("without a random start all 2 attempts would be the same: ask for one", thrown.getMessage());
    }

    @Test
    void namesSayWhatRuns() {
        assertEquals("FGSM", GradientDescent.fgsm().name());
        assertEquals(
                "PGD-40×5 (DLR)",
                GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, 40, 5).name());
        assertEquals(
                "PGD-7 (cross-entropy)",
                GradientDescent.pgd(Loss.CROSS_ENTROPY, 7, 1).name());
    }

    @Test
    void imagesAreTakenByNetworksOfTheSameSize() {
        Graph network = Nets.dense(1, Shape.of(1, 2, 2), 4, 3);
        var examples = new Nets.Listed(Shape.of(4), 3, Nets.points(1, 8), new int[] {0, 1});
        Problem problem = new Problem(network, examples, new Threat(Norm.LINF, 0.1, 0, 1), Cpu.best(), 2);
        assertEquals(2, Outcomes.of(GradientDescent.fgsm(), problem, 1).size());
    }

    @Test
    void aBudgetOfGradientsEndsWhatIsLeftOfEachExample() {
        Problem problem = problem(Norm.LINF, 4);
        for (long most : new long[] {0, 1, 3, 7}) {
            Map<Integer, Outcome> outcomes = Outcomes.of(
                    GradientDescent.pgd(Loss.MARGIN, 5, 3),
                    problem,
                    Nets.all(problem),
                    1,
                    Budget.UNLIMITED.withGradients(most));
            assertEquals(problem.examples().count(), outcomes.size());
            outcomes.values().forEach(outcome -> {
                assertTrue(outcome.spent().gradients() <= most);
                assertTrue(
                        outcome instanceof Outcome.Falsified || outcome.spent().gradients() == most);
            });
        }
    }

    @Test
    void anExampleThatSurvivesHasCostAllOfItsSteps() {
        Problem problem = problem(Norm.LINF, 4);
        Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 5, 3), problem, 1).values().forEach(outcome -> {
            // Three attempts of five steps, and a look at where each begins; the example itself is looked at once.
            if (outcome instanceof Outcome.Survived) {
                assertEquals(3 * 6 + 1, outcome.spent().gradients());
            }
        });
    }

    @Test
    void aNetworkMayGiveItsInputAsItIs() {
        for (Shape shape : List.of(Shape.of(3), Shape.of(1, 3))) {
            Graph network = Graph.of("x", shape, "logits", x -> x);
            float[] values = {0.5f, 0.4f, 0.1f, 0.9f, 0.1f, 0.1f};
            Problem problem = Nets.problem(network, values, new int[] {0, 0}, new Threat(Norm.LINF, 0.1, 0, 1), 2);
            assertEquals(
                    List.of(0), Outcomes.falsified(Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 5, 1), problem, 1)));
        }
    }
}
