package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.evasion.AttackSequence;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Each attack of a run draws noise of its own. */
class AttackSeedsLaws {
    private static final List<Attack> FOUR = List.of(
            GradientDescent.pgd(Loss.CROSS_ENTROPY, 1, 2),
            GradientDescent.pgd(Loss.MARGIN, 1, 2),
            GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, 1, 2),
            GradientDescent.fgsm());

    private static List<Attack> chosen(List<Integer> choice) {
        return choice.stream().map(FOUR::get).toList();
    }

    @Property(tries = 200)
    @Label("an attack draws by its name what it draws alone, whatever others come before it and after it")
    void companyChangesNothing(@ForAll long seed, @ForAll @Size(max = 6) List<@IntRange(max = 3) Integer> choice) {
        List<Long> seeds = AttackSeeds.of(seed, chosen(choice));
        for (int place = 0; place < choice.size(); place++) {
            if (choice.indexOf(choice.get(place)) == place) {
                List<Attack> alone = List.of(FOUR.get(choice.get(place)));
                assertEquals(AttackSeeds.of(seed, alone).getFirst(), seeds.get(place));
            }
        }
    }

    @Property(tries = 200)
    @Label(
            "no two attacks of a run draw the same, not even one and the same that comes again, and another seed is another")
    void eachItsOwn(
            @ForAll long seed, @ForAll long other, @ForAll @Size(max = 6) List<@IntRange(max = 3) Integer> choice) {
        List<Long> seeds = new ArrayList<>(AttackSeeds.of(seed, chosen(choice)));
        assertFalse(seeds.contains(seed));
        if (other != seed) {
            seeds.addAll(AttackSeeds.of(other, chosen(choice)));
        }
        assertEquals(seeds.size(), new HashSet<>(seeds).size());
    }

    @Example
    @Label("neighbours in the numbers that people choose have seeds that no step of 1 or of a sequence leads to")
    void farApart() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 50; seed++) {
            seeds.addAll(AttackSeeds.of(seed, FOUR));
        }
        long[] sorted = seeds.stream().mapToLong(Long::longValue).sorted().toArray();
        for (int i = 1; i < sorted.length; i++) {
            assertTrue(sorted[i] - sorted[i - 1] > 1L << 32, "seeds as close as the numbers of examples");
        }
    }

    @Example
    @Label("one attack twice in a sequence starts elsewhere the second time, and finds what one of two starts does")
    void theSameOnceMoreIsAnotherTry() {
        // One short step from a random start: what it breaks hangs on the start.
        Attack attack = new GradientDescent(new GradientDescent.Settings("short", Loss.MARGIN, 1, 0.1, 1, true, null));
        Problem problem = Nets.classified(Nets.dense(3, 30, 40, 5), 4, 200, new Threat(Norm.LINF, 0.03, 0, 1), 64);
        List<Integer> once = broken(new AttackSequence("once", List.of(attack)), problem);
        List<Integer> twice = broken(new AttackSequence("twice", List.of(attack, attack)), problem);
        assertTrue(twice.containsAll(once));
        assertTrue(twice.size() > once.size(), once + " and " + twice);
    }

    @Example
    @Label("what an attack finds in company of attacks that find nothing is what it finds alone, bit for bit")
    void theSameWitnesses() {
        Attack attack = GradientDescent.pgd(Loss.CROSS_ENTROPY, 3, 2);
        Problem problem = Nets.classified(Nets.dense(3, 30, 40, 5), 4, 60, new Threat(Norm.LINF, 0.03, 0, 1), 16);
        Map<Integer, Outcome> alone = Outcomes.of(new AttackSequence("alone", List.of(attack)), problem, 7);
        Map<Integer, Outcome> among = Outcomes.of(
                new AttackSequence("among", List.of(new Nothing("before"), attack, FOUR.get(1))), problem, 7);
        int same = 0;
        for (int index : Outcomes.falsified(alone)) {
            assertTrue(Arrays.equals(witness(alone, index), witness(among, index)), "example " + index);
            same++;
        }
        assertTrue(same > 5, "broken: " + same);
    }

    private static float[] witness(Map<Integer, Outcome> outcomes, int index) {
        return ((Outcome.Falsified) outcomes.get(index)).witness().x();
    }

    /** An attack that finds nothing, at no cost. */
    private record Nothing(String name) implements Attack {
        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(Budget.Spent.NOTHING)));
        }
    }

    private static List<Integer> broken(Attack attack, Problem problem) {
        return Outcomes.falsified(Outcomes.of(attack, problem, 1));
    }
}
