package io.jaspis.certify.trees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.Certifiers;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is a sum of trees, and what isn't. */
class ForestTest {
    private static Problem problem(Function<Value, Value> scores) throws DataException {
        return new Problem(
                Graph.of("x", Shape.of(2), "scores", scores),
                Dataset.of("one", Tensor.of(Shape.of(1, 2), 0.25f, 0.5f), 1),
                new Threat(Norm.LINF, 0.1, 0, 1),
                Cpu.best(),
                4);
    }

    /** {@code [1, t]} with t 3 where the first number is above 0.2, else 0, and 1 more where the second isn't 0.45. */
    private static Value stumps(Value x) {
        Value first = x.slice(0, 0, 1).plus(-0.2f).step().scale(3);
        Value second = x.slice(0, 1, 1).plus(-0.45f).absolute().step();
        Value one = x.trace().constant(Tensor.of(Shape.of(1), 1));
        return x.trace().concatenate(0, List.of(one, first.plus(second)));
    }

    @Test
    void stumpsHaveTheirLeastMargin() throws DataException {
        Problem problem = problem(ForestTest::stumps);
        assertEquals(List.of("trees"), Certifiers.standard(problem));
        assertEquals(List.of("trees"), Attacks.standard(problem, Effort.NORMAL));
        try (Certifier.Prover prover = new TreeBounds(100).prepare(problem)) {
            // Beyond 0.05 the first number may be 0.2, and with 0.05 the second 0.45.
            assertEquals(3, prover.margins(List.of(0), 0.04)[0], 1e-6);
            assertEquals(Float.NEGATIVE_INFINITY, prover.margins(List.of(0), 0.051)[0]);
        }
    }

    private static float margin(Function<Value, Value> scores, double epsilon) throws DataException {
        try (Certifier.Prover prover = new TreeBounds(100).prepare(problem(scores))) {
            return prover.margins(List.of(0), epsilon)[0];
        }
    }

    /** Thresholds so near that a shift makes them one number to the last digit are two: between them one holds and the other doesn't. */
    @Test
    void comparisonsWithNumbersThatCantBeToldApartAreTwo() throws DataException {
        Function<Value, Value> near = x -> {
            Value y = x.slice(0, 0, 1).plus(-0.3f);
            Value first = y.plus(1e-35f).step().scale(-6).plus(1);
            Value second = y.plus(-1e-35f).step().scale(9).plus(1);
            return x.trace().concatenate(0, List.of(x.trace().constant(Tensor.of(Shape.of(1), 0)), first.plus(second)));
        };
        // At 0.3 the first is −5 and the second 1, on both sides of it they are 2 and 5 together.
        assertEquals(2, margin(near, 0.01), 1e-6);
        assertTrue(margin(near, 0.1) <= -4, "a forest that says −4 is not proved");
    }

    /** A comparison behind a shift that rounds is one, whichever class's score it is in. */
    @Test
    void aComparisonIsOneInAllScores() throws DataException {
        Function<Value, Value> shared = x -> {
            Value step = x.slice(0, 0, 1).plus(-0.1f).scale(1.7f).plus(-0.3f).step();
            return x.trace().concatenate(0, List.of(step.scale(3), step.scale(3).plus(1)));
        };
        assertEquals(1, margin(shared, 0.1), 1e-6);
    }

    /** Written out, this tree has more than a million leaves, though hardly any node. */
    @Test
    void nodesToWhichManyBranchesLeadAreRefusedInTime() throws DataException {
        Function<Value, Value> shared = x -> {
            Value one = x.trace().constant(Tensor.of(Shape.of(1), 1));
            Value below = one;
            for (int level = 0; level < 40; level++) {
                Value at = x.slice(0, level % 2, 1).plus(-level / 64f).step();
                // Both ways lead to what was before, one by another comparison.
                Value between = x.slice(0, 1 - level % 2, 1).plus(-level / 32f).step();
                below = at.times(below)
                        .plus(one.minus(at)
                                .times(between.times(below)
                                        .plus(one.minus(between).scale(level))));
            }
            return x.trace().concatenate(0, List.of(one, below));
        };
        Problem problem = problem(shared);
        assertTrue(TreeBounds.refusal(problem).isPresent());
    }

    @Test
    void whatIsNoSumOfTreesIsRefusedInWords() throws DataException {
        List<Function<Value, Value>> others = List.of(
                Value::relu,
                x -> x.step().plus(x),
                x -> x.times(x.plus(-0.5f).step()),
                x -> x.plus(x.gather(0, List.of(1, 0))).step(),
                x -> stumps(x).relu());
        for (Function<Value, Value> other : others) {
            Problem problem = problem(other);
            assertTrue(TreeBounds.refusal(problem).isPresent());
            assertTrue(Certifiers.standard(problem).contains("interval"));
            String certifier = assertThrows(
                            IllegalArgumentException.class,
                            () -> Certifiers.named(List.of("trees"), problem, Effort.NORMAL))
                    .getMessage();
            assertTrue(certifier.contains("sums of decision trees"), certifier);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Attacks.named(List.of("trees"), problem, AttackFamily.Settings.of(Effort.LOW)));
        }
    }
}
