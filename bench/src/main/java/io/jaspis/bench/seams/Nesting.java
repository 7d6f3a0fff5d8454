package io.jaspis.bench.seams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A file of the same meaning with nodes in branches, and in loops of one turn. What is inside has names of its own, which may be
 * those of other things: of what comes later or, of a loop's state, of anything that the loop doesn't use.
 */
final class Nesting {
    /** Results have the type of the first operand, which a loop's state keeps. */
    private static final Set<String> OF_ONE_TYPE = Set.of(
            "Relu",
            "Neg",
            "Abs",
            "Tanh",
            "Sigmoid",
            "Identity",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Softmax",
            "Reshape",
            "Flatten",
            "Transpose",
            "MatMul",
            "Gemm",
            "Conv",
            "Squeeze",
            "Unsqueeze");

    private static final String STORED = "stored";
    private static final int BOOL = 9;
    private static final int INT64 = 7;

    private final SplittableRandom random;
    private final GraphProto.Builder graph;
    private int fresh;

    private Nesting(GraphProto graph, SplittableRandom random) {
        this.graph = graph.toBuilder();
        this.random = random;
    }

    /** Of a quarter of all seeds; the file itself for the others. */
    static ModelProto of(ModelProto file, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x6e657374L);
        if (random.nextInt(4) != 0 || file.getGraph().getNodeCount() == 0) {
            return file;
        }
        Nesting nesting = new Nesting(file.getGraph(), random);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            nesting.nest(random.nextInt(nesting.graph.getNodeCount()));
        }
        return file.toBuilder().setGraph(nesting.graph).build();
    }

    private void nest(int place) {
        NodeProto node = graph.getNode(place);
        boolean named =
                node.getOutputCount() > 0 && node.getOutputList().stream().noneMatch(String::isEmpty);
        if (!named) {
            return;
        }
        boolean loops = node.getOutputCount() == 1
                && OF_ONE_TYPE.contains(node.getOpType())
                && !node.getInput(0).isEmpty()
                && random.nextBoolean();
        graph.setNode(place, loops ? loop(node, place) : choice(node, place));
    }

    private NodeProto choice(NodeProto node, int place) {
        boolean yes = random.nextBoolean();
        return NodeProto.newBuilder()
                .setOpType("If")
                .setName(random.nextBoolean() ? "" : node.getName())
                .addInput(truth(yes))
                .addAllOutput(node.getOutputList())
                .addAttribute(branch("then_branch", node, place))
                .addAttribute(branch("else_branch", node, place))
                .build();
    }

    private AttributeProto branch(String name, NodeProto node, int place) {
        List<String> free = free(place, node, false);
        NodeProto.Builder inner = node.toBuilder().clearOutput();
        GraphProto.Builder body = GraphProto.newBuilder().setName(name);
        for (int i = 0; i < node.getOutputCount(); i++) {
            String own = drawn(free);
            inner.addOutput(own);
            body.addOutput(ValueInfoProto.newBuilder().setName(own));
        }
        return graph(name, body.addNode(inner));
    }

    private NodeProto loop(NodeProto node, int place) {
        List<String> later = free(place, node, false);
        List<String> any = free(place, node, true);
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String name = drawn(i < 3 ? any : later);
            any.remove(name);
            later.remove(name);
            own.add(name);
        }
        GraphProto.Builder body = GraphProto.newBuilder().setName("body");
        own.subList(0, 3)
                .forEach(name -> body.addInput(ValueInfoProto.newBuilder().setName(name)));
        own.subList(3, 5)
                .forEach(name -> body.addOutput(ValueInfoProto.newBuilder().setName(name)));
        NodeProto.Builder inner = node.toBuilder().clearOutput().addOutput(own.get(4));
        inner.setInput(0, own.get(2));
        body.addNode(inner);
        body.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(own.get(1))
                .addOutput(own.get(3)));
        return NodeProto.newBuilder()
                .setOpType("Loop")
                .setName(random.nextBoolean() ? "" : node.getName())
                .addInput(one())
                .addInput(random.nextBoolean() ? "" : truth(true))
                .addInput(node.getInput(0))
                .addOutput(node.getOutput(0))
                .addAttribute(graph("body", body))
                .build();
    }

    /** Names that mean nothing in a graph around this node, or nothing that it uses. */
    private List<String> free(int place, NodeProto node, boolean shadowing) {
        Set<String> earlier = new HashSet<>();
        graph.getInputList().forEach(input -> earlier.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> earlier.add(tensor.getName()));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            (i < place ? earlier : names).addAll(graph.getNode(i).getOutputList());
        }
        names.removeAll(earlier);
        if (shadowing) {
            names.addAll(earlier);
        }
        names.removeAll(mentioned(node));
        names.remove("");
        return new ArrayList<>(names.stream().sorted().toList());
    }

    /** All names in a node but those of its outputs, and all that graphs in it have. */
    private static Set<String> mentioned(NodeProto node) {
        Set<String> names = new HashSet<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (!attribute.hasG()) {
                continue;
            }
            try {
                for (NodeProto inner : GraphProto.parseFrom(attribute.getG()).getNodeList()) {
                    names.addAll(mentioned(inner));
                    names.addAll(inner.getOutputList());
                }
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
        return names;
    }

    private String drawn(List<String> names) {
        if (names.isEmpty() || random.nextInt(4) == 0) {
            return "own" + fresh++;
        }
        return names.remove(random.nextInt(names.size()));
    }

    private String truth(boolean value) {
        return stored(TensorProto.newBuilder().setDataType(BOOL).addInt32Data(value ? 1 : 0));
    }

    private String one() {
        return stored(TensorProto.newBuilder().setDataType(INT64).addInt64Data(1));
    }

    private String stored(TensorProto.Builder tensor) {
        String name = STORED + fresh++;
        graph.addInitializer(tensor.setName(name));
        return name;
    }

    private static AttributeProto graph(String name, GraphProto.Builder body) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(5)
                .setG(body.build().toByteString())
                .build();
    }
}
