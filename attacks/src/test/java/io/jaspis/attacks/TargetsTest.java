package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.evasion.adaptive.AdaptiveDescent;
import io.jaspis.attacks.evasion.adaptive.AutoAttackRand;
import io.jaspis.attacks.evasion.adaptive.Defence;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What no attacker can want: the label itself, which would be a break at distance 0, or what is no class. */
class TargetsTest {
    private static final Features TABLE = new Features(List.of(
            Feature.real("amount", 0.3, 0, 1), Feature.category("web", 1, "way"), Feature.category("shop", 1, "way")));

    private static Problem problem(Threat threat) {
        return Nets.problem(Nets.dense(1, 3, 8, 4), new float[] {0.5f, 1, 0, 0.25f, 0, 1}, new int[] {0, 3}, threat, 4);
    }

    private static void assertRefused(String name, Problem problem, Consumer<Problem> attack) {
        String label = assertThrows(
                        IllegalArgumentException.class,
                        () -> attack.accept(problem.withTarget(new Target.Fixed(3))),
                        name)
                .getMessage();
        assertEquals("the target of example 1 must be another class than its label 3, but is 3", label, name);
        String none = assertThrows(
                        IllegalArgumentException.class,
                        () -> attack.accept(problem.withTarget(new Target.Next(20))),
                        name)
                .getMessage();
        assertEquals("the target of example 1 is 4, which is no class: they go from 0 to 3", none, name);
    }

    @Test
    void eachAttackRefusesThem() {
        for (Norm norm : List.of(Norm.LINF, Norm.L2)) {
            for (Threat threat : List.of(new Threat(norm, 0.1, 0, 1), Threat.of(norm, 1, TABLE))) {
                Problem problem = problem(threat);
                Set<String> unsuited = new TreeSet<>();
                for (String name : Attacks.names()) {
                    if (!suits(name, problem.withTarget(new Target.Next(4)))) {
                        unsuited.add(name);
                    } else {
                        assertRefused(
                                name,
                                problem,
                                aimed -> named(name, aimed)
                                        .forEach(attack -> Outcomes.of(attack, aimed, List.of(1), 1)));
                    }
                }
                assertEquals(unsuited(threat), unsuited);
            }
        }
    }

    /** The attacks that aren't for such a threat. */
    private static Set<String> unsuited(Threat threat) {
        Set<String> names = new TreeSet<>();
        if (threat.features() == null) {
            names.add("switches");
        }
        if (threat.norm() != Norm.LINF) {
            names.add("adba");
        }
        return names;
    }

    private static List<Attack> named(String name, Problem problem) {
        AttackFamily.Settings settings = AttackFamily.Settings.of(Effort.LOW).withSources(List.of(Nets.model(problem)));
        return Attacks.named(List.of(name), problem, settings);
    }

    private static boolean suits(String name, Problem problem) {
        try {
            return !named(name, problem).isEmpty();
        } catch (IllegalArgumentException unsuited) {
            return false;
        }
    }

    @Test
    void attacksThroughDefencesRefuseThem() {
        Problem problem = problem(new Threat(Norm.LINF, 0.1, 0, 1));
        Defence none = Defence.nearIdentity(x -> x);
        var settings = new AdaptiveDescent.Settings(Loss.MARGIN, 2, 0.5, 1, 1, 9, 0.05);
        assertRefused(
                "descent",
                problem,
                aimed -> new AdaptiveDescent(aimed, none, settings).attack(List.of(1), 1, () -> false));
        assertRefused(
                "rand", problem, aimed -> new AutoAttackRand(aimed, none, 9, 0.05).attack(List.of(1), 1, () -> false));
    }

    @Test
    void whatStandsInForADefenceMustGiveInputs() {
        Problem problem = problem(new Threat(Norm.LINF, 0.1, 0, 1));
        var settings = new AdaptiveDescent.Settings(Loss.MARGIN, 2, 0.5, 1, 1, 9, 0.05);
        for (UnaryOperator<Value> other : List.<UnaryOperator<Value>>of(
                Value::sum, x -> x.slice(0, 0, 1), x -> x.trace().constant(Tensor.zeros(x.shape())))) {
            Defence defence = new Defence(x -> x.scale(1), other);
            String told = assertThrows(
                            IllegalArgumentException.class,
                            () -> new AdaptiveDescent(problem, defence, settings).attack(List.of(0), 1, () -> false))
                    .getMessage();
            assertTrue(told.startsWith("what stands in for a defence where gradients go back must give"), told);
        }
    }
}
