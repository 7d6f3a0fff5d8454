package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A network and the file that it stands in. All of it comes from one read, so that the hash is that of the very bytes the
 * graph was made of, whatever becomes of the file afterwards.
 *
 * @param name of the file, without its folder
 * @param sha256 of the file and of the weights that lie outside of it, in lower-case hexadecimal; empty for a network that
 *     stands in no file
 * @param graph what the model computes
 * @param elementTypes in which the file stores or computes numbers, such as {@code float32}
 * @param classNames the names that the file has for its outputs, empty where it has none
 */
public record Model(String name, String sha256, Graph graph, List<String> elementTypes, List<String> classNames) {
    public Model {
        Objects.requireNonNull(name);
        Objects.requireNonNull(sha256);
        Objects.requireNonNull(graph);
        elementTypes = List.copyOf(elementTypes);
        classNames = List.copyOf(classNames);
    }

    /**
     * Reads an ONNX file.
     *
     * @throws IOException where it can't be read
     * @throws io.jaspis.autodiff.onnx.OnnxException where it holds what Jaspis doesn't read, saying what and where
     */
    public static Model read(Path file) throws IOException {
        return of(Onnx.open(file));
    }

    /** What was read of an ONNX file. */
    public static Model of(OnnxModel read) {
        return new Model(read.name(), read.sha256(), read.graph(), read.elementTypes(), read.classNames());
    }
}
