package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.example.attacks.Plugins;
import org.junit.jupiter.api.Test;

/** An attack that doesn't tell of each example once would make those it passes over look robust. */
class CheckedAttackTest {
    private static final Problem PROBLEM =
            Nets.classified(Nets.dense(1, 4, 8, 3), 1, 4, new Threat(Norm.LINF, 0.001, 0, 1), 8);
    private static final List<Integer> ALL = List.of(0, 1, 2);

    /** Tells of these examples in the place of those that it is asked about. */
    private record Telling(UnaryOperator<List<Integer>> those) implements Attack {
        @Override
        public String name() {
            return "telling";
        }

        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            those.apply(indices)
                    .forEach(index -> listener.decided(index, new Outcome.Survived(new Budget.Spent(1, 0, 0))));
        }
    }

    private static List<Integer> told(Attack attack, boolean stopped) {
        List<Integer> told = new ArrayList<>();
        new CheckedAttack(attack)
                .attack(PROBLEM, ALL, 1, Budget.UNLIMITED, (index, _) -> told.add(index), () -> stopped);
        return told;
    }

    private static void assertRefused(String message, Attack attack) {
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> told(attack, false))
                        .getMessage());
    }

    @Test
    void eachExampleIsToldOfOnce() {
        assertEquals(ALL.reversed(), told(new Telling(List::reversed), false));
        assertRefused(
                "the attack telling ended without telling what it found of 3 of 3 examples, such as example 0",
                new Telling(_ -> List.of()));
        assertRefused(
                "the attack telling ended without telling what it found of 1 of 3 examples, such as example 2",
                new Telling(_ -> List.of(1, 0)));
        assertRefused("the attack telling told of example 1 twice", new Telling(_ -> List.of(0, 1, 1, 2)));
        assertRefused(
                "the attack telling told of example 3, which it was not asked about", new Telling(_ -> List.of(0, 3)));
    }

    @Test
    void whatIsStoppedMayLeaveExamplesOut() {
        assertEquals(List.of(1), told(new Telling(_ -> List.of(1)), true));
        assertEquals(List.of(), told(new AttackSequence("all", List.of(new Telling(_ -> List.of()))), true));
    }

    @Test
    void theAttacksOfASequenceAreHeldToItToo() {
        Attack good = new Telling(UnaryOperator.identity());
        assertEquals(ALL, told(new AttackSequence("all", List.of(good, good)), false));
        assertRefused(
                "the attack telling ended without telling what it found of 3 of 3 examples, such as example 0",
                new AttackSequence("all", List.of(new Telling(_ -> List.of()), good)));
        assertRefused(
                "the attack telling told of example 3, which it was not asked about",
                new AttackSequence("all", List.of(new Telling(_ -> List.of(3)), good)));
    }

    @Test
    void whatAnotherJarsAttackThrowsIsToldAsItsOwn() {
        for (Throwable failure :
                List.of(new IllegalStateException("I fail"), new NullPointerException(), new StackOverflowError())) {
            Attack failing = new Plugins.Failing(failure);
            for (Attack attack : List.of(failing, new AttackSequence("all", List.of(failing)))) {
                ForeignPartException told = assertThrows(ForeignPartException.class, () -> told(attack, false));
                assertSame(failure, told.getCause());
                assertTrue(
                        told.getMessage()
                                .startsWith("the attack failing failed: " + failure + "; "
                                        + Plugins.Failing.class.getName() + " of "),
                        told.getMessage());
                assertTrue(
                        told.getMessage().endsWith(" is no part of Jaspis: mend it, or leave it out"),
                        told.getMessage());
            }
        }
        String silent = assertThrows(ForeignPartException.class, () -> told(new Plugins.Failing(null), false))
                .getMessage();
        assertTrue(silent.startsWith("the attack failing ended without telling what it found of 3 of 3"), silent);
        assertTrue(silent.contains(Plugins.Failing.class.getName()), silent);
    }

    /** A lost device is no fault of the attack that met it. */
    @Test
    void whatSaysByItselfWhatIsWrongStaysWhatItIs() {
        for (Throwable failure : List.of(
                new DeviceException("lost"), new InputException("no such file"), new OutOfMemoryError("heap"))) {
            assertSame(failure, assertThrows(Throwable.class, () -> told(new Plugins.Failing(failure), false)));
        }
    }
}
