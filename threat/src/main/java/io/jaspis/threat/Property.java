package io.jaspis.threat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What is to hold of a network's outputs on a set of inputs: that none of the violations occurs. They are a disjunction of
 * conjunctions of linear rows, as VNN-LIB writes them: an input of the set violates the property where all rows of one
 * conjunction hold of its outputs. So y₀ + y₁/2 − y₂ &lt; 3.25 and y₀ ≥ 0 are to hold where neither opposite occurs:
 *
 * <pre>{@code
 * new Property(
 *         new InputSet.Box(new float[] {0, 0}, new float[] {1, 1}),
 *         List.of(
 *                 List.of(Row.output(0).plus(0.5, 1).minus(2).atLeast(3.25)),
 *                 List.of(Row.output(0).below(0))),
 *         false);
 * }</pre>
 *
 * @param inputs the set on which it is to hold
 * @param violations at least one, each of at least one row
 * @param classless whether outputs with a NaN among them, which satisfy no row, violate it too: so it is where the property
 *     is to have a certain class, and not where a certain class is to be avoided
 */
public record Property(InputSet inputs, List<List<Row>> violations, boolean classless) {
    public Property {
        Objects.requireNonNull(inputs);
        violations = copy(violations);
    }

    /** Without streams, so that the first property of a process is made at once. */
    private static List<List<Row>> copy(List<List<Row>> violations) {
        List<List<Row>> copy = new ArrayList<>(violations.size());
        for (List<Row> rows : violations) {
            copy.add(List.copyOf(rows));
        }
        if (copy.isEmpty() || copy.contains(List.of())) {
            throw new IllegalArgumentException("a property needs at least one violation, each of at least one row");
        }
        return Collections.unmodifiableList(copy);
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

    /**
     * The outputs keep the label of an image wherever an attacker moves it within a ball: any other output that is as large
     * violates it.
     *
     * @param image finite
     * @param classes the number of outputs, at least 2
     * @param label the class that is to be kept
     * @param epsilon the radius, at least 0 and finite
     */
    public static Property robust(float[] image, int classes, int label, Norm norm, double epsilon) {
        return robust(image, classes, label, norm, epsilon, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    /**
     * The same where every element of an input is in a range.
     *
     * @param lower the smallest value that an element can have
     * @param upper the largest
     */
    public static Property robust(
            float[] image, int classes, int label, Norm norm, double epsilon, float lower, float upper) {
        return keeps(
                new InputSet.Ball(norm, image, new double[] {epsilon}, new float[] {lower}, new float[] {upper}),
                classes,
                label);
    }

    private static void requireClass(int classes, int index) {
        if (classes < 2 || index < 0 || index >= classes) {
            throw new IllegalArgumentException(
                    "there is no class " + index + " of " + classes + "; needed are at least two, from 0 on");
        }
    }

    /**
     * Whether the outputs of an input of the set violate the property.
     *
     * @throws IllegalArgumentException where a row takes an output that isn't there
     */
    public boolean violatedBy(double[] outputs) {
        if (outputs.length < needed()) {
            throw new IllegalArgumentException(
                    "the property is about " + needed() + " outputs or more, but there are " + outputs.length);
        }
        if (classless && Arrays.stream(outputs).anyMatch(Double::isNaN)) {
            return true;
        }
        return violations.stream().anyMatch(rows -> rows.stream().allMatch(row -> row.holds(outputs)));
    }

    /** How many outputs there must be at least. */
    int needed() {
        int needed = 0;
        for (List<Row> rows : violations) {
            for (Row row : rows) {
                needed = Math.max(needed, row.needed());
            }
        }
        return needed;
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
