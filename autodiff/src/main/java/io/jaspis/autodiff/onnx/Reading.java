package io.jaspis.autodiff.onnx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a person says of a model that its file leaves open.
 *
 * @param shapes of inputs by name, the batch among the extents: what an axis that the model leaves open is; 0 leaves the
 *     first one open
 * @param inputs those that are given once and for all, by name: constants of the graph, no inputs
 * @param outputs those that are wanted, by name; without any all that are numbers
 */
public record Reading(Map<String, int[]> shapes, Map<String, Array> inputs, List<String> outputs) {
    /** A model as its file has it. */
    public static final Reading PLAIN = new Reading(Map.of(), Map.of(), List.of());

    public Reading {
        shapes = copied(shapes);
        inputs = Map.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    private static Map<String, int[]> copied(Map<String, int[]> shapes) {
        Map<String, int[]> copies = new LinkedHashMap<>();
        shapes.forEach((input, extents) -> copies.put(input, extents.clone()));
        return Map.copyOf(copies);
    }

    /** Copies of the shapes. */
    @Override
    public Map<String, int[]> shapes() {
        return copied(shapes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reading reading
                && extents().equals(reading.extents())
                && inputs.equals(reading.inputs)
                && outputs.equals(reading.outputs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(extents(), inputs, outputs);
    }

    private Map<String, List<Integer>> extents() {
        Map<String, List<Integer>> lists = new LinkedHashMap<>();
        shapes.forEach((input, extents) ->
                lists.put(input, Arrays.stream(extents).boxed().toList()));
        return lists;
    }

    /**
     * Numbers of any type of ONNX's that float64 holds.
     *
     * @param extents ONNX's, the batch among them
     * @param numbers in row-major order; it has copies of both arrays and gives copies
     */
    public record Array(int[] extents, double[] numbers) {
        public Array {
            extents = extents.clone();
            numbers = numbers.clone();
        }

        /** A copy of the extents. */
        @Override
        public int[] extents() {
            return extents.clone();
        }

        /** A copy of the numbers. */
        @Override
        public double[] numbers() {
            return numbers.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Array array
                    && Arrays.equals(extents, array.extents)
                    && Arrays.equals(numbers, array.numbers);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.hashCode(extents), Arrays.hashCode(numbers));
        }
    }

    /** The same with this shape for an input. */
    public Reading shape(String input, int... extents) {
        Map<String, int[]> more = new LinkedHashMap<>(shapes);
        more.put(input, extents);
        return new Reading(more, inputs, outputs);
    }

    /** The same with an input given. */
    public Reading input(String name, Array array) {
        Map<String, Array> more = new LinkedHashMap<>(inputs);
        more.put(name, array);
        return new Reading(shapes, more, outputs);
    }

    /** The same with these outputs alone. */
    public Reading outputs(List<String> names) {
        return new Reading(shapes, inputs, names);
    }
}
