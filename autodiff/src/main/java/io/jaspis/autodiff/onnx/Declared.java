package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a model and its reader declare of the inputs that stay open: their types and extents. */
final class Declared {
    private final List<Input> inputs = new ArrayList<>();

    /** What is told of how they are taken. */
    private final List<String> notes = new ArrayList<>();

    /**
     * One input.
     *
     * @param extents ONNX's, an open one as 0
     * @param batch the axis that is the batch if the model has one
     */
    record Input(String name, ElementType type, int[] extents, int batch) {
        boolean isFixed() {
            return Arrays.stream(extents).allMatch(extent -> extent > 0);
        }

        /** Whether it has no axes. */
        boolean isNumber() {
            return extents.length == 0;
        }

        /** Whether the whole of it is one example by the look of it: it is a number, or a list of several. */
        boolean looksWhole() {
            return isNumber() || extents.length == 1 && extents[0] > 1;
        }

        /** Whether its first axis is a batch of one, which an example does without. */
        boolean isOfOne() {
            return extents.length > 1 && extents[0] == 1;
        }
    }

    Declared(GraphProto graph, Outline outline, Reading reading) throws OnnxException {
        for (ValueInfoProto input : graph.getInputList()) {
            TensorProto initial = outline.initialiser(input.getName());
            if (initial != null) {
                requireInitial(input, initial);
            }
        }
        List<ValueInfoProto> open = open(graph).stream()
                .filter(input -> !reading.inputs().containsKey(input.getName()))
                .toList();
        for (ValueInfoProto input : open) {
            if (outline.isInitialised(input.getName())) {
                notes.add(
                        "the input '" + input.getName()
                                + "' is read as open: the model has a value for it, which isn't used, as for each of its inputs");
            }
        }
        requireNames(graph, reading);
        Optional<String> batch = open.stream()
                .filter(input -> input.getType().getTensorType().getShape().getDimCount() > 0)
                .map(input ->
                        input.getType().getTensorType().getShape().getDim(0).getDimParam())
                .filter(name -> !name.isEmpty())
                .findFirst();
        List<String> obstacles = new ArrayList<>();
        for (ValueInfoProto input : open) {
            try {
                inputs.add(input(input, reading.shapes().get(input.getName()), batch.orElse("")));
            } catch (OnnxException e) {
                obstacles.add(e.getMessage());
            }
        }
        if (!inputs.stream().allMatch(Input::isFixed)) {
            inputs.stream()
                    .filter(Input::isNumber)
                    .map(input ->
                            "the input '" + input.name + "' is a single number, which all examples share; give it by"
                                    + " --input " + input.name + "=FILE.npy")
                    .forEach(obstacles::add);
        }
        if (!obstacles.isEmpty()) {
            throw OnnxException.of(obstacles);
        }
    }

    List<Input> inputs() {
        return inputs;
    }

    List<String> notes() {
        return notes;
    }

    /** The inputs without initialisers or, where all have one, all: these are then values to take where nothing else is given. */
    static List<ValueInfoProto> open(GraphProto graph) {
        Set<String> initialised = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> initialised.add(tensor.getName()));
        graph.getSparseInitializerList()
                .forEach(tensor -> initialised.add(tensor.getValues().getName()));
        List<ValueInfoProto> open = graph.getInputList().stream()
                .filter(input -> !initialised.contains(input.getName()))
                .toList();
        return open.isEmpty() ? graph.getInputList() : open;
    }

    /** Whether to take the inputs as whole examples, by turns: what is likelier first. */
    List<Boolean> ways() {
        if (!inputs.stream().allMatch(Input::isFixed)) {
            return List.of(false);
        }
        if (inputs.stream().anyMatch(Input::isNumber) || inputs.isEmpty()) {
            return List.of(true);
        }
        boolean likelier = batch() == 0 || inputs.stream().anyMatch(Input::looksWhole);
        return likelier ? List.of(true, false) : List.of(false, true);
    }

    /** The batch's extent if all inputs fix the same, else 0. */
    int batch() {
        Set<Integer> batches = inputs.stream()
                .map(input -> input.isNumber() ? 0 : input.extents[input.batch])
                .collect(Collectors.toSet());
        return batches.size() == 1 ? batches.iterator().next() : 0;
    }

    private static void requireNames(GraphProto graph, Reading reading) throws OnnxException {
        Set<String> names =
                graph.getInputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        for (String name : reading.shapes().keySet()) {
            requireName(names, name, "a shape");
        }
        for (String name : reading.inputs().keySet()) {
            requireName(names, name, "an array");
        }
    }

    private static void requireName(Set<String> names, String name, String what) throws OnnxException {
        if (!names.contains(name)) {
            throw new OnnxException(what + " is given for the input '" + name + "', but the model has only "
                    + names.stream().sorted().collect(Collectors.joining("', '", "'", "'")));
        }
    }

    private static Input input(ValueInfoProto input, int[] given, String batchName) throws OnnxException {
        String name = input.getName();
        if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape() && given == null) {
            throw new OnnxException("the input '" + name + "' has no shape"
                    + (input.getType().hasTensorType()
                            ? "; give one by --shape, such as " + name + "=1x3x224x224"
                            : ""));
        }
        int code = input.getType().getTensorType().getElemType();
        ElementType type = ElementType.find(code)
                .orElseThrow(() -> new OnnxException("the input '" + name + "' has elements of the type "
                        + ElementType.describe(code) + ", but only numbers are supported"));
        List<TensorShapeProto.Dimension> dimensions =
                input.getType().getTensorType().getShape().getDimList();
        int[] extents = new int[input.getType().getTensorType().hasShape() ? dimensions.size() : given.length];
        if (given != null && given.length != extents.length) {
            throw new OnnxException("the input '" + name + "' has " + extents.length + " axes, but the shape "
                    + Arrays.toString(given) + " is given for it");
        }
        int batch = 0;
        for (int axis = 0; axis < extents.length; axis++) {
            boolean told = axis < dimensions.size();
            long extent = told ? dimensions.get(axis).getDimValue() : 0;
            String symbol = told ? dimensions.get(axis).getDimParam() : "";
            if (extent > 0 && given != null && given[axis] != extent) {
                throw new OnnxException("axis " + axis + " of the input '" + name + "' is " + extent
                        + ", but the shape " + Arrays.toString(given) + " is given for it");
            }
            extents[axis] = given != null ? given[axis] : Math.clamp(extent, 0, Integer.MAX_VALUE);
            boolean elsewhere =
                    axis > 0 && batch == 0 && extents[0] > 0 && !symbol.isEmpty() && symbol.equals(batchName);
            if (elsewhere) {
                batch = axis;
            }
        }
        requireFixed(name, dimensions, extents, batch);
        return new Input(name, type, extents, batch);
    }

    /** Refuses axes but that of the batch that are open, or empty. */
    private static void requireFixed(String name, List<TensorShapeProto.Dimension> dimensions, int[] extents, int batch)
            throws OnnxException {
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] == 0 && axis != batch) {
                TensorShapeProto.Dimension declared = axis < dimensions.size()
                        ? dimensions.get(axis)
                        : TensorShapeProto.Dimension.getDefaultInstance();
                String symbol = declared.getDimParam();
                boolean empty = declared.hasDimValue() && declared.getDimValue() == 0;
                throw new OnnxException("axis " + axis + " of the input '" + name + "' "
                        + (empty
                                ? "has 0 elements, so that the network takes no numbers; where 0 stands for an open axis,"
                                : "is open" + (symbol.isEmpty() ? "" : " ('" + symbol + "')")
                                        + "; only the batch, axis 0, may be:")
                        + " fix it by --shape " + name + "=" + suggestion(extents));
            }
        }
    }

    private static String suggestion(int[] extents) {
        StringBuilder text = new StringBuilder();
        for (int axis = 0; axis < extents.length; axis++) {
            text.append(axis > 0 ? "x" : "")
                    .append(extents[axis] > 0 ? Integer.toString(extents[axis]) : axis == 0 ? "1" : "?");
        }
        return text.toString();
    }

    /** An initialiser that is listed among the inputs is what it is declared there. */
    private static void requireInitial(ValueInfoProto input, TensorProto initial) throws OnnxException {
        Optional<ElementType> type = ElementType.find(initial.getDataType());
        if (type.isPresent()) {
            int[] extents = initial.getDimsList().stream()
                    .mapToInt(extent -> Math.clamp(extent, 0, Integer.MAX_VALUE))
                    .toArray();
            requireDeclared(input, "initialiser", type.get(), extents);
        }
    }

    /** Refuses a declaration of a type that its value hasn't. */
    static void requireDeclared(ValueInfoProto info, String what, ElementType type) throws OnnxException {
        int declared = info.getType().getTensorType().getElemType();
        if (declared != 0 && declared != type.code()) {
            throw new OnnxException("the model is invalid: its " + what + " '" + info.getName() + "' is declared as "
                    + ElementType.describe(declared) + ", but is " + type.word());
        }
    }

    /**
     * Refuses a declaration of a type or, but for the batch, of a shape that its value hasn't.
     *
     * @param extents ONNX's, that of the batch as −1
     */
    static void requireDeclared(ValueInfoProto info, String what, ElementType type, int[] extents)
            throws OnnxException {
        requireDeclared(info, what, type);
        if (!fits(info, extents)) {
            throw new OnnxException("the model is invalid: its " + what + " '" + info.getName()
                    + "' is declared with the shape " + shape(info) + ", but has "
                    + Arrays.toString(extents).replace("-1", "batch"));
        }
    }

    /** Whether these may be the extents of what is declared, that of the batch as −1. */
    static boolean fits(ValueInfoProto info, int[] extents) {
        List<TensorShapeProto.Dimension> dimensions =
                info.getType().getTensorType().getShape().getDimList();
        // Writers that don't know a shape declare one without axes.
        boolean same = dimensions.isEmpty() || dimensions.size() == extents.length;
        for (int axis = 0; same && axis < dimensions.size(); axis++) {
            long extent = dimensions.get(axis).getDimValue();
            same = extent < 1 || extents[axis] < 0 || extent == extents[axis];
        }
        return same;
    }

    /** The shape that is declared, as messages show it. */
    static String shape(ValueInfoProto info) {
        return info.getType().getTensorType().getShape().getDimList().stream()
                .map(one -> one.getDimValue() > 0
                        ? Long.toString(one.getDimValue())
                        : one.hasDimParam() ? one.getDimParam() : "?")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
