package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's file as executors get it: once each, as bytes. Each makes one network of them, which all of its tasks share.
 *
 * @param name of the file, without its folder
 * @param bytes of an ONNX file that holds its weights itself, also gzipped
 * @param threshold above which a network of one output tells class 1, in (0, 1); NaN to take its outputs as they are
 */
public record ModelFile(String name, byte[] bytes, double threshold) implements Serializable {
    /** Models that an executor keeps: those of a job and of the one before it. */
    private static final int KEPT = 2;

    private static final Map<String, Model> NETWORKS = new LinkedHashMap<>();

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
        // Bytes that were sent are others each time, but have the same hash in the same executor.
        String key = name + " " + Arrays.hashCode(bytes) + " " + bytes.length + " " + threshold;
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
            return BinaryClassifier.is(model.graph()) && !Double.isNaN(threshold) ? model.twoClasses(threshold) : model;
        } catch (IOException unreadable) {
            throw new InputException(name + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
