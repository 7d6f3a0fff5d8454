package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.Opening;
import io.jaspis.check.Reading;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model's file as executors get it: once each, as bytes. Each makes one network of them, which all of its tasks share.
 *
 * @param name of the file, without its folder
 * @param bytes of an ONNX file that holds its weights itself, also gzipped
 * @param threshold above which a network of one output tells class 1, in (0, 1); NaN to take its outputs as they are
 * @param means what is taken from the inputs of all channels, or of each, before the network; empty for nothing
 * @param deviations what they are divided by then; as many
 */
public record ModelFile(String name, byte[] bytes, double threshold, List<Float> means, List<Float> deviations)
        implements Serializable {
    /** Models that an executor keeps: those of a job and of the one before it. */
    private static final int KEPT = 2;

    private static final Map<String, Model> NETWORKS = new LinkedHashMap<>();

    public ModelFile {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
    }

    /** A model that takes its inputs as they are. */
    public ModelFile(String name, byte[] bytes, double threshold) {
        this(name, bytes, threshold, List.of(), List.of());
    }

    /** The same with {@code (x − mean) / deviation} before it, as {@link Model#normalized(float[], float[])} has it. */
    public ModelFile normalized(List<Float> by, List<Float> scales) {
        return new ModelFile(name, bytes, threshold, by, scales);
    }

    /** Reads a file on the driver, of a model whose outputs are taken as they are. */
    public static ModelFile read(Path file) throws IOException {
        return read(file, Double.NaN);
    }

    /** Reads a file on the driver, of a classifier. */
    public static ModelFile read(Path file, double threshold) throws IOException {
        return new ModelFile(file.getFileName().toString(), Files.readAllBytes(file), threshold);
    }

    /**
     * The model, with as many outputs as classes.
     *
     * @throws InputException where it can't be read, or what its one output means can't be told
     */
    public Model model() {
        // Bytes that were sent are others each time; of two that have the same hash none may be the other's.
        String key = name + " " + Fingerprint.of(bytes) + " " + threshold + means + deviations;
        synchronized (NETWORKS) {
            Model known = NETWORKS.get(key);
            if (known == null) {
                known = open();
                NETWORKS.put(key, known);
                if (NETWORKS.size() > KEPT) {
                    NETWORKS.remove(NETWORKS.keySet().iterator().next());
                }
            }
            return known;
        }
    }

    private Model open() {
        try {
            Model model = Model.of(Onnx.open(name, bytes));
            Model classes = BinaryClassifier.is(model.graph()) && !Double.isNaN(threshold)
                    ? model.twoClasses(threshold)
                    : model;
            return means.isEmpty() && deviations.isEmpty()
                    ? classes
                    : classes.normalized(floats(means), floats(deviations));
        } catch (IOException unreadable) {
            throw new InputException(name + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static float[] floats(List<Float> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i);
        }
        return floats;
    }

    /** How it was read, as certificates note it down. */
    Reading reading(List<String> classes) {
        List<Reading.Channel> channels = IntStream.range(0, means.size())
                .mapToObj(i -> new Reading.Channel(means.get(i), deviations.get(i)))
                .toList();
        return Reading.of(
                "",
                classes,
                Columns.DETECTED,
                Double.isNaN(threshold) ? 0 : threshold,
                Reading.SingleOutput.DETECTED,
                Opening.NOTHING,
                channels);
    }
}
