package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

class RowLaws {
    @Property
    @Label("a bound in decimals is rounded down to the next double, and what decides is as it is written")
    void boundsInDecimals(
            @ForAll @BigRange(min = "-10", max = "10") @Scale(25) BigDecimal written,
            @ForAll boolean strict,
            @ForAll @IntRange(min = -2, max = 2) int steps) {
        Row row = new Row(new int[] {0}, new double[] {1}, written, strict);
        assertTrue(new BigDecimal(row.bound()).compareTo(written) <= 0);
        assertTrue(new BigDecimal(Math.nextUp(row.bound())).compareTo(written) > 0);
        double y = row.bound();
        for (int k = 0; k < Math.abs(steps); k++) {
            y = steps > 0 ? Math.nextUp(y) : Math.nextDown(y);
        }
        int order = new BigDecimal(y).compareTo(written);
        assertEquals(strict ? order > 0 : order >= 0, row.holds(new double[] {y}));
        Row weaker = new Row(row.outputs(), row.coefficients(), row.bound(), strict);
        assertTrue(!row.holds(new double[] {y}) || weaker.holds(new double[] {y}));
    }

    @Example
    @Label("a row takes each output once, from 0 on")
    void eachOutputOnce() {
        assertThrows(
                IllegalArgumentException.class, () -> new Row(new int[] {0, 1, 0}, new double[] {1, 1, 1}, 3, false));
        assertThrows(IllegalArgumentException.class, () -> new Row(new int[] {-1}, new double[] {1}, 3, false));
        assertThrows(IllegalArgumentException.class, () -> new Target.Next(1));
    }

    @Example
    @Label("beyond the floats the float at or below a number is the largest, or none")
    void floatsEnd() {
        assertEquals(Float.MAX_VALUE, Decimals.floatNotAbove(new BigDecimal("1e300")));
        assertEquals(Float.NEGATIVE_INFINITY, Decimals.floatNotAbove(new BigDecimal("-1e300")));
    }

    @Property
    @Label("doubles beside a number are the nearest on their side, and a double is both")
    void besideANumber(@ForAll BigDecimal number, @ForAll double exact) {
        assertTrue(new BigDecimal(Decimals.notAbove(number)).compareTo(number) <= 0);
        assertTrue(new BigDecimal(Math.nextUp(Decimals.notAbove(number))).compareTo(number) > 0);
        assertTrue(new BigDecimal(Decimals.notBelow(number)).compareTo(number) >= 0);
        assertTrue(new BigDecimal(Math.nextDown(Decimals.notBelow(number))).compareTo(number) < 0);
        assertEquals(Decimals.notAbove(number) == Decimals.notBelow(number), Decimals.isDouble(number));
        if (Double.isFinite(exact)) {
            assertEquals(exact, Decimals.notAbove(new BigDecimal(exact)) + 0.0);
            assertTrue(Decimals.isDouble(new BigDecimal(exact)));
        }
    }

    @Example
    void beyondAllDoubles() {
        BigDecimal large = new BigDecimal("1e400");
        assertEquals(Double.MAX_VALUE, Decimals.notAbove(large));
        assertEquals(Double.POSITIVE_INFINITY, Decimals.notBelow(large));
        assertEquals(Double.NEGATIVE_INFINITY, Decimals.notAbove(large.negate()));
        assertFalse(Decimals.isDouble(large));
        assertFalse(new Row(new int[] {0}, new double[] {1}, large, false).holds(new double[] {Double.MAX_VALUE}));
        assertThrows(
                IllegalArgumentException.class, () -> new Row(new int[] {0}, new double[] {1}, large.negate(), false));
    }

    @Property
    @Label("a sum compared with a number is the row that it reads as")
    void sums(@ForAll @IntRange(min = -8, max = 8) int a, @ForAll @IntRange(min = -8, max = 8) int b) {
        Row.Sum sum = Row.output(0).plus(0.5, 1).minus(2);
        double[] y = {a, b, 1};
        double value = a + 0.5 * b - 1;
        assertEquals(value >= 3, sum.atLeast(3).holds(y));
        assertEquals(value > 3, sum.above(3).holds(y));
        assertEquals(value <= 3, sum.atMost(3).holds(y));
        assertEquals(value < 3, sum.below(3).holds(y));
        assertEquals(-2 * a >= 1, Row.output(-2, 0).atLeast(1).holds(y));
        assertArrayEquals(new int[] {0, 1, 2}, sum.atLeast(3).outputs());
    }

    @Example
    void anOutputIsInASumOnce() {
        assertThrows(IllegalArgumentException.class, () -> Row.output(0).plus(1).minus(0));
    }

    @Example
    void aBoundAboveTheWrittenOneIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Row(new int[] {0}, new double[] {1}, 0.5, false, BigDecimal.ZERO));
    }

    /** What {@link io.jaspis.threat.Property} shows. */
    @Example
    void theExampleOfProperties() {
        var property = new io.jaspis.threat.Property(
                new InputSet.Box(new float[] {0, 0}, new float[] {1, 1}),
                List.of(
                        List.of(Row.output(0).plus(0.5, 1).minus(2).atLeast(3.25)),
                        List.of(Row.output(0).below(0))),
                false);
        assertTrue(property.violatedBy(new double[] {3.5, 0.5, 0.5}));
        assertTrue(property.violatedBy(new double[] {-0.25, 0, 0}));
        assertFalse(property.violatedBy(new double[] {0, 6.5, 0.125}));
    }

    @Property
    @Label("an image is robust where no point of its ball gives another class as large an output")
    void robust(@ForAll Norm norm, @ForAll @IntRange(max = 2) int label) {
        float[] image = {0.25f, 0.75f};
        var property = io.jaspis.threat.Property.robust(image, 3, label, norm, 0.5, 0, 1);
        assertTrue(property.inputs().contains(new float[] {0.5f, 0.75f}, 0));
        assertFalse(property.inputs().contains(new float[] {-0.125f, 0.75f}, 0));
        assertTrue(io.jaspis.threat.Property.robust(image, 3, label, norm, 0.5)
                .inputs()
                .contains(new float[] {-0.125f, 0.75f}, 0));
        double[] outputs = new double[3];
        assertTrue(property.violatedBy(outputs));
        outputs[label] = 1;
        assertFalse(property.violatedBy(outputs));
    }

    @Example
    void whatIsReadOfARowChangesNothingOfIt() {
        Row row = Row.atLeast(1, 0);
        row.outputs()[0] = 7;
        row.coefficients()[0] = 7;
        assertArrayEquals(new int[] {1, 0}, row.outputs());
        assertArrayEquals(new double[] {1, -1}, row.coefficients());
        Row.Sum sum = Row.output(2, 1);
        sum.outputs()[0] = 7;
        sum.coefficients()[0] = 7;
        assertArrayEquals(new int[] {1}, sum.outputs());
        assertArrayEquals(new double[] {2}, sum.coefficients());
    }
}
