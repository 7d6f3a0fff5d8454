package io.jaspis.autodiff.trees;

/** How a node compares its feature with its threshold; where that holds, its true branch is taken. NaN equals nothing. */
public enum Comparison {
    LEQ,
    LT,
    GTE,
    GT,
    EQ,
    NEQ;

    boolean holds(double feature, double threshold) {
        return switch (this) {
            case LEQ -> feature <= threshold;
            case LT -> feature < threshold;
            case GTE -> feature >= threshold;
            case GT -> feature > threshold;
            case EQ -> feature == threshold;
            case NEQ -> feature != threshold;
        };
    }
}
