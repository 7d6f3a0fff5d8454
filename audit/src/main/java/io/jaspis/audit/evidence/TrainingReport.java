package io.jaspis.audit.evidence;

import io.jaspis.defend.training.OwnAttack;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The course of a training run.
 *
 * @param provenance of the model's file the hash is empty until it is written
 * @param epochs metrics by name, of each epoch that is finished, counted from 1
 */
public record TrainingReport(Provenance provenance, Settings settings, SortedMap<Integer, Map<String, Double>> epochs)
        implements Evidence {
    /** The metric of accuracy on the examples that steps are made of, under what the goal makes them under. */
    public static final String TRAINING = "training accuracy";

    /** The metric of what is trained for, on examples held out. */
    public static final String VALIDATION = "validation";

    /** That of clean accuracy on them, where something else is trained for. */
    public static final String VALIDATION_CLEAN = "validation clean";

    /** That of their accuracy under training's own attack. */
    public static final String VALIDATION_OWN = "validation own attack";

    /** What that is compared with: what is trained for at the radius of training, where {@link #VALIDATION} is at a larger one. */
    public static final String VALIDATION_TRAINED = "validation at trained radius";

    /** 1 of the epoch whose weights are kept, where what is measured on examples held out decides that. */
    public static final String KEPT = "kept";

    public TrainingReport {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
    }

    /**
     * What was asked.
     *
     * @param goal what was made small
     * @param network the layers, as the command line has them
     * @param accuracy what the training accuracy is counted under, in words that follow it
     * @param validation what is measured on examples held out, in words; empty where none are
     */
    public record Settings(String goal, String network, String accuracy, String validation) {}

    /** Says what is measured on examples held out. */
    public TrainingReport measuring(String validation) {
        return new TrainingReport(
                provenance, new Settings(settings.goal(), settings.network(), settings.accuracy(), validation), epochs);
    }

    /** The epochs after which far more of the examples held out withstood training's own attack than a stronger one. */
    public List<Integer> fooled() {
        return epochs.entrySet().stream()
                .filter(epoch -> epoch.getValue().containsKey(VALIDATION_OWN)
                        && OwnAttack.fooled(epoch.getValue().get(VALIDATION_OWN), stronger(epoch.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What an epoch left under the attack that training's own is compared with. */
    public static double stronger(Map<String, Double> epoch) {
        return epoch.getOrDefault(VALIDATION_TRAINED, epoch.get(VALIDATION));
    }

    /** The same with these epochs, which are all until then. */
    public TrainingReport withEpochs(SortedMap<Integer, Map<String, Double>> others, Instant end) {
        return new TrainingReport(provenance.until(end), settings, others);
    }

    public TrainingReport withModel(Provenance.Model model) {
        return new TrainingReport(provenance.withModel(model), settings, epochs);
    }
}
