package io.jaspis.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.autodiff.training.Validation;
import io.jaspis.defend.training.FastAdversarialTraining;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.OwnAttack;
import io.jaspis.defend.training.StandardTraining;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {
    @ParameterizedTest
    @CsvSource({"29999, 30000, 99.997 %", "1, 30000, 0.003 %", "30000, 30000, 100.00 %", "983, 1000, 98.30 %"})
    void onlyNothingAndAllReadSo(int right, int count, String told) throws IOException {
        HeldOut held = new HeldOut(examples(), new StandardTraining(), Optional.empty(), 1, Cpu.best());
        double share = (double) right / count;
        assertEquals(
                told, held.told(new HeldOut.Scores(share, share, 0.1, OptionalDouble.empty(), OptionalDouble.empty())));
    }

    /** What a network hasn't learned isn't said of it, and in each case what to do. */
    @Test
    void overfittingIsToldApartFromAWeakAttack() throws IOException {
        Goal fast = FastAdversarialTraining.of(Schedule.constant(0.1), 0, 1);
        HeldOut held = new HeldOut(examples(), fast, Optional.empty(), 1, Cpu.best());
        HeldOut.Scores scores = new HeldOut.Scores(0.33, 0.9, 0.5, OptionalDouble.of(0.62), OptionalDouble.empty());
        String weak = held.warning(3, scores, OwnAttack.Gap.OVERSTATED);
        assertTrue(
                weak.startsWith(
                        "training's own attack overstates robustness by 29.0 points in epoch 3: of the examples held out 62.00 %"
                                + " withstand it, but 33.00 % under PGD-10×2 at ε = 0.1, which is what counts. Take --goal adversarial"),
                weak);
        String fooled = held.warning(3, scores, OwnAttack.Gap.OVERFITTED);
        assertTrue(fooled.startsWith("catastrophic overfitting in epoch 3: of the examples held out 62.00 %"), fooled);
        assertTrue(fooled.contains("tells nothing of robustness. Take --goal adversarial"), fooled);
        assertEquals(
                "training's own attack overstates robustness by 29.0 points in the best epoch too: what counts is the 33.00 % under"
                        + " PGD-10×2 at ε = 0.1",
                held.keptWarning(scores, OwnAttack.Gap.OVERSTATED));
        assertTrue(held.keptWarning(scores, OwnAttack.Gap.OVERFITTED).endsWith("don't rely on these weights"));
    }

    /** Between two networks that are right of as many, the one that is surer of it. */
    @Test
    void lossesAreMeasuredBesideClasses() throws IOException {
        Validation.Scoring scoring = new HeldOut(examples(), new StandardTraining(), Optional.empty(), 1, Cpu.best())
                .validation(0, 1, Optional.empty())
                .scoring();
        for (float lead : new float[] {0.5f, 2}) {
            Trace trace = new Trace();
            Value logits = trace.input("input", Shape.of(3))
                    .dense(trace.constant(Tensor.zeros(Shape.of(2, 3))))
                    .plus(trace.constant(Tensor.of(Shape.of(2), lead, 0)));
            Validation.Score score = scoring.of(trace.graph("logits", logits), true, () -> false);
            assertEquals(0.5, score.value());
            assertEquals((Math.log1p(Math.exp(-lead)) + Math.log1p(Math.exp(lead))) / 2, score.loss(), 1e-6);
        }
    }

    private static Graph network() {
        Trace trace = new Trace();
        return trace.graph(
                "logits", trace.input("input", Shape.of(3)).dense(trace.constant(Tensor.zeros(Shape.of(2, 3)))));
    }

    @Test
    void whatIsStoppedIsNoScore() throws IOException {
        Validation.Scoring scoring = new HeldOut(examples(), new StandardTraining(), Optional.empty(), 1, Cpu.best())
                .validation(0, 1, Optional.empty())
                .scoring();
        assertThrows(CancellationException.class, () -> scoring.of(network(), true, () -> true));
    }

    /** What is known when measuring is stopped is told. */
    @Test
    void anEvaluationThatIsStoppedTellsWhatItKnows() throws IOException {
        StringWriter told = new StringWriter();
        Evaluation evaluation = new Evaluation(examples(), 1, Cpu.best(), new PrintWriter(told));
        Optional<Threat> certified = Optional.of(new Threat(Norm.LINF, 0.1, 0, 1));
        int[] asked = new int[1];
        assertThrows(
                CancellationException.class,
                () -> evaluation.tell(network(), new StandardTraining(), certified, () -> asked[0]++ > 0));
        assertTrue(told.toString().startsWith("clean accuracy on two: "), told.toString());
        assertFalse(told.toString().contains("certified"), told.toString());
    }

    private static Dataset examples() throws IOException {
        return Dataset.of("two", Tensor.zeros(Shape.of(2, 3)), 0, 1);
    }
}
