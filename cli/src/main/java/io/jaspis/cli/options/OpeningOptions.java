package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.NumberArray;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.FileSource;
import io.jaspis.check.Opening;
import io.jaspis.cli.terminal.ForeignText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What the user says of a model that its file leaves open: the shapes of inputs, inputs once and for all, and outputs. */
public final class OpeningOptions {
    @Option(
            names = "--output",
            paramLabel = "NAME",
            split = ",",
            converter = ListedName.class,
            description = "Of a model with several outputs: the ones to read. Default: all that are scores.")
    private List<String> outputs = List.of();

    @Option(
            names = "--shape",
            paramLabel = "INPUT=1x3x224x224",
            description = "The shape of an input whose axes the model leaves open; a batch of 0 leaves that open.")
    private Map<String, String> shapes = new LinkedHashMap<>();

    @Option(
            names = "--input",
            paramLabel = "INPUT=FILE.npy",
            description = "An input that is the same for all examples. What is left is the model's input.")
    private Map<String, Path> inputs = new LinkedHashMap<>();

    /** What the files of {@link #inputs} held when the model was opened. */
    private final Map<String, NumberArray> given = new LinkedHashMap<>();

    /** What a certificate says of these files. */
    private final Map<String, String> expected = new LinkedHashMap<>();

    /** Finds a file that a certificate names. */
    @FunctionalInterface
    public interface Finder {
        Path find(String path) throws IOException;
    }

    /**
     * Opens as a certificate says from now on. The options may still say where the files of inputs are.
     *
     * @throws InputException where an option says otherwise
     */
    public void as(Opening opening, Finder finder) throws IOException {
        outputs = orNone(Recorded.agreed("--output", orNull(outputs), orNull(opening.outputs())), List.of());
        Map<String, String> recorded = new LinkedHashMap<>();
        for (Opening.Shaped shaped : opening.shapes()) {
            recorded.put(
                    shaped.input(),
                    shaped.extents().stream().map(String::valueOf).collect(Collectors.joining("x")));
        }
        shapes = orNone(
                Recorded.agreed("--shape", shapes.isEmpty() ? null : shapes, recorded.isEmpty() ? null : recorded),
                new LinkedHashMap<>());
        Map<String, Path> files = new LinkedHashMap<>();
        for (Opening.Given input : opening.inputs()) {
            Path asked = inputs.remove(input.input());
            files.put(
                    input.input(),
                    asked != null ? asked : finder.find(input.file().path()));
            expected.put(input.input(), input.file().sha256());
        }
        if (!inputs.isEmpty()) {
            throw new InputException("--input gives " + String.join(", ", inputs.keySet())
                    + ", but the certificate was made without; leave that out");
        }
        inputs = files;
    }

    private static List<String> orNull(List<String> names) {
        return names.isEmpty() ? null : names;
    }

    private static <T> T orNone(T value, T none) {
        return value == null ? none : value;
    }

    /** Whether anything is said. */
    public boolean isGiven() {
        return !outputs.isEmpty() || !shapes.isEmpty() || !inputs.isEmpty();
    }

    /**
     * What a certificate notes down of it, once the model is open.
     *
     * @param folder that the certificate lies in
     */
    public Opening recorded(Path folder) throws IOException {
        List<Opening.Shaped> shaped = new ArrayList<>();
        shapes.forEach((name, shape) -> shaped.add(new Opening.Shaped(
                name, Arrays.stream(extents(name, shape)).boxed().toList())));
        List<Opening.Given> files = new ArrayList<>();
        for (Map.Entry<String, NumberArray> input : given.entrySet()) {
            files.add(new Opening.Given(
                    input.getKey(),
                    new FileSource(
                            CertificateFile.path(folder, inputs.get(input.getKey())),
                            input.getValue().sha256())));
        }
        return new Opening(outputs, shaped, files);
    }

    /**
     * Opens a model.
     *
     * @param terminal where it is told what of the model is left out
     * @throws InputException where an option is wrong, or the model can't be read
     */
    public OnnxModel open(Path file, PrintWriter terminal) throws IOException {
        OnnxModel model = Onnx.open(file, reading());
        model.warnings().forEach(warning -> terminal.printf("Note: %s%n", ForeignText.shown(warning)));
        if (!model.takesColumns()) {
            return model;
        }
        OnnxModel joined = model.joined();
        terminal.printf(
                "Note: its inputs are taken as the columns of one table: %s%n",
                ForeignText.shown(String.join(", ", joined.columns())));
        return joined;
    }

    /**
     * How the model, which is open, is read otherwise than by itself, behind how the data are, in words: inputs by what their
     * files hold, whatever these are called.
     */
    public String told(String data) {
        List<String> words = new ArrayList<>();
        if (!data.isEmpty()) {
            words.add(data);
        }
        if (!outputs.isEmpty()) {
            words.add("output " + String.join(", ", outputs));
        }
        shapes.forEach((name, shape) -> words.add("input " + name + " of " + shape));
        given.forEach((name, array) -> words.add("input " + name + " given (SHA-256 " + array.sha256() + ")"));
        return String.join("; ", words);
    }

    private Reading reading() throws IOException {
        Names.require("--output", outputs, "'jaspis info MODEL' lists those that the model has");
        Reading reading = Reading.PLAIN.outputs(outputs);
        for (Map.Entry<String, String> shape : shapes.entrySet()) {
            reading = reading.shape(shape.getKey(), extents(shape.getKey(), shape.getValue()));
        }
        for (Map.Entry<String, Path> input : inputs.entrySet()) {
            NumberArray array = numbers(input.getKey(), input.getValue());
            String sha256 = expected.getOrDefault(input.getKey(), array.sha256());
            if (!sha256.equals(array.sha256())) {
                throw new InputException(
                        "%s is not the input '%s' of the certificate: its SHA-256 is %s, not %s; give the"
                                        .formatted(input.getValue(), input.getKey(), array.sha256(), sha256)
                                + " right one with --input " + input.getKey() + "=FILE.npy");
            }
            given.put(input.getKey(), array);
            reading = reading.input(input.getKey(), new Reading.Array(array.extents(), array.numbers()));
        }
        return reading;
    }

    private static NumberArray numbers(String input, Path file) throws IOException {
        try {
            return NumberArray.read(file);
        } catch (DataException e) {
            throw new InputException("--input " + input + ": " + e.getMessage(), e);
        }
    }

    private static int[] extents(String input, String text) {
        String[] parts = text.split("x", -1);
        int[] extents = new int[parts.length];
        for (int axis = 0; axis < parts.length; axis++) {
            boolean right = parts[axis].matches("[0-9]{1,9}") && (axis == 0 || Integer.parseInt(parts[axis]) > 0);
            if (!right) {
                throw new InputException("--shape " + input + "=" + text + ": '" + parts[axis]
                        + "' is no extent; write whole numbers with x between them, such as 1x3x224x224");
            }
            extents[axis] = Integer.parseInt(parts[axis]);
        }
        return extents;
    }
}
