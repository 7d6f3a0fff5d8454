package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PropertyLaws {
    private static final InputSet SET = new InputSet.Box(new float[] {0}, new float[] {1});

    @Property
    @Label("a label is kept where no other output is as large, as outputs of floats are read")
    void keepsIsPrediction(@ForAll @Size(4) float[] outputs, @ForAll @IntRange(max = 3) int label) {
        double[] values = doubles(outputs);
        boolean kept = Logits.prediction(outputs, 0, 4, label) == label;
        assertEquals(!kept, io.jaspis.threat.Property.keeps(SET, 4, label).violatedBy(values));
    }

    @Property
    @Label("a class is avoided where it isn't reached")
    void avoidsIsReached(@ForAll @Size(4) float[] outputs, @ForAll @IntRange(max = 3) int target) {
        boolean reached = Logits.reached(outputs, 0, 4, target);
        assertEquals(reached, io.jaspis.threat.Property.avoids(SET, 4, target).violatedBy(doubles(outputs)));
    }

    @Property
    @Label("equal outputs tie against the label and for the target, infinite ones too")
    void ties(@ForAll float value, @ForAll @IntRange(max = 2) int label) {
        double[] values = {value, value, value};
        boolean number = !Float.isNaN(value);
        assertTrue(io.jaspis.threat.Property.keeps(SET, 3, label).violatedBy(values));
        assertEquals(number, io.jaspis.threat.Property.avoids(SET, 3, label).violatedBy(values));
    }

    @Property
    @Label("a row holds exactly as written, however much its terms cancel")
    void rowsAreExact(@ForAll @IntRange(min = 0, max = 60) int bits) {
        double large = Math.scalb(1.0, bits);
        // large + 2^-1000 - large, which double precision can't add up.
        Row row = new Row(new int[] {0, 1, 2}, new double[] {1, 1, -1}, 0, true);
        assertTrue(row.holds(new double[] {large, 0x1p-1000, large}));
        assertFalse(row.holds(new double[] {large, 0, large}));
        assertFalse(row.holds(new double[] {large, -0x1p-1000, large}));
        Row weak = new Row(new int[] {0, 1, 2}, new double[] {1, 1, -1}, 0, false);
        assertTrue(weak.holds(new double[] {large, 0, large}));
    }

    @Example
    void infinitiesAreComparedAsExtendedNumbers() {
        Row row = Row.atLeast(0, 1);
        double infinity = Double.POSITIVE_INFINITY;
        assertTrue(row.holds(new double[] {infinity, 1}));
        assertFalse(row.holds(new double[] {1, infinity}));
        assertTrue(row.holds(new double[] {infinity, infinity}));
        assertTrue(row.holds(new double[] {-infinity, -infinity}));
        assertTrue(row.holds(new double[] {1, -infinity}));
        assertFalse(row.holds(new double[] {Double.NaN, -infinity}));
        Row strict = new Row(new int[] {0, 1}, new double[] {1, -1}, 0, true);
        assertFalse(strict.holds(new double[] {infinity, infinity}));
    }

    @Example
    void aMissingNumberViolatesWhatAsksForAClass() {
        double[] values = {1, Double.NaN};
        assertTrue(io.jaspis.threat.Property.keeps(SET, 2, 0).violatedBy(values));
        assertFalse(io.jaspis.threat.Property.avoids(SET, 2, 1).violatedBy(values));
    }

    @Example
    void aDisjunctionOfConjunctions() {
        // y0 ≥ 1 and y1 ≥ 1, or y0 ≤ −1.
        var property = new io.jaspis.threat.Property(
                SET, List.of(List.of(row(0, 1, 1), row(1, 1, 1)), List.of(row(0, -1, 1))), false);
        assertTrue(property.violatedBy(new double[] {1, 1}));
        assertFalse(property.violatedBy(new double[] {1, 0.999}));
        assertTrue(property.violatedBy(new double[] {-1, 0}));
        assertFalse(property.violatedBy(new double[] {0, 5}));
    }

    private static Row row(int output, double coefficient, double bound) {
        return new Row(new int[] {output}, new double[] {coefficient}, bound, false);
    }

    @Example
    void whatIsNoPropertyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new io.jaspis.threat.Property(SET, List.of(), false));
        assertThrows(
                IllegalArgumentException.class, () -> new io.jaspis.threat.Property(SET, List.of(List.of()), false));
        assertThrows(IllegalArgumentException.class, () -> io.jaspis.threat.Property.keeps(SET, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> io.jaspis.threat.Property.avoids(SET, 3, 3));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Row(new int[] {0}, new double[] {Double.POSITIVE_INFINITY}, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new Row(new int[] {0, 1}, new double[] {1}, 0, false));
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }
}
