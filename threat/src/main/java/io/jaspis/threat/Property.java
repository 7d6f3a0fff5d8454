package io.jaspis.threat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What is to hold of a network's outputs on a set of inputs: that none of the violations occurs. They are a disjunction of
 * conjunctions of linear rows, as VNN-LIB writes them: an input of the set violates the property where all rows of one
 * conjunction hold of its outputs.
 *
 * @param inputs the set on which it is to hold
 * @param violations at least one, each of at least one row
 * @param classless whether outputs with a NaN among them, which satisfy no row, violate it too: so it is where the property
 *     is to have a certain class, and not where a certain class is to be avoided
 */
public record Property(InputSet inputs, List<List<Row>> violations, boolean classless) {
    public Property {
        Objects.requireNonNull(inputs);
        violations = violations.stream().map(List::copyOf).toList();
        if (violations.isEmpty() || violations.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a property needs at least one violation, each of at least one row");
        }
    }

    /**
     * The outputs keep their label: it is larger than every other. A tie violates it.
     *
     * @param classes the number of outputs, at least 2
     */
    public static Property keeps(InputSet inputs, int classes, int label) {
        requireClass(classes, label);
        List<List<Row>> violations = new ArrayList<>();
        for (int j = 0; j < classes; j++) {
            if (j != label) {
                violations.add(List.of(Row.atLeast(j, label)));
            }
        }
        return new Property(inputs, violations, true);
    }

    /** The outputs avoid a class: another is larger. A tie violates it. */
    public static Property avoids(InputSet inputs, int classes, int target) {
        requireClass(classes, target);
        List<Row> rows = new ArrayList<>();
        for (int j = 0; j < classes; j++) {
            if (j != target) {
                rows.add(Row.atLeast(target, j));
            }
        }
        return new Property(inputs, List.of(rows), false);
    }

    private static void requireClass(int classes, int index) {
        if (classes < 2 || index < 0 || index >= classes) {
            throw new IllegalArgumentException(
                    "there is no class " + index + " of " + classes + "; needed are at least two, from 0 on");
        }
    }

    /** Whether the outputs of an input of the set violate the property. */
    public boolean violatedBy(double[] outputs) {
        if (classless && Arrays.stream(outputs).anyMatch(Double::isNaN)) {
            return true;
        }
        return violations.stream().anyMatch(rows -> rows.stream().allMatch(row -> row.holds(outputs)));
    }

    /**
     * Whether a violation is clear: of one conjunction every row leads by more than this share of the largest number in it,
     * so that rounding of that size can't have made it.
     */
    boolean clearlyViolatedBy(double[] outputs, double share) {
        return violations.stream()
                .anyMatch(rows -> rows.stream().allMatch(row -> row.lead(outputs) > share * row.scale(outputs)));
    }
}
