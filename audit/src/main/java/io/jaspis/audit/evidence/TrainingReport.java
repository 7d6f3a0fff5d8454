package io.jaspis.audit.evidence;

import io.jaspis.defend.training.OwnAttack;
import java.time.Instant;
import java.util.ArrayList;
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

    /** That of the clean cross-entropy on them, which decides between epochs of the same shares. */
    public static final String VALIDATION_LOSS = "validation loss";

    /** That of their accuracy under training's own attack. */
    public static final String VALIDATION_OWN = "validation own attack";

    /** What that is compared with: what is trained for at the radius of training, where {@link #VALIDATION} is at another. */
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
     * @param heldOut how many these are
     */
    public record Settings(String goal, String network, String accuracy, String validation, int heldOut) {}

    /** Says what is measured on how many examples held out. */
    public TrainingReport measuring(String validation, int count) {
        return new TrainingReport(
                provenance,
                new Settings(settings.goal(), settings.network(), settings.accuracy(), validation, count),
                epochs);
    }

    /** What an epoch tells of training's own attack; nothing where that wasn't measured after it. */
    public OwnAttack.Gap gap(int epoch) {
        return gap(epochs.getOrDefault(epoch, Map.of()), best(epochs.headMap(epoch), 0));
    }

    /**
     * What metrics of an epoch tell of training's own attack; nothing where that wasn't measured after it.
     *
     * @param best the {@linkplain #best best} of the epochs before it
     */
    public OwnAttack.Gap gap(Map<String, Double> epoch, double best) {
        return epoch.containsKey(VALIDATION_OWN)
                ? OwnAttack.gap(epoch.get(VALIDATION_OWN), stronger(epoch), best, settings.heldOut())
                : OwnAttack.Gap.SMALL;
    }

    /**
     * The best under the attack that training's own is compared with, of epochs after which that was measured.
     *
     * @param before the best of the epochs before these; 0 where there are none
     */
    public static double best(SortedMap<Integer, Map<String, Double>> epochs, double before) {
        double best = before;
        for (Map<String, Double> epoch : epochs.values()) {
            if (epoch.containsKey(VALIDATION_OWN)) {
                best = Math.max(best, stronger(epoch));
            }
        }
        return best;
    }

    /** The epochs that tell this of it, in one pass. */
    public List<Integer> epochs(OwnAttack.Gap gap) {
        List<Integer> found = new ArrayList<>();
        double best = 0;
        for (Map.Entry<Integer, Map<String, Double>> epoch : epochs.entrySet()) {
            Map<String, Double> row = epoch.getValue();
            if (gap(row, best) == gap) {
                found.add(epoch.getKey());
            }
            if (row.containsKey(VALIDATION_OWN)) {
                best = Math.max(best, stronger(row));
            }
        }
        return found;
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
