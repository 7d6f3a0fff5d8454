package io.jaspis.audit.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.Gate.Figure;
import io.jaspis.audit.evidence.Gate.Rule;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Laws of the conditions that an audit's result is held to. */
final class GateLaws {
    private static boolean passes(Rule rule, double limit, double level, int counted, int of) {
        return Gate.of(Figure.CERTIFIED, rule, limit, level, counted, of).passed();
    }

    @Property(tries = 500)
    @Label("what passes as a proof passes as counted, and what passes as counted passes by confidence")
    void rulesAreOrdered(
            @ForAll @IntRange(min = 1, max = 2000) int of,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @IntRange(min = -3, max = 3) int beside,
            @ForAll @Scale(9) @DoubleRange(min = 1e-9, max = 0.999999999) double level) {
        int counted = (int) Math.rint(share * of);
        // The counted share itself and its neighbours are where the rules part.
        double limit = Math.clamp((double) (counted + beside) / of, 0, 1);
        boolean proved = passes(Rule.PROOF, limit, level, counted, of);
        boolean plain = passes(Rule.COUNTED, limit, level, counted, of);
        boolean confident = passes(Rule.CONFIDENCE, limit, level, counted, of);
        assertTrue(!proved || plain, "a proof that isn't counted");
        assertTrue(!plain || confident, "counted, but not by confidence");
    }

    @Property(tries = 300)
    @Label("one example more, or a lower limit, never makes a condition fail")
    void conditionsAreMonotone(
            @ForAll @IntRange(min = 1, max = 500) int of,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 1) double limit,
            @ForAll Rule rule) {
        int counted = (int) (share * (of - 1));
        if (passes(rule, limit, 0.95, counted, of)) {
            assertTrue(passes(rule, limit, 0.95, counted + 1, of));
            assertTrue(passes(rule, limit / 2, 0.95, counted, of));
        }
    }

    /** The probability of the counts that have this. */
    private static double probability(int of, double share, Predicate<Integer> outcome) {
        double sum = 0;
        double logChoices = 0;
        for (int counted = 0; counted <= of; counted++) {
            if (outcome.test(counted)) {
                sum += Math.exp(logChoices + counted * Math.log(share) + (of - counted) * Math.log1p(-share));
            }
            logChoices += Math.log(of - counted) - Math.log(counted + 1);
        }
        return sum;
    }

    @Property(tries = 100)
    @Label("a false alarm by confidence, and a false proof, have at most half of what the level leaves")
    void errorsAreRare(
            @ForAll @IntRange(min = 1, max = 200) int of,
            @ForAll @Scale(9) @DoubleRange(min = 0.01, max = 0.99) double truth,
            @ForAll @Scale(9) @DoubleRange(min = 0.01, max = 0.999) double level) {
        double most = (1 - level) / 2 + 1e-9;
        assertTrue(probability(of, truth, k -> !passes(Rule.CONFIDENCE, truth, level, k, of)) <= most);
        double above = Math.nextUp(truth);
        assertTrue(probability(of, truth, k -> passes(Rule.PROOF, above, level, k, of)) <= most);
    }

    /** Clopper and Pearson's interval of 10 of 100 is a textbook's: 4.9 % to 17.6 % (R: {@code binom.test(10, 100)}). */
    @Example
    void theIntervalIsTheTextbooks() {
        Gate gate = Gate.of(Figure.ATTACKED, Rule.CONFIDENCE, 0.17, 0.95, 10, 100);
        assertEquals(0.04900469, gate.lower(), 1e-8);
        assertEquals(0.17622260, gate.upper(), 1e-8);
        assertTrue(gate.passed());
        assertFalse(passes(Rule.CONFIDENCE, 0.18, 0.95, 10, 100));
    }

    @Example
    void ofNoExamplesNothingHolds() {
        for (Rule rule : Rule.values()) {
            assertFalse(passes(rule, 0, 0.95, 0, 0));
        }
    }

    @Example
    void moreThanThereAreCantBeCounted() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Gate(Figure.CERTIFIED, Rule.COUNTED, 0.5, 7, 5, 0.95, 0, 1, true));
    }
}
