package io.jaspis.audit.evidence;

import java.time.Instant;
import java.util.Collections;
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
    public TrainingReport {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
    }

    /**
     * What was asked.
     *
     * @param goal what was made small
     * @param network the layers, as the command line has them
     */
    public record Settings(String goal, String network) {}

    /** The same with these epochs, which are all until then. */
    public TrainingReport withEpochs(SortedMap<Integer, Map<String, Double>> others, Instant end) {
        return new TrainingReport(provenance.until(end), settings, others);
    }

    public TrainingReport withModel(Provenance.Model model) {
        return new TrainingReport(provenance.withModel(model), settings, epochs);
    }
}
