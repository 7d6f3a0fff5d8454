package io.jaspis.threat.vnnlib;

import io.jaspis.threat.Decimals;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Property;
import io.jaspis.threat.Row;
import java.math.BigDecimal;
import java.util.List;

/**
 * A box of inputs, and what is unsafe in it: all rows of one of the violations hold.
 *
 * @param lower the smallest value of each input, as it is written
 * @param upper the largest
 * @param violations at least one, each of at least one row; what indices rows have says {@link Query}
 */
public record Region(List<BigDecimal> lower, List<BigDecimal> upper, List<List<Row>> violations) {
    public Region {
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
        violations = copy(violations);
        if (lower.size() != upper.size()) {
            throw new IllegalArgumentException(
                    "a box needs as many smallest values as largest, but has " + lower.size() + " and " + upper.size());
        }
        if (violations.isEmpty() || violations.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a region needs a violation, and each of at least one row");
        }
    }

    private static List<List<Row>> copy(List<List<Row>> violations) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        List<Row>[] rows = new List[violations.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = List.copyOf(violations.get(i));
        }
        return List.of(rows);
    }

    /** The box with its ends rounded outward to doubles: it holds every point of the written one. */
    public InputSet.Box box() {
        double[] least = new double[lower.size()];
        double[] most = new double[upper.size()];
        for (int i = 0; i < least.length; i++) {
            least[i] = Decimals.notAbove(lower.get(i));
            most[i] = Decimals.notBelow(upper.get(i));
        }
        return new InputSet.Box(least, most);
    }

    /** Whether every input of the box is unsafe, as a violation holds whatever the outputs are. */
    public boolean isUnsafe() {
        return violations.stream().anyMatch(rows -> rows.stream().allMatch(Row::holdsAlways));
    }

    /** Whether the written box holds an input. */
    boolean contains(List<BigDecimal> input) {
        for (int i = 0; i < input.size(); i++) {
            if (input.get(i).compareTo(lower.get(i)) < 0 || input.get(i).compareTo(upper.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * That nothing in the {@link #box} is unsafe: where this holds, the region has no counterexample. Its rows decide as
     * they are written.
     */
    public Property property() {
        return new Property(box(), violations, false);
    }
}
