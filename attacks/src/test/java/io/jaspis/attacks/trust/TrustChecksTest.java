package io.jaspis.attacks.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Answers;
import io.jaspis.attacks.Attack;
import io.jaspis.attacks.FirstLook;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.attacks.evasion.blackbox.Nes;
import io.jaspis.attacks.evasion.blackbox.Square;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models with a known defect, each of which one check is for, and models without. */
class TrustChecksTest {
    private static final Attack ATTACK = GradientDescent.pgd(Loss.MARGIN, 20, 2);
    private static final List<Attack> LONGER = List.of(GradientDescent.pgd(Loss.MARGIN, 200, 2));

    private static TrustChecks.Settings settings(Trust.Level level, Budget budget) {
        return new TrustChecks.Settings(level, List.of(ATTACK), LONGER, budget, 1);
    }

    private static Trust full(Problem problem) {
        return new TrustChecks(problem, settings(Trust.Level.FULL, Budget.UNLIMITED))
                .of(Nets.all(problem), problem.examples().count(), () -> false);
    }

    /** One element; class 0 leads by what this gives. */
    private static Problem leading(UnaryOperator<Value> lead, double epsilon, float... values) {
        Graph network = Graph.of("x", Shape.of(1), "logits", x -> {
            Value first = lead.apply(x);
            return x.trace().concatenate(0, List.of(first, first.scale(0)));
        });
        return Nets.problem(network, values, new int[values.length], new Threat(Norm.LINF, epsilon, 0, 1), 8);
    }

    private static Problem dense(Norm norm, double epsilon) {
        return Nets.classified(Nets.dense(1, 12, 24, 5), 1, 40, new Threat(norm, epsilon, 0, 1), 16);
    }

    private static List<Check> doubtful(Trust trust) {
        return trust.checks().stream()
                .filter(Trust.Result::doubtful)
                .map(Trust.Result::check)
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @EnumSource
    void nothingSpeaksAgainstAttacksOnAPlainNetworkInASmallBall(Norm norm) {
        Trust trust = full(dense(norm, 1e-4));
        assertEquals(40, trust.standing());
        assertEquals(TrustChecks.SAMPLE, trust.sampled());
        assertEquals(List.of(), doubtful(trust));
        assertEquals(
                List.of(
                        Check.ZERO_GRADIENTS,
                        Check.SATURATED_SCORES,
                        Check.RANDOM_POINTS,
                        Check.BLACK_BOX,
                        Check.MORE_STEPS,
                        Check.LARGER_RADIUS,
                        Check.WHOLE_RANGE),
                trust.checks().stream().map(Trust.Result::check).toList());
        trust.checks().forEach(check -> assertEquals(TrustChecks.SAMPLE, check.of()));
    }

    @ParameterizedTest
    @EnumSource
    void whatStandsThoughItIsEasilyBrokenIsDoubtful(Norm norm) {
        Trust trust = full(dense(norm, norm == Norm.LINF ? 0.3 : norm == Norm.L2 ? 1 : 3));
        assertTrue(
                doubtful(trust).containsAll(List.of(Check.RANDOM_POINTS, Check.BLACK_BOX, Check.MORE_STEPS)),
                trust::toString);
        assertTrue(trust.doubtful());
        assertTrue(
                trust.doubts().getLast().matches("\\d+ of 16 examples that the attacks left are broken by .*: .*"),
                trust.doubts()::toString);
    }

    /** An attack of another jar may claim what isn't so. */
    @Test
    void whatLongerAttacksClaimIsCheckedFromScratch() {
        Problem problem = dense(Norm.LINF, 1e-4);
        Attack liar = new Attack() {
            @Override
            public String name() {
                return "liar";
            }

            @Override
            public void attack(
                    Problem at,
                    List<Integer> indices,
                    long seed,
                    Budget budget,
                    Listener listener,
                    BooleanSupplier stopped) {
                for (int index : indices) {
                    Witness claim = new Witness(new float[at.size()], 0, 0, name());
                    listener.decided(index, new Outcome.Falsified(claim, Budget.Spent.NOTHING));
                }
            }
        };
        Trust trust = new TrustChecks(
                        problem,
                        new TrustChecks.Settings(Trust.Level.FULL, List.of(ATTACK), List.of(liar), Budget.UNLIMITED, 1))
                .of(Nets.all(problem), problem.examples().count(), () -> false);
        assertEquals(0, counted(trust, Check.MORE_STEPS));
        assertEquals(List.of(), doubtful(trust));
    }

    @Test
    void aTargetIsWhatCounts() {
        Problem any = dense(Norm.LINF, 0.1);
        Problem aimed = any.withTarget(new Target.Next(5));
        int broken = counted(full(any), Check.BLACK_BOX);
        assertTrue(counted(full(aimed), Check.BLACK_BOX) < broken, "of " + broken);
    }

    @Test
    void aTargetIsReached() {
        Problem any = dense(Norm.LINF, 0.3);
        int reached = 0;
        for (int target = 0; target < 5; target++) {
            int wanted = target;
            Problem aimed = any.withTarget(new Target.Fixed(wanted));
            List<Integer> others = Nets.all(aimed).stream()
                    .filter(index -> aimed.examples().label(index) != wanted)
                    .limit(4)
                    .toList();
            if (!others.isEmpty()) {
                Trust trust = new TrustChecks(aimed, settings(Trust.Level.FULL, Budget.UNLIMITED))
                        .of(others, aimed.examples().count(), () -> false);
                reached += counted(trust, Check.BLACK_BOX);
            }
        }
        assertTrue(reached > 0, "no target was ever reached");
    }

    private static int counted(Trust trust, Check check) {
        return trust.checks().stream()
                .filter(result -> result.check() == check)
                .findFirst()
                .orElseThrow()
                .counted();
    }

    @Test
    void gradientsThatVanish() {
        // Stairs: 0.1, 0.2, … of which each is flat.
        Problem stairs = leading(x -> x.scale(10).floor().scale(0.1f).plus(-0.15f), 0.05, 0.85f, 0.95f, 0.75f);
        Trust trust = new TrustChecks(stairs, settings(Trust.Level.QUICK, Budget.UNLIMITED))
                .of(Nets.all(stairs), 3, () -> false);
        assertEquals(List.of(Check.ZERO_GRADIENTS), doubtful(trust));
        assertEquals(
                List.of(
                        "3 of 3 examples that the attacks left have a gradient that vanishes: attacks by gradient don't know"
                                + " where to go"),
                trust.doubts());
    }

    /** More steps of an attack that counts none find what it found: there is nothing to say of them. */
    @Test
    void attacksWhoseStepsMakeNoDifferenceAreNotTriedAgain() {
        Problem problem = dense(Norm.LINF, 0.06);
        for (long gradients : new long[] {50, Long.MAX_VALUE}) {
            TrustChecks.Settings settings = new TrustChecks.Settings(
                    Trust.Level.FULL,
                    List.of(new Square(100)),
                    List.of(new Square(100)),
                    Budget.UNLIMITED.withGradients(gradients),
                    1);
            Trust trust = new TrustChecks(problem, settings).of(Nets.all(problem), 40, () -> false);
            assertEquals(
                    gradients < Long.MAX_VALUE,
                    trust.checks().stream().anyMatch(result -> result.check() == Check.MORE_STEPS));
        }
    }

    /** On the same stairs. */
    @Test
    void attacksWithoutGradientsDontLackThem() {
        Problem stairs = leading(x -> x.scale(10).floor().scale(0.1f).plus(-0.15f), 0.05, 0.85f, 0.95f, 0.75f);
        for (Trust.Level level : List.of(Trust.Level.QUICK, Trust.Level.FULL)) {
            TrustChecks.Settings blind =
                    new TrustChecks.Settings(level, List.of(new Square(100)), List.of(), Budget.UNLIMITED, 1);
            Trust trust = new TrustChecks(stairs, blind).of(Nets.all(stairs), 3, () -> false);
            assertEquals(List.of(), trust.doubts());
            TrustChecks.Settings both = new TrustChecks.Settings(
                    level,
                    List.of(new AttackSequence("both", List.of(new Square(100), ATTACK))),
                    List.of(),
                    Budget.UNLIMITED,
                    1);
            assertTrue(doubtful(new TrustChecks(stairs, both).of(Nets.all(stairs), 3, () -> false))
                    .contains(Check.ZERO_GRADIENTS));
        }
    }

    /** Loses the gradient where a softmax is 1 in float32, as a cross-entropy that isn't rescaled does. */
    private static Attack plainCrossEntropy() {
        return new Attack() {
            @Override
            public String name() {
                return "plain";
            }

            @Override
            public void attack(
                    Problem at,
                    List<Integer> indices,
                    long seed,
                    Budget budget,
                    Listener listener,
                    BooleanSupplier stopped) {
                indices.forEach(index -> listener.decided(index, new Outcome.Survived(new Budget.Spent(1, 0, 0))));
            }
        };
    }

    @Test
    void gradientsThatSaturatedScoresHide() {
        for (float scale : new float[] {100, 1000, 1e30f}) {
            Problem hidden = leading(x -> x.plus(-0.2f).scale(scale), 0.4, 0.5f, 0.9f);
            TrustChecks.Settings settings = new TrustChecks.Settings(
                    Trust.Level.QUICK, List.of(plainCrossEntropy()), List.of(), Budget.UNLIMITED, 1);
            Trust trust = new TrustChecks(hidden, settings).of(Nets.all(hidden), 2, () -> false);
            assertEquals(scale > 100, doubtful(trust).contains(Check.SATURATED_SCORES), trust::toString);
        }
    }

    @Test
    void strongModelsMayHaveLargeScores() {
        for (float scale : new float[] {1000, 1e30f}) {
            Trust trust = full(leading(x -> x.plus(-0.2f).scale(scale), 0.05, 0.5f, 0.9f));
            assertEquals(List.of(), doubtful(trust));
            assertEquals(2, counted(trust, Check.SATURATED_SCORES));
        }
    }

    @Test
    void aModelThatNothingBreaksInTheWholeRange() {
        Problem one = leading(x -> x.plus(1), 0.05, 0.5f, 0.9f);
        assertEquals(List.of(Check.WHOLE_RANGE), doubtful(full(one)));
        // Of a class that is to be reached nothing says that it is reached anywhere.
        assertEquals(List.of(), doubtful(full(one.withTarget(new Target.Fixed(1)))));
    }

    @Test
    void ascentThatAWideRadiusLeadsAstray() {
        // Beside each example is a dip that long steps leap over; beyond 0.2 the label's lead vanishes.
        Problem dips = leading(
                x -> {
                    Value beside = x.plus(-0.51f);
                    Value away = beside.relu().plus(beside.negate().relu());
                    Value dip = away.negate().plus(0.012f).relu().scale(5);
                    return x.plus(-0.2f)
                            .relu()
                            .scale(1e-3f)
                            .plus(dip.negate())
                            .plus(0.1f)
                            .minus(x.negate().plus(0.1f).relu().scale(4));
                },
                0.3,
                0.5f);
        Trust trust = full(dips);
        assertEquals(1, counted(trust, Check.LARGER_RADIUS), trust::toString);
        assertTrue(doubtful(trust).contains(Check.LARGER_RADIUS));
    }

    @Test
    void aBudgetThatAllowsNothing() {
        Problem problem = dense(Norm.LINF, 1e-4);
        for (long gradients : new long[] {0, 1, 2}) {
            Trust trust = new TrustChecks(
                            problem, settings(Trust.Level.QUICK, Budget.UNLIMITED.withGradients(gradients)))
                    .of(List.of(3), 40, () -> false);
            assertEquals(gradients < 2, doubtful(trust).contains(Check.NOTHING_SPENT));
            assertTrue(trust.checks().stream().noneMatch(check -> check.check() == Check.MORE_STEPS));
        }
    }

    /** The budget ends twenty steps before they are there, and two hundred shorter ones with ten times the budget as well. */
    @Test
    void attacksThatTheBudgetCutOff() {
        float[] values = new float[10];
        Arrays.fill(values, 0.5f);
        Problem problem = leading(x -> x.plus(-0.3f), 0.25, values);
        Trust trust = new TrustChecks(problem, settings(Trust.Level.FULL, Budget.UNLIMITED.withGradients(3)))
                .of(Nets.all(problem), values.length, () -> false);
        assertEquals(values.length, counted(trust, Check.MORE_STEPS), trust::toString);
        assertTrue(doubtful(trust).contains(Check.MORE_STEPS));
        assertTrue(
                trust.doubts().stream().anyMatch(doubt -> doubt.contains("10 times the steps or the budget")),
                trust.doubts()::toString);
    }

    /** NES asks about the example itself, and then about fifty points around it, for which three queries are too few. */
    @Test
    void anAnswerAboutTheExampleItselfIsNothing() {
        Problem problem = dense(Norm.LINF, 1e-4);
        for (long queries : new long[] {3, 200}) {
            Trust trust = new TrustChecks(
                            problem,
                            new TrustChecks.Settings(
                                    Trust.Level.QUICK,
                                    List.of(new Nes(1000)),
                                    List.of(),
                                    Budget.UNLIMITED.withQueries(queries),
                                    1))
                    .of(List.of(3), 40, () -> false);
            assertEquals(queries == 3, doubtful(trust).contains(Check.NOTHING_SPENT), trust::toString);
        }
    }

    @Test
    void whereNothingStandsOrNothingIsAskedThereIsNothingToSay() {
        Problem problem = dense(Norm.LINF, 0.3);
        TrustChecks checks = new TrustChecks(problem, settings(Trust.Level.QUICK, Budget.UNLIMITED));
        assertEquals(new Trust(Trust.Level.QUICK, 0, 0, List.of()), checks.of(List.of(), 40, () -> false));
        assertEquals(Trust.NONE, checks.of(Nets.all(problem), 40, () -> true));
        TrustChecks off = new TrustChecks(problem, settings(Trust.Level.OFF, Budget.UNLIMITED));
        assertEquals(Trust.NONE, off.of(Nets.all(problem), 40, () -> false));
        assertFalse(Trust.NONE.doubtful());
    }

    @Test
    void theSameSeedFindsTheSameWhateverTheBatch() {
        List<Trust> all = new ArrayList<>();
        for (int batch : new int[] {1, 3, 64}) {
            Problem problem =
                    Nets.classified(Nets.dense(1, 12, 24, 5), 1, 40, new Threat(Norm.LINF, 0.06, 0, 1), batch);
            all.add(full(problem));
        }
        assertEquals(all.get(0), all.get(1));
        assertEquals(all.get(0), all.get(2));
    }

    @Test
    void numbersThatAreNoneAndTablesWithGroupsAreNoMistake() {
        Problem problem = leading(x -> x.plus(-0.52f).logarithm(), 0.1, 0.6f, 0.99f);
        assertEquals(2, full(problem).sampled());
    }

    private static Answers answers(Graph network, float[] values, int... labels) {
        Problem problem = Nets.problem(network, values, labels, new Threat(Norm.LINF, 0.1, 0, 1), 8);
        return FirstLook.at(problem, Nets.all(problem)).answers();
    }

    @Test
    void aModelThatTellsNothingApartIsTold() {
        Graph constant = Graph.of(
                "x", Shape.of(1), "logits", x -> x.scale(0).dense(x.trace().constant(Tensor.of(Shape.of(2, 1), 1, 1))));
        assertTrue(answers(constant, new float[] {0.1f, 0.9f}, 0, 1)
                .warning()
                .orElseThrow()
                .startsWith("outputs are the same"));
        Graph one = Nets.linear(new float[] {1}, 5);
        float[] ten = {0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f};
        assertEquals(
                "class 1 is given to all of the first 10 examples, whatever their label: what stands of such a model says little of"
                        + " robustness",
                answers(one, ten, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0).warning().orElseThrow());
        assertTrue(answers(one, ten, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1).warning().isEmpty());
        // Of two, it may be chance.
        assertTrue(answers(one, new float[] {0.1f, 0.9f}, 0, 1).warning().isEmpty());
        // With one label, or one point, there is nothing to tell apart.
        assertTrue(answers(one, new float[] {0.1f, 0.9f}, 1, 1).warning().isEmpty());
        assertTrue(answers(one, new float[] {0.5f, 0.5f}, 0, 1).warning().isEmpty());
        assertTrue(answers(Nets.linear(new float[] {1}, -0.5f), new float[] {0.1f, 0.9f}, 0, 1)
                .warning()
                .isEmpty());
    }
}
