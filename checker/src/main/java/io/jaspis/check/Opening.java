package io.jaspis.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was said of a model that its file leaves open.
 *
 * @param outputs those that were read, by name; empty where all that are scores were
 * @param shapes of inputs whose axes the file leaves open
 * @param inputs those that were given once and for all, and so are none of the network
 */
public record Opening(List<String> outputs, List<Shaped> shapes, List<Given> inputs) {
    /** Nothing was said. */
    public static final Opening NOTHING = new Opening(List.of(), List.of(), List.of());

    /**
     * The shape of an input.
     *
     * @param extents ONNX's, the batch among them, from 1 on; only the first may be 0, which leaves the batch open
     */
    public record Shaped(String input, List<Integer> extents) {
        public Shaped {
            extents = List.copyOf(extents);
            require(!input.isBlank(), "input is no name");
            for (int axis = 0; axis < extents.size(); axis++) {
                require(
                        extents.get(axis) >= (axis == 0 ? 0 : 1),
                        "extents[" + axis + "] is " + extents.get(axis) + ", which is none");
            }
        }
    }

    /**
     * The numbers of an input.
     *
     * @param file from the certificate's folder
     */
    public record Given(String input, FileSource file) {
        public Given {
            require(!input.isBlank(), "input is no name");
        }
    }

    public Opening {
        outputs = List.copyOf(outputs);
        shapes = List.copyOf(shapes);
        inputs = List.copyOf(inputs);
        requireNames("outputs", outputs.stream());
        requireNames("shapes", shapes.stream().map(Shaped::input));
        requireNames("inputs", inputs.stream().map(Given::input));
    }

    private static void requireNames(String what, Stream<String> names) {
        Set<String> known = new HashSet<>();
        names.forEach(name -> require(!name.isBlank() && known.add(name), what + " has an empty name, or one twice"));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
