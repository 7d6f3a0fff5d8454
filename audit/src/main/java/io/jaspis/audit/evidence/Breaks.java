package io.jaspis.audit.evidence;

import java.util.List;

/**
 * What broke examples that are no pictures, such as the rows of a table.
 *
 * @param broken how many there are
 * @param tried of how many of them it is known which changes they need
 * @param features each that changed in any of them: those that most breaks need come first, then those that moved the farthest
 * @param examples broken ones, a few of each class before more of any; not all where there are many
 */
public record Breaks(int broken, int tried, List<FeatureBreaks> features, List<Break> examples) {
    public static final Breaks NONE = new Breaks(0, 0, List.of(), List.of());

    public Breaks {
        features = List.copyOf(features);
        examples = List.copyOf(examples);
    }

    /**
     * A feature in all breaks.
     *
     * @param feature the name of its column, or of its group of categories
     * @param changed in how many breaks it changed
     * @param needed in how many of those that were tried its change is needed: put back by itself, the class is right again
     * @param meanSize of its changes where it changed, in units of its own ε
     */
    public record FeatureBreaks(String feature, int changed, int needed, double meanSize) {}

    /**
     * A broken example.
     *
     * @param index its position in the data set
     * @param label the class that it has, and had
     * @param reached the class that the model gives it now, or {@link Provenance#NO_CLASS}
     * @param attack what broke it
     * @param changes the largest, in units of each feature's own ε, in that order
     * @param others how many features changed less than those
     */
    public record Break(int index, int label, int reached, String attack, List<Change> changes, int others) {
        public Break {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The change of a feature.
     *
     * @param before a number, a whole one where the feature has no others, or the name of a category
     * @param after what it became
     * @param change after minus before; NaN of categories
     * @param size in units of the feature's own ε, or of the ball's radius where all are alike
     * @param needed whether the class is right again without it; null where that wasn't tried
     */
    public record Change(String feature, Object before, Object after, double change, double size, Boolean needed) {}
}
