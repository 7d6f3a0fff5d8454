package io.jaspis.autodiff.layers;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    private static List<Double> run(String name, List<Double> logits, List<Double> label) {
        Trace trace = new Trace();
        Value z = trace.input("z", Shape.of(3));
        Value hot = trace.input("label", Shape.of(3));
        Value loss = name.equals("divergence") ? Losses.divergence(z, hot) : Losses.crossEntropy(z, hot);
        Value result = name.equals("gradient") ? Gradient.of(loss, List.of(z)).getFirst() : loss;
        return Evaluate.run(trace.graph("y", result), 1, Map.of("z", logits, "label", label), Map.of(), DOUBLE)
                .get("y");
    }

    /** A network that masks a class gives it −∞. */
    @Test
    void aClassThatIsImpossibleCostsNothing() {
        double expected = Math.log(1 + Math.exp(-1));
        List<Double> logits = List.of(1.0, 0.0, NONE);
        List<Double> first = List.of(1.0, 0.0, 0.0);
        assertEquals(expected, run("loss", logits, first).getFirst(), 1e-9);
        double other = 1 / (1 + Math.exp(1));
        List<Double> gradient = run("gradient", logits, first);
        assertEquals(-other, gradient.get(0), 1e-9);
        assertEquals(other, gradient.get(1), 1e-9);
        assertEquals(0, gradient.get(2), 1e-9);
        assertEquals(0, run("divergence", logits, logits).getFirst(), 1e-9);
    }

    @Test
    void anImpossibleLabelCostsAsMuchAsCanBe() {
        double loss =
                run("loss", List.of(1.0, 0.0, NONE), List.of(0.0, 0.0, 1.0)).getFirst();
        assertTrue(loss >= Float.MAX_VALUE, () -> loss + " is a loss that something could be above");
    }
}
