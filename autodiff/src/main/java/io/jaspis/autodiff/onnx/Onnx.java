package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.data.WholeFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Reads ONNX models as graphs and writes graphs as ONNX models.
 *
 * <p>A graph's inputs and outputs have the names of the model's; weights are constants. The leading axis of each input is
 * taken as the batch, which stays open even where the model fixes it; a model that lets examples of it meet each other, and
 * fixes all axes, is read as a function of one whole example, and a leading axis of extent 1 goes. Operators outside the graph's set are composed
 * from it where that is exact; the others are refused by name.
 */
public final class Onnx {
    private static final String COMPRESSED = ".gz";

    private Onnx() {}

    /**
     * Reads a model; a file compressed by gzip is decompressed on the way. Weights in other files are read if those lie in
     * the model's own folder or below.
     *
     * @throws OnnxException when the file is no model, or has something that isn't supported; the message says what
     */
    public static Graph read(Path file) throws IOException {
        return open(file).graph();
    }

    /**
     * Reads a model as {@link #read(Path)} does, with what reports and certificates say of it.
     *
     * @throws OnnxException when the file is no model, or has something that isn't supported; the message says what
     */
    public static OnnxModel open(Path file) throws IOException {
        return open(file, Reading.PLAIN);
    }

    /** The same with what the file leaves open. */
    public static OnnxModel open(Path file, Reading reading) throws IOException {
        if (Files.isDirectory(file)) {
            throw new OnnxException("'" + file + "' is a folder; give an ONNX file");
        }
        if (Files.size(file) > Integer.MAX_VALUE - 64) {
            throw new OnnxException(file + ": the file is larger than 2 GiB, more than a model can have in one file");
        }
        String name = file.getFileName().toString();
        try {
            return open(name, Files.readAllBytes(file), file.toAbsolutePath().getParent(), reading);
        } catch (OnnxException e) {
            throw e.in(file);
        }
    }

    /**
     * What stands in a model's file, also where it can't be read as a network.
     *
     * @throws OnnxException where it is no ONNX model
     */
    public static OnnxContents contents(Path file) throws IOException {
        byte[] packed = Files.readAllBytes(file);
        boolean compressed = packed.length > 1 && packed[0] == 0x1f && packed[1] == (byte) 0x8b;
        return OnnxContents.of(compressed ? decompress(packed) : packed);
    }

    /** Opens a model in memory that has all its weights itself. */
    public static OnnxModel open(String name, byte[] model) throws IOException {
        return open(name, model, null, Reading.PLAIN);
    }

    private static OnnxModel open(String name, byte[] packed, Path folder, Reading reading) throws IOException {
        boolean compressed = packed.length > 1 && packed[0] == 0x1f && packed[1] == (byte) 0x8b;
        ExternalData external = new ExternalData(folder);
        OnnxReader reader = new OnnxReader(compressed ? decompress(packed) : packed, external, reading);
        Graph graph = reader.read();
        SortedMap<String, String> files = external.hashes();
        files.put(name, Fingerprint.of(packed));
        return new OnnxModel(
                name,
                packed.length,
                Fingerprint.of(files),
                graph,
                reader.trees(),
                reader.reason(),
                reader.elementTypes(),
                reader.inputTypes(),
                reader.derivesWeights(),
                reader.metadata(),
                reader.warnings());
    }

    /** Reads a model from memory; one with weights in other files is refused. */
    public static Graph read(byte[] model) throws OnnxException {
        return read(model, Reading.PLAIN);
    }

    /** The same with what the model leaves open. */
    public static Graph read(byte[] model, Reading reading) throws OnnxException {
        OnnxReader reader = new OnnxReader(model, new ExternalData(null), reading);
        Graph graph = reader.read();
        if (graph == null) {
            throw new OnnxException(reader.reason());
        }
        return graph;
    }

    /**
     * Writes a graph as a model of opset 17, its batch an open dimension; a file named {@code *.gz} is compressed. The
     * file appears whole: where that fails, an earlier one is left.
     *
     * @throws OnnxException when an operation of the graph has no counterpart; the message names it
     */
    public static void write(Graph graph, Path file) throws IOException {
        write(graph, Map.of(), file);
    }

    /** Writes a graph as {@link #write(Graph, Path)} does, with entries for the model's metadata. */
    public static void write(Graph graph, Map<String, String> metadata, Path file) throws IOException {
        byte[] bytes = new OnnxWriter(graph).write(metadata).toByteArray();
        if (!file.getFileName().toString().endsWith(COMPRESSED)) {
            WholeFile.write(file, WholeFile.Content.of(bytes));
            return;
        }
        WholeFile.write(file, out -> {
            GZIPOutputStream zip = new GZIPOutputStream(out);
            zip.write(bytes);
            zip.finish();
        });
    }

    /** The bytes of the model that {@link #write(Graph, Path)} would write. */
    public static byte[] write(Graph graph) throws OnnxException {
        return new OnnxWriter(graph).write(Map.of()).toByteArray();
    }

    private static byte[] decompress(byte[] bytes) throws IOException {
        try {
            return Allowance.current().unpack(bytes, "the file");
        } catch (DataException e) {
            throw new OnnxException(e.getMessage(), e);
        } catch (ZipException | EOFException e) {
            throw new OnnxException("the file is no complete gzip file: " + e.getMessage(), e);
        }
    }
}
