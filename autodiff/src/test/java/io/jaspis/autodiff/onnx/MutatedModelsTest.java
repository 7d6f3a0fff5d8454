package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Models with something changed in them are read or refused in a sentence, within an allowance of memory and work. {@code
 * -Djaspis.mutations=200000} tries more of them.
 */
class MutatedModelsTest {
    private static final int TRIES = Integer.getInteger("jaspis.mutations", 6000);

    /** Of memory, for what one file makes: a quarter of a Java of 1 GiB. */
    private static final Allowance ALLOWANCE = new Allowance(256L << 20);

    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        3,
        7,
        -2,
        255,
        5000,
        1 << 24,
        1L << 31,
        (1L << 31) - 1,
        1L << 32,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    /** What no message for a person holds. */
    private static final List<String> RIDDLES =
            List.of("null", "/ by zero", "overflow", "out of bounds", "for length", "NegativeArraySize", "java.");

    private static List<ModelProto> models() throws Exception {
        TensorProto matrix = floats("w", new int[] {4, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        TensorProto kernel = floats("k", new int[] {2, 1, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8);
        List<Models> models = List.of(
                Models.of(13, -1, 4)
                        .constant(matrix)
                        .constant(floats("b", 1, 2, 3))
                        .node("Gemm", "x w b", "h", real("alpha", 2), whole("transB", 0))
                        .node("Relu", "h", "r")
                        .node("Softmax", "r", "y", whole("axis", 1)),
                Models.of(13, -1, 1, 4, 4)
                        .constant(kernel)
                        .node("Conv", "x k", "c", list("strides", 1, 1), list("pads", 0, 1, 1, 0), whole("group", 1))
                        .node("MaxPool", "c", "m", list("kernel_shape", 2, 2), whole("ceil_mode", 1))
                        .node("AveragePool", "m", "a", list("kernel_shape", 2, 1), list("pads", 0, 0, 1, 0))
                        .node("Flatten", "a", "y", whole("axis", 1)),
                Models.of(13, -1, 2, 3)
                        .constant(integers("axes", 1))
                        .constant(integers("zero", 0))
                        .constant(integers("six", 6))
                        .node("Shape", "x", "s")
                        .node("Gather", "s zero", "n")
                        .node("Concat", "n six", "t", whole("axis", 0))
                        .node("Reshape", "x t", "f")
                        .node("Unsqueeze", "f axes", "u")
                        .node("Transpose", "u", "v", list("perm", 0, 2, 1))
                        .node("Squeeze", "v", "y"),
                Models.of(13, -1, 6)
                        .constant(integers("starts", 1))
                        .constant(integers("ends", 5))
                        .constant(integers("axes", 1))
                        .constant(integers("steps", 2))
                        .constant(integers("pads", 0, 1, 0, 2))
                        .constant(integers("repeats", 1, 3))
                        .constant(integers("shape", 1, 18))
                        .node("Slice", "x starts ends axes steps", "s")
                        .node("Pad", "s pads", "p")
                        .node("Tile", "p repeats", "t")
                        .node("Identity", "t", "y"),
                Models.of(13, -1, 4)
                        .constant(scalar("from", 0))
                        .constant(scalar("to", 4))
                        .constant(scalar("step", 1))
                        .constant(integers("size", 4))
                        .node("Range", "from to step", "r")
                        .node("ConstantOfShape", "size", "o")
                        .node("Sum", "r o", "c")
                        .node("Cast", "c", "i", whole("to", 7))
                        .node("Cast", "i", "g", whole("to", 1))
                        .node("Pow", "g step", "q")
                        .node("ReduceMean", "q", "m", list("axes", 0))
                        .node("Add", "x m", "y"),
                Models.of(13, -1, 2, 3, 3)
                        .constant(floats("s", 2, 1))
                        .constant(floats("b", 1, 0))
                        .constant(floats("m", 2, 5))
                        .constant(floats("v", 1, 4))
                        .constant(floats("up", new int[] {2, 1, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8))
                        .node("BatchNormalization", "x s b m v", "n", real("epsilon", 0.1f))
                        .node("ConvTranspose", "n up", "t", list("strides", 2, 2), list("output_padding", 1, 0))
                        .node("Split", "t", "p q", whole("axis", 3))
                        .constant(integers("axes", 2))
                        .node("ReduceSum", "p axes", "y", whole("keepdims", 0)));
        List<ModelProto> protos = new ArrayList<>();
        for (Models model : models) {
            ModelProto proto = ModelProto.parseFrom(model.bytes());
            protos.add(proto);
        }
        return protos;
    }

    /** The time limit is no measure of speed: it ends work without end. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void eachIsReadOrRefusedInASentence() throws Exception {
        List<ModelProto> models = models();
        int read = 0;
        for (int i = 0; i < models.size(); i++) {
            assertFalse(Onnx.read(models.get(i).toByteArray()).values().isEmpty());
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            SplittableRandom random = new SplittableRandom(attempt);
            byte[] bytes = mutated(models.get(random.nextInt(models.size())), random);
            try {
                Graph graph = ALLOWANCE.reading(() -> Onnx.read(bytes));
                read++;
                Plan.of(graph, 1);
            } catch (InputException | IllegalArgumentException e) {
                String message = e.getMessage();
                assertFalse(message.isBlank());
                int at = attempt;
                RIDDLES.forEach(riddle -> assertFalse(message.contains(riddle), () -> at + ": " + message));
                assertFalse(message.chars().anyMatch(Character::isISOControl), () -> at + ": " + message);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("attempt " + attempt, e);
            }
        }
        assertTrue(read > TRIES / 20 && read < TRIES, read + " of " + TRIES + " are read");
    }

    private static byte[] mutated(ModelProto model, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            byte[] bytes = model.toByteArray();
            for (int i = 0; i <= random.nextInt(3); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            return bytes;
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i <= random.nextInt(2); i++) {
            switch (random.nextInt(4)) {
                case 0 -> constant(graph, random);
                case 1, 2 -> node(graph, random);
                default -> input(graph, random);
            }
        }
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    private static long extreme(SplittableRandom random) {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private static void constant(GraphProto.Builder graph, SplittableRandom random) {
        int which = random.nextInt(graph.getInitializerCount());
        TensorProto.Builder tensor = graph.getInitializer(which).toBuilder();
        switch (random.nextInt(4)) {
            case 0 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), extreme(random));
                }
            }
            case 1 -> tensor.setDataType(random.nextInt(20));
            case 2 -> {
                byte[] raw = tensor.getRawData().toByteArray();
                long number = extreme(random);
                int at = random.nextInt(Math.max(1, raw.length / 8)) * 8;
                for (int i = 0; i < 8 && at + i < raw.length; i++) {
                    raw[at + i] = (byte) (number >> 8 * i);
                }
                tensor.setRawData(ByteString.copyFrom(raw));
            }
            default -> tensor.setName(tensor.getName() + (random.nextBoolean() ? "\u001b" : "2"));
        }
        graph.setInitializer(which, tensor);
    }

    private static void node(GraphProto.Builder graph, SplittableRandom random) {
        int which = random.nextInt(graph.getNodeCount());
        NodeProto.Builder node = graph.getNode(which).toBuilder();
        switch (random.nextInt(6)) {
            case 0 -> {
                List<String> operators = List.copyOf(Operators.ALL.keySet());
                node.setOpType(operators.get(random.nextInt(operators.size())));
            }
            case 1 -> {
                if (node.getInputCount() > 0) {
                    node.setInput(random.nextInt(node.getInputCount()), random.nextBoolean() ? "" : "x");
                }
            }
            case 2 -> node.addInput(random.nextBoolean() ? "x" : "nothing");
            case 3 -> node.addAttribute(whole("axis", extreme(random)));
            case 4 -> {
                if (random.nextBoolean()) {
                    graph.removeNode(which);
                } else {
                    graph.addNode(random.nextInt(graph.getNodeCount() + 1), node);
                }
                return;
            }
            default -> attribute(node, random);
        }
        graph.setNode(which, node);
    }

    private static void attribute(NodeProto.Builder node, SplittableRandom random) {
        if (node.getAttributeCount() == 0) {
            return;
        }
        int which = random.nextInt(node.getAttributeCount());
        AttributeProto.Builder attribute = node.getAttribute(which).toBuilder();
        if (attribute.getIntsCount() > 0) {
            attribute.setInts(random.nextInt(attribute.getIntsCount()), extreme(random));
        } else if (attribute.hasI()) {
            attribute.setI(extreme(random));
        } else {
            attribute.setF(random.nextBoolean() ? Float.NaN : Float.intBitsToFloat(random.nextInt()));
        }
        node.setAttribute(which, attribute);
    }

    private static void input(GraphProto.Builder graph, SplittableRandom random) {
        var input = graph.getInput(0);
        var type = input.getType().getTensorType();
        var shape = type.getShape().toBuilder();
        int axis = random.nextInt(shape.getDimCount());
        shape.setDim(axis, shape.getDim(axis).toBuilder().setDimValue(extreme(random)));
        graph.setInput(
                0,
                input.toBuilder()
                        .setType(input.getType().toBuilder()
                                .setTensorType(type.toBuilder().setShape(shape))));
    }
}
