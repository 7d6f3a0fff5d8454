package io.jaspis.threat;

import java.util.Objects;

/**
 * What one element of an example can be, and how far an attacker may move it.
 *
 * @param name the column's, for messages and reports
 * @param epsilon how far it may move where the threat's ε is 1, in units of the data; at least 0 and finite
 * @param lower the smallest value that it can have, finite; of a category 0
 * @param upper the largest, larger than the smallest; of a category 1
 * @param way in which it may move
 * @param group of categories of which exactly one is 1 and the others are 0, where it is a category; else null
 */
public record Feature(String name, double epsilon, float lower, float upper, Values values, Way way, String group) {

    /** The values between the smallest and the largest that a feature can have. */
    public enum Values {
        /** All. */
        REAL,
        /** Whole numbers. */
        INTEGER,
        /** 1 where its group is of this category, and 0 elsewhere: one-hot. */
        CATEGORY
    }

    /** In which direction a feature may be moved. */
    public enum Way {
        EITHER,
        ONLY_UP,
        ONLY_DOWN,
        /** It stays as it is. */
        NONE
    }

    public Feature {
        Objects.requireNonNull(name);
        Objects.requireNonNull(values);
        Objects.requireNonNull(way);
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException(
                    "epsilon of " + name + " must be a finite number of at least 0, but is " + epsilon);
        }
        if (!(lower < upper) || !Float.isFinite(lower) || !Float.isFinite(upper)) {
            throw new IllegalArgumentException("the range of " + name
                    + " must be finite, its lower end below its upper, but is [" + lower + ", " + upper + "]");
        }
        if (values == Values.CATEGORY != (group != null)) {
            throw new IllegalArgumentException(name + " needs a group if it is a category, and only then");
        }
        if (values == Values.CATEGORY && (lower != 0 || upper != 1)) {
            throw new IllegalArgumentException(
                    name + " is a category, so that its range is [0, 1], not [" + lower + ", " + upper + "]");
        }
    }

    /** One that moves freely in a range. */
    public static Feature real(String name, double epsilon, float lower, float upper) {
        return new Feature(name, epsilon, lower, upper, Values.REAL, Way.EITHER, null);
    }

    /** One of whole numbers that moves freely in a range. */
    public static Feature integer(String name, double epsilon, float lower, float upper) {
        return new Feature(name, epsilon, lower, upper, Values.INTEGER, Way.EITHER, null);
    }

    /** One category of a group, to and from which an attacker may go where ε times its own is at least 1. */
    public static Feature category(String name, double epsilon, String group) {
        return new Feature(name, epsilon, 0, 1, Values.CATEGORY, Way.EITHER, group);
    }

    /** One that stays as it is, whatever that is. */
    public static Feature immutable(String name) {
        return new Feature(name, 0, -Float.MAX_VALUE, Float.MAX_VALUE, Values.REAL, Way.NONE, null);
    }

    /** The same that may be moved this way. */
    public Feature moving(Way other) {
        return new Feature(name, epsilon, lower, upper, values, other, group);
    }

    /** What kind it is, as {@code --features} takes it: {@code real}, {@code integer only-up}, {@code one-hot:GROUP}. */
    public String kind() {
        String first = switch (values) {
            case REAL -> way == Way.EITHER ? "real" : "";
            case INTEGER -> "integer";
            case CATEGORY -> "one-hot:" + group;
        };
        String second = switch (way) {
            case EITHER -> "";
            case ONLY_UP -> "only-up";
            case ONLY_DOWN -> "only-down";
            case NONE -> "immutable";
        };
        return (first + " " + second).strip();
    }

    /** Whether only whole numbers are among its values. */
    boolean whole() {
        return values != Values.REAL;
    }
}
