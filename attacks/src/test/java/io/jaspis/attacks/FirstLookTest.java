package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
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
        assertEquals(new FirstLook(3, 0, 2, 0, look.answers(), new FirstLook.Far("channels", List.of()), 0), look);
        assertEquals(List.of(), look.warnings(true));
    }

    @Test
    void gradientsThatVanishAreTold() {
        FirstLook look = look(x -> x.scale(100).floor(), 0.25f, 0.75f, 0);
        assertEquals(new FirstLook(3, 0, 2, 2, look.answers(), new FirstLook.Far("channels", List.of()), 0), look);
        assertEquals(
                List.of("gradients vanish on 2 of 2 examples: attacks by gradient say little"), look.warnings(true));
        assertEquals(List.of(), look.warnings(false));
        assertEquals(1, look(x -> x.scale(1000).tanh(), 1).flat());
        assertEquals(0, look(x -> x.scale(1e-30f), 1).flat());
        assertEquals(0, look(x -> x.scale(1e30f), 1).flat());
    }

    private static FirstLook look(Threat threat, float... values) {
        Problem problem = Nets.problem(Nets.linear(new float[] {1}, 1), values, new int[values.length], threat, 8);
        return FirstLook.at(problem, Nets.all(problem));
    }

    /** Beside 0.5 the next float32 is 3e-8 away, and beside 0 one of 1e-45. */
    @Test
    void aRadiusThatFloat32DoesNotTellApartIsTold() {
        for (Norm norm : Norm.values()) {
            FirstLook look = look(new Threat(norm, 1e-9, 0, 1), 0.5f, 0, 0.9f);
            assertEquals(2, look.still());
            assertEquals(
                    List.of(
                            "epsilon is less than float32 tells apart at the values of 2 of the first 3 examples: nothing of them"
                                    + " can change, so that no attack can break them; give a larger one, or scale the data"),
                    look.warnings(true));
            assertEquals(0, look(new Threat(norm, 1e-7, 0, 1), 0.5f, 0, 0.9f).still());
            // Of a ball that holds nothing else nothing else is expected.
            assertEquals(0, look(new Threat(norm, 0, 0, 1), 0.5f, 0, 0.9f).still());
        }
    }

    @Test
    void whatFeaturesHoldIsNoMatterOfFloat32() {
        for (Feature feature : List.of(
                Feature.integer("items", 0.5, 0, 9),
                Feature.real("amount", 1, 0, 2).moving(Feature.Way.ONLY_DOWN),
                Feature.real("amount", 1, 2, 9).moving(Feature.Way.NONE),
                Feature.immutable("age"))) {
            Threat threat = Threat.of(Norm.LINF, 1, new Features(List.of(feature)));
            assertEquals(0, look(threat, feature.lower() > 0 ? 2 : 0).still());
        }
        Features real = new Features(List.of(Feature.real("amount", 1e-9, 0, 9).moving(Feature.Way.ONLY_UP)));
        assertEquals(1, look(Threat.of(Norm.LINF, 1, real), 2).still());
    }

    /** Gradients that point out of the ball are there. */
    @Test
    void onlyGradientsOfWhatCanChangeVanish() {
        // The margin of class 0 falls where the element rises, and the element may not.
        for (Feature feature : List.of(
                Feature.real("amount", 1, 0, 9).moving(Feature.Way.ONLY_DOWN),
                Feature.integer("items", 1, 0, 9).moving(Feature.Way.ONLY_DOWN))) {
            assertEquals(0, flat(x -> x.plus(-5).negate(), 1, 2, feature));
            assertEquals(1, flat(x -> x.scale(0).plus(1), 1, 2, feature));
        }
        // What can't change at all lacks no gradient.
        assertEquals(
                0,
                flat(x -> x.scale(0).plus(1), 1, 0, Feature.real("a", 1, 0, 9).moving(Feature.Way.ONLY_DOWN)));
        assertEquals(0, flat(x -> x.scale(0).plus(1), 0.5, 2, Feature.integer("items", 1, 0, 9)));
        assertEquals(0, flat(x -> x.scale(0).plus(1), 1, 2, Feature.immutable("age")));
    }

    private static int flat(UnaryOperator<Value> lead, double epsilon, float value, Feature feature) {
        Graph network = Graph.of("x", Shape.of(1), "logits", x -> {
            Value first = lead.apply(x);
            return x.trace().concatenate(0, List.of(first, first.scale(0)));
        });
        Threat threat = Threat.of(Norm.LINF, epsilon, new Features(List.of(feature)));
        Problem problem = Nets.problem(network, new float[] {value}, new int[] {0}, threat, 8);
        return FirstLook.at(problem, Nets.all(problem)).flat();
    }

    @Test
    void outputsThatAreNotFiniteAreTold() {
        FirstLook look = look(Value::logarithm, 0, 0.5f);
        assertEquals(1, look.infinite());
        assertEquals(List.of("outputs are not all finite numbers on 1 of the first 2 examples"), look.warnings(true));
        assertEquals(1, look(x -> x.negate().logarithm(), 0.5f).infinite());
    }
}
