package io.jaspis.attacks.evasion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class AttackSequenceTest {
    private static final Problem PROBLEM =
            Nets.classified(Nets.dense(1, 4, 8, 3), 1, 6, new Threat(Norm.LINF, 0.1, 0, 1), 8);
    private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5);

    /** What an attack was asked once. */
    private record Call(List<Integer> indices, long seed, Budget budget) {}

    /** An attack that is no search: it breaks what it is told to, at a price that is told for each example. */
    private record Told(String name, IntPredicate broken, IntFunction<Budget.Spent> price, List<Call> calls)
            implements Attack {
        Told(String name, IntPredicate broken, IntFunction<Budget.Spent> price) {
            this(name, broken, price, new ArrayList<>());
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            calls.add(new Call(List.copyOf(indices), seed, budget));
            // Told in another order than asked, as searches do.
            for (int index : indices.reversed()) {
                Optional<Witness> witness = broken.test(index)
                        ? Optional.of(new Witness(new float[4], Logits.NONE, 0, name))
                        : Optional.empty();
                listener.decided(index, Outcome.of(witness, price.apply(index)));
            }
        }
    }

    private static Budget.Spent price(int index) {
        return new Budget.Spent(10L + index, index % 2, 0);
    }

    @Test
    void withoutALimitAllSurvivorsStayTogetherWhateverTheySpent() {
        Told first = new Told("first", index -> index == 2, AttackSequenceTest::price);
        Told second = new Told("second", index -> index == 4, index -> new Budget.Spent(100, 7L * index, 0));
        Told third = new Told("third", index -> index == 0, index -> new Budget.Spent(0, 1000, index));
        var outcomes = Outcomes.of(new AttackSequence("all", List.of(first, second, third)), PROBLEM, ALL, 3);
        assertEquals(List.of(ALL), first.calls().stream().map(Call::indices).toList());
        assertEquals(
                List.of(List.of(0, 1, 3, 4, 5)),
                second.calls().stream().map(Call::indices).toList());
        assertEquals(
                List.of(List.of(0, 1, 3, 5)),
                third.calls().stream().map(Call::indices).toList());
        third.calls().forEach(call -> assertEquals(Budget.UNLIMITED, call.budget()));

        assertEquals(new Budget.Spent(12, 0, 0), outcomes.get(2).spent());
        assertEquals(new Budget.Spent(114, 28, 0), outcomes.get(4).spent());
        for (int index : List.of(0, 1, 3, 5)) {
            Budget.Spent expected = new Budget.Spent(110L + index, index % 2 + 7L * index + 1000, index);
            assertEquals(expected, outcomes.get(index).spent(), "example " + index);
        }
        assertEquals(List.of(0, 2, 4), Outcomes.falsified(outcomes));
        assertEquals(
                "second",
                assertInstanceOf(Outcome.Falsified.class, outcomes.get(4))
                        .witness()
                        .attack());
    }

    @Test
    void aLimitPartsThoseThatMaySpendDifferentlyAndNoOthers() {
        Told first = new Told("first", _ -> false, AttackSequenceTest::price);
        Told second = new Told("second", _ -> false, _ -> Budget.Spent.NOTHING);
        Budget budget = Budget.UNLIMITED.withQueries(5);
        var outcomes = Outcomes.of(new AttackSequence("all", List.of(first, second)), PROBLEM, ALL, 3, budget);
        assertEquals(
                List.of(List.of(0, 2, 4), List.of(1, 3, 5)),
                second.calls().stream().map(Call::indices).toList());
        assertEquals(
                List.of(5L, 4L),
                second.calls().stream().map(call -> call.budget().queries()).toList());
        ALL.forEach(index -> assertEquals(price(index), outcomes.get(index).spent()));
    }
}
