package io.jaspis.attacks.evasion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.attacks.evasion.blackbox.Square;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A sequence parts examples by what the next attack may spend of what it spends. */
class BudgetGroupsTest {
    private static final Problem PROBLEM =
            Nets.classified(Nets.dense(1, 4, 8, 3), 1, 6, new Threat(Norm.LINF, 0.1, 0, 1), 8);
    private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5);
    private static final Budget LIMITED = Budget.UNLIMITED.withGradients(100);

    /** What an attack was asked once. */
    private record Call(List<Integer> indices, Budget budget) {}

    /** An attack that breaks nothing, at a price that is told for each example. */
    private record Told(
            String name,
            boolean followsGradients,
            Attack.Company company,
            IntFunction<Budget.Spent> price,
            List<Call> calls)
            implements Attack {
        Told(String name, boolean followsGradients, Attack.Company company, IntFunction<Budget.Spent> price) {
            this(name, followsGradients, company, price, new ArrayList<>());
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            calls.add(new Call(List.copyOf(indices), budget));
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(price.apply(index))));
        }

        List<List<Integer>> groups() {
            return calls.stream().map(Call::indices).toList();
        }
    }

    private static Told following(String name) {
        return new Told(name, true, Attack.Company.NONE, index -> new Budget.Spent(10 + index / 2, 0, 0));
    }

    private static Told blind(String name, Attack.Company company) {
        return new Told(name, false, company, index -> new Budget.Spent(0, index / 3, 0));
    }

    @Test
    void whatWasSpentOfGradientsPartsNoneWhoFollowsNone() {
        Told first = following("first");
        Told second = blind("second", Attack.Company.PROBLEM);
        Told third = following("third");
        var outcomes = Outcomes.of(new AttackSequence("all", List.of(first, second, third)), PROBLEM, ALL, 3, LIMITED);
        assertEquals(List.of(ALL), second.groups());
        assertEquals(LIMITED, second.calls().getFirst().budget());
        assertEquals(List.of(List.of(0, 1), List.of(2, 3), List.of(4, 5)), third.groups());
        assertEquals(
                List.of(90L, 89L, 88L),
                third.calls().stream().map(call -> call.budget().gradients()).toList());
        ALL.forEach(index -> assertEquals(
                new Budget.Spent(20 + index / 2 * 2, index / 3, 0),
                outcomes.get(index).spent()));
    }

    @Test
    void queriesPartThem() {
        Told first = blind("first", Attack.Company.NONE);
        Told second = blind("second", Attack.Company.NONE);
        Budget budget = LIMITED.withQueries(7);
        Outcomes.of(new AttackSequence("all", List.of(following("before"), first, second)), PROBLEM, ALL, 3, budget);
        assertEquals(List.of(ALL), first.groups());
        assertEquals(List.of(List.of(0, 1, 2), List.of(3, 4, 5)), second.groups());
    }

    /** Of one whose outcomes hang on the others of a call the groups stay as they are. */
    @Test
    void whoMindsItsCompanyKeepsIt() {
        Told second = blind("second", Attack.Company.CALL);
        Outcomes.of(new AttackSequence("all", List.of(following("first"), second)), PROBLEM, ALL, 3, LIMITED);
        assertEquals(List.of(List.of(0, 1), List.of(2, 3), List.of(4, 5)), second.groups());
    }

    @Test
    void outcomesAreThoseOfEachExampleAlone() {
        AttackSequence sequence = new AttackSequence(
                "all", List.of(GradientDescent.pgd(Loss.MARGIN, 5, 2), new Square(20), GradientDescent.fgsm()));
        for (long gradients : new long[] {4, 9, 100}) {
            Budget budget = Budget.UNLIMITED.withGradients(gradients);
            var together = Outcomes.of(sequence, PROBLEM, ALL, 3, budget);
            for (int index : ALL) {
                Outcome alone = Outcomes.of(sequence, PROBLEM, List.of(index), 3, budget)
                        .get(index);
                assertEquals(alone.spent(), together.get(index).spent());
                assertEquals(alone.getClass(), together.get(index).getClass());
            }
        }
    }
}
