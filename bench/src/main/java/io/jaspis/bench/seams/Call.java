package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.Arrays;
import java.util.List;

/**
 * A node with what goes into it.
 *
 * @param inputs null for one that is left out
 */
record Call(NodeProto node, int opset, List<FileTensor> inputs) {

    /** The operator's name, behind its domain where that isn't ONNX's own. */
    String operator() {
        return operator(node);
    }

    static String operator(NodeProto node) {
        return node.getDomain().isEmpty() ? node.getOpType() : node.getDomain() + "." + node.getOpType();
    }

    AttributeProto attribute(String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    boolean gives(String name) {
        return attribute(name) != null;
    }

    long integer(String name, long otherwise) {
        return gives(name) ? attribute(name).getI() : otherwise;
    }

    float real(String name, float otherwise) {
        return gives(name) ? attribute(name).getF() : otherwise;
    }

    String text(String name, String otherwise) {
        return gives(name) ? attribute(name).getS().toStringUtf8() : otherwise;
    }

    long[] longs(String name) {
        return attribute(name).getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    int[] integers(String name) {
        return gives(name)
                ? Arrays.stream(longs(name)).mapToInt(Math::toIntExact).toArray()
                : null;
    }

    int[] integers(String name, int count, int otherwise) {
        int[] repeated = new int[count];
        Arrays.fill(repeated, otherwise);
        return gives(name) ? integers(name) : repeated;
    }

    /** What older opsets have as an attribute and newer ones as an input. */
    int[] attributeOrInput(String name, int input) {
        return gives(name) ? integers(name) : has(input) ? input(input).ints() : null;
    }

    boolean has(int input) {
        return input < inputs.size() && inputs.get(input) != null;
    }

    FileTensor input(int input) {
        if (!has(input)) {
            throw new IllegalArgumentException("input " + input + " of " + node.getOpType() + " is missing");
        }
        return inputs.get(input);
    }

    FileTensor x() {
        return input(0);
    }

    static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("no axis " + axis + " among " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }
}
