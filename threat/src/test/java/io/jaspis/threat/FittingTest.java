package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What isn't there is refused in a sentence, whoever is asked for it. */
class FittingTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.real("income", 0.1, 0, 1),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 1, "channel")));
    private static final float[] POINT = {0.5f, 1, 0};
    private static final Threat TABLE = Threat.of(Norm.L2, 1, FEATURES);
    private static final Threat RANGE = new Threat(Norm.L1, 0.5, 0, 1);
    private static final Features BYTES =
            Features.ofChannels(List.of(Feature.real("every value", 1, 0, 1)), new int[] {0, 0, 0}, 255);

    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void anElementThatIsntThere(int place) {
        List<InputSet> sets = List.of(new InputSet.Box(POINT, POINT), RANGE.around(POINT), TABLE.around(POINT));
        for (InputSet set : sets) {
            String expected = "there is no coordinate " + place + " of 3: they are counted from 0";
            assertEquals(expected, refusal(() -> set.outerLower(place)));
            assertEquals(expected, refusal(() -> set.outerUpper(place)));
            assertEquals(expected, refusal(() -> set.innerLower(place)));
            assertEquals(expected, refusal(() -> set.innerUpper(place)));
        }
        Domain domain = Domain.whole(Norm.L2, 1, POINT, FEATURES);
        List<ObjIntConsumer<Features>> ofElements = List.of(
                Features::of,
                Features::radius,
                Features::lower,
                Features::upper,
                Features::isWhole,
                Features::isCategory,
                (features, element) -> features.leastRadius(Norm.L2, element),
                (features, element) -> TABLE.innerLower(element, 0),
                (features, element) -> TABLE.outerUpper(element, 0),
                (features, element) -> BYTES.levels(element));
        for (ObjIntConsumer<Features> ask : ofElements) {
            assertEquals(
                    "there is no element " + place + " of 3: they are counted from 0",
                    refusal(() -> ask.accept(FEATURES, place)));
        }
        for (Executable ask : List.<Executable>of(
                () -> domain.lower(place),
                () -> domain.upper(place),
                () -> domain.axis(place),
                () -> domain.isOpen(place),
                () -> FEATURES.categories(place),
                () -> FEATURES.element(0, place),
                () -> FEATURES.elements(place),
                () -> new Levels(0, 1, 2).value(place),
                () -> new Levels(0, 1, 2).apart(place),
                () -> new PictureThreat(Norm.L2, List.of(1.0, 1.0, 1.0)).asked(place))) {
            refusal(ask);
        }
        assertEquals(
                "elements can have all values of their range here, and no levels", refusal(() -> FEATURES.levels(0)));
        assertEquals(
                "there is no channel " + place + " of 1: they are counted from 0",
                refusal(() ->
                        Features.ofChannels(List.of(Feature.real("every value", 1, 0, 1)), new int[] {0, place}, 0)));
    }

    @Test
    void aPointThatIsTooShort() {
        float[] two = {0.5f, 1};
        for (Executable ask : List.<Executable>of(
                () -> Norm.L2.distance(POINT, 0, two, 0, 3),
                () -> Norm.LINF.distance(POINT, 1, POINT, 0, 3),
                () -> Norm.L1.distance(POINT, -1, POINT, 0, 3),
                () -> Norm.L1.distance(null, 0, POINT, 0, 3),
                () -> FEATURES.distance(Norm.L2, two, 0, POINT, 0),
                () -> FEATURES.misfit(two, 0),
                () -> FEATURES.misfit(null, 0),
                () -> TABLE.contains(POINT, 0, two, 0, 3),
                () -> RANGE.contains(two, 0, POINT, 0, 3),
                () -> RANGE.distance(POINT, 0, two, 0, 3),
                () -> new InputSet.Box(POINT, POINT).contains(two, 0),
                () -> RANGE.around(POINT).contains(POINT, 1),
                () -> TABLE.around(POINT).contains(POINT, -1))) {
            refusal(ask);
        }
        assertEquals(
                "a point here has 3 values, from place 1 of its array on, but the array has 3",
                refusal(() -> RANGE.around(POINT).contains(POINT, 1)));
    }

    @Test
    void outputsThatARowTakes() {
        Row row = Row.atLeast(2, 0);
        for (Executable ask : List.<Executable>of(
                () -> row.holds(new double[2]), () -> row.lead(new double[2]), () -> row.scale(new double[2]))) {
            assertEquals("there is no output 2 of 2: they are counted from 0", refusal(ask));
        }
        Property property = Property.robust(POINT, 3, 0, Norm.L2, 0.1);
        assertEquals(
                "the property is about 3 outputs or more, but there are 2",
                refusal(() -> property.violatedBy(new double[] {Double.NaN, 0})));
    }

    @Test
    void aPropertyOfAnotherNetwork() {
        Verification verification = new Verification(Nets.dense(1, 3, 2));
        for (Property other : List.of(
                Property.robust(POINT, 3, 0, Norm.L2, 0.1), Property.robust(new float[2], 2, 0, Norm.L2, 0.1))) {
            assertEquals(
                    "the property is about %d inputs and %d outputs or more, but the network has 3 and 2"
                            .formatted(other.inputs().size(), other.needed()),
                    refusal(() -> verification.check(other, POINT, "a test")));
        }
        assertThrows(IllegalStateException.class, () -> verification.check(0, POINT, "a test"));
        assertEquals("the network takes 3 values, but the point is null", refusal(() -> verification.replay(null)));
    }
}
