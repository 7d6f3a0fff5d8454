package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Rows of a table that the input names. */
class TableLookupTest {
    private static final int INT64 = 7;

    private static Models lookup(long... extents) {
        return Models.of(ElementType.INT64, 13, extents)
                .constant(floats("table", new int[] {3, 2}, 0.5f, 1.5f, -2, 3, 10, 20))
                .node("Gather", "table x", "y")
                .graph(graph -> graph.setOutput(0, Models.declared(ElementType.FLOAT, "y")));
    }

    @Test
    void eachIndexHasItsRow() throws OnnxException {
        assertArrayEquals(
                numbers(10, 20, 0.5f, 1.5f, -2, 3, -2, 3), lookup(-1, 2).run(2, 2, 0, 1, 1));
        assertArrayEquals(numbers(-2, 3, 10, 20), lookup(-1).run(2, 1, 2));
    }

    @Test
    void negativeIndicesCountFromTheEnd() throws OnnxException {
        assertArrayEquals(numbers(10, 20, 0.5f, 1.5f), lookup(-1, 2).run(1, -1, -3));
    }

    /** As entity embeddings of categories are, whose codes come as floats. */
    @Test
    void rowsMayHaveSeveralAxes() throws OnnxException {
        Models model = Models.of(13, -1, 1)
                .constant(floats("table", new int[] {2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8))
                .node("Cast", "x", "i", whole("to", INT64))
                .node("Gather", "table i", "y");
        assertArrayEquals(numbers(5, 6, 7, 8, 1, 2, 3, 4), model.run(2, 1, 0));
    }

    /** As a search of nearest neighbours takes the values of those that it found: the mean of the two least of three. */
    @Test
    void theNearestHaveTheirValues() throws OnnxException {
        Models model = Models.of(13, -1, 3)
                .constant(floats("values", new int[] {1, 3}, 10, 20, 40))
                .constant(Models.integers("count", 2))
                .constant(Models.integers("shape", -1, 2))
                .node("TopK", "x count", "least which", whole("largest", 0))
                .node("ArrayFeatureExtractor", "values which", "taken")
                .graph(graph -> graph.setNode(1, graph.getNode(1).toBuilder().setDomain("ai.onnx.ml")))
                .node("Reshape", "taken shape", "rows")
                .node("ReduceMean", "rows", "y", Models.list("axes", 1), whole("keepdims", 0));
        assertArrayEquals(numbers(30, 15), model.run(2, 5, 1, 2, 0, 1, 2));
    }

    /** Codes that the input names may go on as whole numbers. */
    @Test
    void aTableMayBeOfWholeNumbers() throws OnnxException {
        Models model = Models.of(13, -1, 1)
                .constant(Models.integers("table", 7, -3))
                .node("Cast", "x", "i", whole("to", INT64))
                .node("Gather", "table i", "g")
                .node("Cast", "g", "y", whole("to", 1));
        assertArrayEquals(numbers(-3, 7), model.run(2, 1, 0));
    }

    /** A table that the batch's single numbers name, and one that depends on the input. */
    @Test
    void whatIsNotReadIsRefused() {
        Models other = Models.of(ElementType.INT64, 13, -1, 2)
                .constant(floats("table", new int[] {3, 2}, 0, 1, 2, 3, 4, 5))
                .node("Gather", "table x", "y", whole("axis", 1));
        refused(other, "(Gather)", "along axis 0 alone");
        Models infinite = Models.of(ElementType.INT64, 13, -1, 2)
                .constant(floats("table", new int[] {2, 1}, 0, Float.NEGATIVE_INFINITY))
                .node("Gather", "table x", "y");
        refused(infinite, "(Gather)", "-Infinity at element 1", "must be finite");
        Models flowing = Models.of(13, -1, 2)
                .constant(scalar("one", 1))
                .node("Cast", "x", "i", whole("to", INT64))
                .node("Add", "x one", "z")
                .node("Gather", "z i", "y", whole("axis", 1));
        refused(flowing, "(Gather)", "the indices must not depend on the model's input");
        Models large = Models.of(ElementType.INT64, 13, -1, 1 << 14)
                .constant(floats("table", new int[] {1 << 10, 1}, new float[1 << 10]))
                .node("Gather", "table x", "y");
        refused(large, "(Gather)", "16777216 places for each example");
    }
}
