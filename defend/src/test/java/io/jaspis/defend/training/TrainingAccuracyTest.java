package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What training accuracy is said to be counted under is what its logits are computed of. */
class TrainingAccuracyTest {
    private static final Schedule RADIUS = Schedule.constant(0.1);
    private static final Schedule HALF = Schedule.constant(0.5);
    private static final ProjectedAscent ATTACK = ProjectedAscent.madry(2, 0.5, 0, 1);
    private static final Goal ADVERSARIAL = new AdversarialTraining(RADIUS, ATTACK);
    private static final Goal TRADES = Trades.of(RADIUS, 6, 2, 0.5, 0, 1);

    static final List<Goal> GOALS = List.of(
            new StandardTraining(),
            new NoiseAugmentation(0.25),
            new FastAdversarialTraining(RADIUS, 1.25, 0.2, Surroundings.alike(0, 1)),
            ADVERSARIAL,
            TRADES,
            new Awp(ADVERSARIAL, Schedule.constant(0.01)),
            new Awp(TRADES, Schedule.constant(0.01)),
            new SmoothAdv(RADIUS, 0.25, 2, 2, 1, 0, 1),
            new Ibp(RADIUS, HALF, ShiRegularizers.NONE, 0, 1),
            new Sabr(RADIUS, HALF, 0.4, ATTACK, ShiRegularizers.NONE),
            new MtlIbp(RADIUS, HALF, ATTACK, ShiRegularizers.NONE),
            new CrownIbp(RADIUS, HALF, HALF, ShiRegularizers.NONE, 0, 1));

    @ParameterizedTest
    @FieldSource("GOALS")
    void itsWordsAreWhatItsLogitsAreOf(Goal goal) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(4));
        Value label = trace.input("label", Shape.of(3));
        Scope scope = Scope.of(new Parameters(1), true);
        Graph logits = trace.graph(
                "y",
                goal.terms(Architecture.parse("dense 5, relu, dense 3", new Initial.He()), scope, x, label)
                        .logits());
        boolean perturbed = goal instanceof Awp;
        boolean attacked = !perturbed && logits.inputs().containsKey(Ascent.POINT);
        boolean noisy = logits.values().stream().anyMatch(value -> value.op() instanceof Random.Normal);
        String expected = attacked
                ? noisy ? "under training's own attack and noise" : "under training's own attack"
                : noisy ? "under noise" : "clean";
        assertEquals(
                perturbed ? ((Awp) goal).goal().accuracy() + ", with weights perturbed" : expected, goal.accuracy());
    }
}
