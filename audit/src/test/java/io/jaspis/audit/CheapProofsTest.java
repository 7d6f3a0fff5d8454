package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.trust.Check;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.attacks.trust.TrustChecks;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheapProofsTest {
    /** One element; class 0 leads by what this gives. */
    private static Problem leading(Norm norm, UnaryOperator<Value> lead) {
        Graph network = Graph.of("x", Shape.of(1), "logits", x -> {
            Value first = lead.apply(x);
            return x.trace().concatenate(0, List.of(first, first.scale(0)));
        });
        return Nets.problem(network, new float[] {0.5f, 0.9f}, new int[2], new Threat(norm, 0.05, 0, 1), 8);
    }

    private static Trust.Result wholeRange(Problem problem) {
        Attack attack = GradientDescent.pgd(Loss.MARGIN, 5, 1);
        TrustChecks.Settings settings =
                new TrustChecks.Settings(Trust.Level.FULL, List.of(attack), List.of(attack), Budget.UNLIMITED, 1);
        Trust trust = new TrustChecks(problem, settings, new CheapProofs())
                .of(Nets.all(problem), problem.examples().count(), () -> false);
        return trust.checks().stream()
                .filter(result -> result.check() == Check.WHOLE_RANGE)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void aModelThatAlwaysGivesOneClassIsNotDoubted(Norm norm) {
        Trust.Result result = wholeRange(leading(norm, x -> x.plus(1)));
        assertEquals(
                new Trust.Result(
                        Check.WHOLE_RANGE,
                        0,
                        2,
                        false,
                        "0 of 2 examples that the attacks left stand where any input at all may be taken, beside 2 that are"
                                + " proved to, whatever the input"),
                result);
    }

    /** The lead is flat but for a dip that is too narrow to be met. */
    @Test
    void aModelThatHidesItsGradientsIsDoubted() {
        Trust.Result result = wholeRange(leading(Norm.LINF, x -> {
            Value beside = x.plus(-0.123f);
            Value away = beside.relu().plus(beside.negate().relu());
            return away.negate().plus(1e-4f).relu().scale(-5000).plus(0.1f);
        }));
        assertEquals(2, result.counted());
        assertEquals(true, result.doubtful());
    }

    @Test
    void nothingIsProvedOnceItIsStopped() {
        Problem problem = leading(Norm.LINF, x -> x.plus(1));
        assertEquals(Set.of(0, 1), new CheapProofs().of(problem, List.of(0, 1), () -> false));
        assertEquals(Set.of(), new CheapProofs().of(problem, List.of(0, 1), () -> true));
    }
}
