package io.jaspis.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What isn't finite agrees with itself alone, whatever the tolerance. */
class AgreementLaws {
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    /** A result, and a place in it. */
    record Result(float[] elements, int place) {
        float[] with(float element) {
            float[] changed = elements.clone();
            changed[place] = element;
            return changed;
        }
    }

    @Provide
    Arbitrary<Result> results() {
        Arbitrary<float[]> elements =
                Arbitraries.floats().array(float[].class).ofMinSize(1).ofMaxSize(50);
        return Combinators.combine(elements, Arbitraries.integers().between(0, Integer.MAX_VALUE))
                .as((all, place) -> new Result(all, place % all.length));
    }

    @Provide
    Arbitrary<Agreement> tolerances() {
        return Arbitraries.of(0.0, 1e-4, 0.3, 10.0)
                .flatMap(share -> Arbitraries.of(Agreement.within(share), Agreement.mostlyWithin(share)));
    }

    @Provide
    Arbitrary<Float> unlimited() {
        return Arbitraries.of(INFINITE, -INFINITE, Float.NaN);
    }

    @Property
    @Label("what isn't finite objects beside anything else, on either side")
    void whatIsNotFiniteObjects(
            @ForAll("results") Result result,
            @ForAll("tolerances") Agreement agreement,
            @ForAll("unlimited") float element,
            @ForAll("unlimited") float instead) {
        float[] changed = result.with(element);
        assertTrue(agreement.objection(result.elements(), changed).isPresent());
        assertTrue(agreement.objection(changed, result.elements()).isPresent());
        if (element != instead) {
            assertTrue(agreement.objection(changed, result.with(instead)).isPresent());
        }
    }

    @Property
    @Label("a result without NaN agrees with itself, and infinite elements hide no difference of others")
    void equalElementsDoNotDiffer(
            @ForAll("results") Result result, @ForAll("tolerances") Agreement agreement, @ForAll boolean below) {
        float[] same = result.with(below ? -INFINITE : INFINITE);
        assertEquals(Optional.empty(), agreement.objection(same, same.clone()));
        float[] ours = {1, 2, same[result.place()]};
        float[] other = {1, -100, same[result.place()]};
        for (Agreement narrow : List.of(Agreement.within(0.1), Agreement.mostlyWithin(0.1))) {
            assertTrue(narrow.objection(ours, other).isPresent());
        }
    }

    @Example
    void samplesAndBoundsWithWhatIsNotFiniteObject() {
        float[] plain = {1, 2, 3, 4};
        Stream.of(INFINITE, -INFINITE, Float.NaN).forEach(element -> {
            float[] changed = {1, element, 3, 4};
            assertTrue(Agreement.inDistribution(10).objection(plain, changed).isPresent());
            assertTrue(Agreement.inDistribution(10).objection(changed, plain).isPresent());
        });
        assertTrue(Agreement.encloses()
                .objection(new float[] {0, 2}, new float[] {Float.NaN})
                .isPresent());
        assertTrue(Agreement.encloses()
                .objection(new float[] {0, 2, 2}, new float[] {1})
                .isPresent());
    }
}
