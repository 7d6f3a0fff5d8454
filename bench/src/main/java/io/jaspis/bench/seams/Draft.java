package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.OperatorSetIdProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A file as it grows. Each node is evaluated as it is added, at one point of the input, so that shapes and the values
 * of constants are known; one that has no value isn't added.
 */
final class Draft {
    final SplittableRandom random;
    final Numbers numbers;
    final int opset;
    /** The type of what flows. */
    Element element;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("seams");
    private final Map<String, FileTensor> values = new HashMap<>();
    private final Set<String> flowing = new HashSet<>();
    private final boolean storedAreInputs;
    private final String prefix;
    private int count;

    Draft(SplittableRandom random, int opset, Element element) {
        this.random = random;
        this.numbers = new Numbers(random);
        this.opset = opset;
        this.element = element;
        this.storedAreInputs = random.nextInt(12) == 0;
        // Names may hold anything; what prints them must not pass that on to a terminal.
        this.prefix = random.nextInt(50) == 0 ? "layer\u001b[31m\n." : "";
    }

    /** Declares the input, {@code [batch, …]}, and a point of it; a batch of 0 is open. */
    String input(String name, int batch, int[] shape) {
        int[] whole = new int[shape.length + 1];
        System.arraycopy(shape, 0, whole, 1, shape.length);
        graph.addInput(info(name, element, batch, whole));
        whole[0] = 1;
        values.put(name, FileTensor.of(element, whole, _ -> Real.of(random.nextInt(-16, 17) / 16.0)));
        flowing.add(name);
        return name;
    }

    static ValueInfoProto info(String name, Element element, int batch, int[] shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < shape.length; axis++) {
            dimensions.addDim(
                    axis == 0 && batch == 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
                            : TensorShapeProto.Dimension.newBuilder()
                                    .setDimValue(axis == 0 && batch > 0 ? batch : shape[axis]));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.TensorType.newBuilder()
                                .setElemType(element.code())
                                .setShape(dimensions)))
                .build();
    }

    /** What was to be made can't be made here. */
    static UndefinedException unavailable() {
        return new UndefinedException("unavailable");
    }

    boolean is(double probability) {
        return random.nextDouble() < probability;
    }

    @SafeVarargs
    final <T> T any(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    FileTensor value(String name) {
        return values.get(name);
    }

    int[] shape(String name) {
        return values.get(name).shape();
    }

    boolean flows(String name) {
        return flowing.contains(name);
    }

    boolean has(String operator, Element type) {
        return Availability.of(operator, type, opset);
    }

    /**
     * Adds a node with one output and gives the output's name.
     *
     * @throws UndefinedException where the node would have no value; nothing is added
     */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return nodes(operator, 1, inputs, attributes).getFirst();
    }

    List<String> nodes(String operator, int outputs, List<String> inputs, AttributeProto... attributes) {
        return nodes("", operator, outputs, inputs, attributes);
    }

    /** Nodes of another domain than ONNX's own, which has no name. */
    List<String> nodes(String domain, String operator, int outputs, List<String> inputs, AttributeProto... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setDomain(domain)
                .addAllInput(inputs)
                .addAllAttribute(Arrays.asList(attributes));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add(prefix + "v" + (count + i));
        }
        node.addAllOutput(names);
        if (is(0.5)) {
            node.setName(prefix + operator + "_" + count);
        }
        List<FileTensor> given = inputs.stream()
                .map(name -> name.isEmpty() ? null : values.get(name))
                .toList();
        List<FileTensor> results;
        try {
            results = FileEvaluator.evaluate(new Call(node.build(), opset, given));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new UndefinedException(e.getMessage());
        }
        count += outputs;
        graph.addNode(node);
        for (int i = 0; i < Math.min(results.size(), outputs); i++) {
            values.put(names.get(i), results.get(i));
            if (inputs.stream().anyMatch(flowing::contains)) {
                flowing.add(names.get(i));
            }
        }
        return names;
    }

    /** A constant: stored beside the nodes, or made by one. */
    String constant(Element type, int[] shape, long[] bits) {
        boolean same = bits.length > 0 && Arrays.stream(bits).allMatch(each -> each == bits[0]);
        if (same && is(0.2) && has("ConstantOfShape", type)) {
            return constantOfShape(type, shape, bits[0]);
        }
        TensorProto tensor = Numbers.store(type, shape, bits, is(0.6));
        if (is(0.5) || !has("Constant", type)) {
            return stored(tensor);
        }
        if (opset >= 12 && shape.length <= 1 && is(0.7)) {
            boolean one = shape.length == 0;
            if (type == Element.INT64) {
                return node(
                        "Constant",
                        List.of(),
                        one ? Attributes.whole("value_int", bits[0]) : Attributes.wholes("value_ints", bits));
            }
            if (type == Element.FLOAT) {
                float[] floats = new float[bits.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = Float.intBitsToFloat((int) bits[i]);
                }
                return node(
                        "Constant",
                        List.of(),
                        one ? Attributes.real("value_float", floats[0]) : Attributes.reals("value_floats", floats));
            }
        }
        return node("Constant", List.of(), Attributes.tensor("value", tensor));
    }

    private String constantOfShape(Element type, int[] shape, long bits) {
        long[] extents = Arrays.stream(shape).asLongStream().toArray();
        String target = constant(Element.INT64, new int[] {shape.length}, extents);
        return node(
                "ConstantOfShape",
                List.of(target),
                Attributes.tensor("value", Numbers.store(type, new int[] {1}, new long[] {bits}, is(0.5))));
    }

    private String stored(TensorProto tensor) {
        String name = prefix + "w" + count++;
        graph.addInitializer(tensor.toBuilder().setName(name));
        FileTensor value = FileTensor.decode(tensor);
        if (storedAreInputs) {
            graph.addInput(info(name, value.element(), -1, value.shape()));
        }
        values.put(name, value);
        return name;
    }

    /** Whole numbers that a node reads as shapes, axes or places; some are computed. */
    String list(long... wholes) {
        return wholes.length > 0 && is(0.2)
                ? new Disguise(this).of(wholes)
                : constant(Element.INT64, new int[] {wholes.length}, wholes);
    }

    String list(int... wholes) {
        return list(Arrays.stream(wholes).asLongStream().toArray());
    }

    /** Random numbers of a type. */
    String leaf(Element type, int[] shape) {
        Numbers.Style style = numbers.style();
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.setAll(bits, _ -> numbers.bits(type, style));
        return constant(type, shape, bits);
    }

    /** The same number everywhere, in the draft's type. */
    String filled(double number, int... shape) {
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.fill(bits, Numbers.bits(element, number));
        return constant(element, shape, bits);
    }

    /** A graph without what its outputs don't need; its input stays. */
    static GraphProto pruned(GraphProto graph) {
        Set<String> needed = new HashSet<>();
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.getNodeList().reversed()) {
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                needed.addAll(node.getInputList());
                nodes.add(node);
            }
        }
        Set<String> stored = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> stored.add(tensor.getName()));
        return graph.toBuilder()
                .clearNode()
                .addAllNode(nodes.reversed())
                .clearInitializer()
                .addAllInitializer(graph.getInitializerList().stream()
                        .filter(tensor -> needed.contains(tensor.getName()))
                        .toList())
                .clearInput()
                .addAllInput(graph.getInputList().stream()
                        .filter(input -> !stored.contains(input.getName()) || needed.contains(input.getName()))
                        .toList())
                .build();
    }

    /** The finished file with one output. */
    ModelProto model(String output, int batch) {
        graph.addOutput(info(output, element, batch, values.get(output).shape()));
        return ModelProto.newBuilder()
                .setIrVersion(storedAreInputs ? 3 : 8)
                .setProducerName("jaspis seams")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(TableMeaning.DOMAIN)
                        .setVersion(1))
                .setGraph(is(0.95) ? pruned(graph.build()) : graph.build())
                .build();
    }
}
