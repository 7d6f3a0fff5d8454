package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
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

    /** Labelled examples for this model, as {@link #examples(Path, Columns)} reads them, with all found out by itself. */
    public Dataset examples(Path data) throws IOException {
        return examples(data, Columns.DETECTED);
    }

    /**
     * Reads labelled examples for this model ({@link Datasets}): in the shape that it takes, their classes numbered as its
     * outputs are, by the names that its file has.
     *
     * @param columns how the columns of a table are to be understood
     * @throws io.jaspis.autodiff.data.DataException where the data can't be read or don't fit the model; also where its file
     *     has no names, and those in the data are more or fewer than its outputs, so that no order can be told
     */
    public Dataset examples(Path data, Columns columns) throws IOException {
        int outputs = Math.max(2, graph.output(graph.onlyOutput()).shape().size());
        Dataset read = Datasets.open(data, null, Split.TEST, classNames.isEmpty() ? null : classNames, columns);
        int found = read.classNames().size();
        if (found > 0 && found != outputs) {
            throw new DataException(
                    ("the classes of %s are %d names (%s), but %s tells %d classes apart: which output is which"
                                    + " class can't be told from the names alone; read the data with the names of all classes in the"
                                    + " order of the outputs")
                            .formatted(read.name(), found, String.join(", ", read.classNames()), name, outputs));
        }
        return read.requireClasses(outputs)
                .arrangedFor(graph.input(graph.onlyInput()).shape())
                .loaded();
    }

    /** What was read of an ONNX file. */
    public static Model of(OnnxModel read) {
        return new Model(read.name(), read.sha256(), read.graph(), read.elementTypes(), read.classNames());
    }
}
