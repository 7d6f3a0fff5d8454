package io.jaspis.threat;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of the allowed points of a ball of features, as bounds take it: a box, and in L1 and L2 the ball in it that is left
 * of the radius once what is decided has taken its share. The {@link InputSet.FeatureBall#domain whole} holds every allowed
 * point, and splitting loses none of them: each lies in one of the parts.
 *
 * <p>What can be decided are {@link Features#choices choices}: which category of a group is 1, and in which half of their
 * values whole numbers are. A group that is split is a point in each part, exactly one of its categories 1 and the others 0;
 * one that isn't is bounded by the box around its categories.
 */
public final class Domain {
    /** Whole numbers are split where they have no more values than this in a domain. */
    public static final int FEW_VALUES = 16;

    /** As a share of a radius: far above what double precision makes of the sums of as many terms as a table has columns. */
    private static final double SLACK = 0x1p-30;

    private final Norm norm;
    private final double epsilon;
    private final float[] example;
    private final Features features;
    private final float[] lower;
    private final float[] upper;
    /** Of the radius, or in L2 of its square, by what is decided. */
    private final double spent;

    private Domain(
            Norm norm, double epsilon, float[] example, Features features, float[] lower, float[] upper, double spent) {
        this.norm = norm;
        this.epsilon = epsilon;
        this.example = example;
        this.features = features;
        this.lower = lower;
        this.upper = upper;
        this.spent = spent;
    }

    static Domain whole(Norm norm, double epsilon, float[] example, Features features) {
        float[] lower = new float[example.length];
        float[] upper = new float[example.length];
        for (int i = 0; i < example.length; i++) {
            lower[i] = features.outerLower(i, example[i], epsilon);
            upper[i] = features.outerUpper(i, example[i], epsilon);
        }
        return new Domain(norm, epsilon, example, features, lower, upper, 0);
    }

    /** The number of coordinates. */
    public int size() {
        return example.length;
    }

    /** The largest float at or below this coordinate of every point. */
    public float lower(int coordinate) {
        return lower[at(coordinate)];
    }

    /** The smallest float at or above it. */
    public float upper(int coordinate) {
        return upper[at(coordinate)];
    }

    private int at(int coordinate) {
        return Fitting.index(coordinate, lower.length, "coordinate");
    }

    /** Whether a coordinate has one value in all points. */
    public boolean decided(int coordinate) {
        return lower[at(coordinate)] == upper[coordinate];
    }

    /** Of the ball in L1 and L2: where it has its middle, the decided value where there is one. */
    public float centre(int coordinate) {
        return decided(coordinate) ? lower[coordinate] : example[coordinate];
    }

    /**
     * Of the ball in L1 and L2: how far a point can be from the middle in this coordinate if all that is left of the radius
     * goes there, rounded up. For all points {@code Σ |xᵢ − centreᵢ| / axisᵢ ≤ 1} in L1, and the sum of squares in L2.
     */
    public float axis(int coordinate) {
        if (decided(coordinate)) {
            return 0;
        }
        double length = left() * features.radius(coordinate);
        return length == 0 ? 0 : Math.nextUp((float) Math.nextUp(length));
    }

    /** What is left of the radius, at least; negative or NaN where nothing is. */
    private double left() {
        if (spent == 0) {
            return epsilon;
        }
        return switch (norm) {
            case LINF -> epsilon;
            case L1 -> epsilon * (1 + SLACK) - spent;
            case L2 -> Math.sqrt(epsilon * epsilon * (1 + SLACK) - spent) * (1 + SLACK);
        };
    }

    /** Whether a choice is still open: whether to split on it makes the domain smaller. */
    public boolean isOpen(int choice) {
        Fitting.index(choice, features.choices(), "choice");
        if (choice < features.groups()) {
            for (int category = 0; category < features.categories(choice); category++) {
                if (!decided(features.element(choice, category))) {
                    return true;
                }
            }
            return false;
        }
        int element = features.wholeNumber(choice - features.groups());
        return upper[element] > lower[element] && isFew(lower[element], upper[element]);
    }

    /** Whether there are so few whole numbers between two that each can be a choice. */
    public static boolean isFew(float lower, float upper) {
        // Floats beyond 2²⁴ skip whole numbers.
        return (double) upper - lower < FEW_VALUES && Math.max(Math.abs(lower), Math.abs(upper)) < 0x1p24f;
    }

    /** The number of open choices. */
    public int openChoices() {
        int open = 0;
        for (int choice = 0; choice < features.choices(); choice++) {
            open += isOpen(choice) ? 1 : 0;
        }
        return open;
    }

    /**
     * The parts by an open choice: for a group, one for each category that the radius lets be 1; for a whole number, the lower
     * and the upper half of its values. None where they leave no allowed point.
     */
    public List<Domain> split(int choice) {
        if (!isOpen(choice)) {
            throw new IllegalArgumentException("choice " + choice + " is no open one of this domain");
        }
        return choice < features.groups()
                ? byCategory(choice)
                : byHalves(features.wholeNumber(choice - features.groups()));
    }

    private List<Domain> byCategory(int group) {
        int own = own(group);
        List<Domain> parts = new ArrayList<>();
        for (int category = 0; category < features.categories(group); category++) {
            int chosen = features.element(group, category);
            if (chosen != own && (lower[own] > 0 || upper[chosen] < 1)) {
                continue;
            }
            Domain part = spending(chosen == own ? 0 : share(own, 0) + share(chosen, 1));
            for (int other = 0; other < features.categories(group); other++) {
                int element = features.element(group, other);
                part.lower[element] = element == chosen ? 1 : 0;
                part.upper[element] = part.lower[element];
            }
            part.addTo(parts);
        }
        return parts;
    }

    private int own(int group) {
        for (int category = 0; category < features.categories(group); category++) {
            if (example[features.element(group, category)] == 1) {
                return features.element(group, category);
            }
        }
        throw new IllegalStateException("the example has no category of group " + group);
    }

    private List<Domain> byHalves(int element) {
        float middle = (float) Math.floor(((double) lower[element] + upper[element]) / 2);
        List<Domain> parts = new ArrayList<>();
        addPart(element, lower[element], middle, parts);
        addPart(element, middle + 1, upper[element], parts);
        return parts;
    }

    private void addPart(int element, float least, float most, List<Domain> parts) {
        Domain part = spending(least == most ? share(element, least) : 0);
        part.lower[element] = least;
        part.upper[element] = most;
        part.addTo(parts);
    }

    /** What the distance counts for an element at a value, or in L2 its square, rounded down. */
    private double share(int element, float value) {
        double share = Features.share(example[element], value, features.radius(element));
        return switch (norm) {
            case LINF -> 0;
            case L1 -> share * (1 - SLACK);
            case L2 -> share * share * (1 - SLACK);
        };
    }

    /** The same with more of the radius spent, its box a copy. */
    private Domain spending(double cost) {
        return new Domain(norm, epsilon, example, features, lower.clone(), upper.clone(), spent + cost);
    }

    /** Cuts what isn't decided by what is left of the radius, and joins the parts if that leaves anything. */
    private void addTo(List<Domain> parts) {
        double left = left();
        // Written so that NaN, the root of less than nothing, leaves nothing.
        if (!(left >= 0)) {
            return;
        }
        for (int i = 0; i < example.length && spent > 0; i++) {
            if (!decided(i)) {
                lower[i] = Math.max(lower[i], features.outerLower(i, example[i], left));
                upper[i] = Math.min(upper[i], features.outerUpper(i, example[i], left));
                if (lower[i] > upper[i]) {
                    return;
                }
            }
        }
        parts.add(this);
    }
}
