package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FirstLookTest {
    private static final Threat THREAT = new Threat(Norm.LINF, 0.1, 0, 1);

    private static Problem problem(UnaryOperator<Value> hidden, float... values) {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "logits",
                x -> x.trace()
                        .concatenate(0, List.of(hidden.apply(x), hidden.apply(x).negate())));
        return Nets.problem(network, values, new int[values.length], THREAT, 8);
    }

    private static FirstLook look(UnaryOperator<Value> hidden, float... values) {
        Problem problem = problem(hidden, values);
        return FirstLook.at(problem, Nets.all(problem));
    }

    @Test
    void nothingIsToBeSaidOfAPlainNetwork() {
        FirstLook look = look(x -> x.plus(-0.5f), 0.25f, 0.75f, 1);
        assertEquals(new FirstLook(3, 0, 2, 0, look.answers(), List.of()), look);
        assertEquals(List.of(), look.warnings(true));
    }

    @Test
    void gradientsThatVanishAreTold() {
        FirstLook look = look(x -> x.scale(100).floor(), 0.25f, 0.75f, 0);
        assertEquals(new FirstLook(3, 0, 2, 2, look.answers(), List.of()), look);
        assertEquals(
                List.of("gradients vanish on 2 of 2 examples: attacks by gradient say little"), look.warnings(true));
        assertEquals(List.of(), look.warnings(false));
        assertEquals(1, look(x -> x.scale(1000).tanh(), 1).flat());
        assertEquals(0, look(x -> x.scale(1e-30f), 1).flat());
        assertEquals(0, look(x -> x.scale(1e30f), 1).flat());
    }

    @Test
    void outputsThatAreNotFiniteAreTold() {
        FirstLook look = look(Value::logarithm, 0, 0.5f);
        assertEquals(1, look.infinite());
        assertEquals(List.of("outputs are not all finite numbers on 1 of the first 2 examples"), look.warnings(true));
        assertEquals(1, look(x -> x.negate().logarithm(), 0.5f).infinite());
    }
}
