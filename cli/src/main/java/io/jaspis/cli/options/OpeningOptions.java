package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.NumberArray;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the user says of a model that its file leaves open: the shapes of inputs, inputs once and for all, and outputs. */
public final class OpeningOptions {
    @Option(
            names = "--output",
            paramLabel = "NAME",
            split = ",",
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

    /**
     * Opens a model.
     *
     * @param terminal where it is told what of the model is left out
     * @throws InputException where an option is wrong, or the model can't be read
     */
    public OnnxModel open(Path file, PrintWriter terminal) throws IOException {
        OnnxModel model = Onnx.open(file, reading());
        model.warnings().forEach(warning -> terminal.printf("Note: %s%n", warning));
        return model;
    }

    /** How the model is read otherwise than by itself, behind how the data are, in words. */
    public String told(String data) {
        List<String> words = new ArrayList<>();
        if (!data.isEmpty()) {
            words.add(data);
        }
        if (!outputs.isEmpty()) {
            words.add("output " + String.join(", ", outputs));
        }
        shapes.forEach((name, shape) -> words.add("input " + name + " of " + shape));
        inputs.forEach((name, file) -> words.add("input " + name + " from " + file.getFileName()));
        return String.join("; ", words);
    }

    private Reading reading() throws IOException {
        if (outputs.stream().anyMatch(String::isBlank)) {
            throw new InputException("--output has a blank name; 'jaspis info' lists the outputs of a model");
        }
        Reading reading = Reading.PLAIN.outputs(outputs);
        for (Map.Entry<String, String> shape : shapes.entrySet()) {
            reading = reading.shape(shape.getKey(), extents(shape.getKey(), shape.getValue()));
        }
        for (Map.Entry<String, Path> input : inputs.entrySet()) {
            NumberArray array = NumberArray.read(input.getValue());
            double[] numbers = new double[array.numbers().length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = array.numbers()[i];
            }
            reading = reading.input(input.getKey(), new Reading.Array(array.extents(), numbers));
        }
        return reading;
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
