package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import org.junit.jupiter.api.Test;

/** Where, masks and what isn't a number: what is kept from the outputs counts for nothing there. */
class ChoicesTest {
    /** What isn't chosen may be anything: exponentials that overflow, logarithms of what is negative, quotients by 0. */
    @Test
    void whatIsNotChosenDoesNotCount() throws OnnxException {
        float[] elu = Models.of(13, -1, 3)
                .constant(floats("zero", 0))
                .constant(floats("one", 1))
                .node("Greater", "x zero", "c")
                .node("Exp", "x", "e")
                .node("Sub", "e one", "below")
                .node("Where", "c x below", "y")
                .run(1, 100, -1, 0);
        assertArrayEquals(numbers(100, (float) Math.expm1(-1), 0), elu, 1e-6f);
        float[] logarithm = Models.of(13, -1, 3)
                .constant(floats("zero", 0))
                .node("Greater", "x zero", "c")
                .node("Log", "x", "l")
                .node("Where", "c l x", "y")
                .run(1, -1, 0, (float) Math.E);
        assertArrayEquals(numbers(-1, 0, 1), logarithm, 1e-6f);
        float[] quotient = Models.of(13, -1, 2)
                .constant(floats("zero", 0))
                .constant(floats("one", 1))
                .node("Equal", "x zero", "c")
                .node("Div", "one x", "q")
                .node("Where", "c x q", "y")
                .run(1, 0, 4);
        assertArrayEquals(numbers(0, 0.25f), quotient, 1e-6f);
    }

    /** Also where a side was moved, repeated, summed or multiplied by weights after what made it infinite or no number. */
    @Test
    void whatIsNotChosenDoesNotCountWhereverItCameFrom() throws OnnxException {
        TensorProto zero = floats("zero", 0);
        TensorProto last = integers("last", 1);
        float[] repeated = Models.of(13, -1, 2)
                .constant(zero)
                .constant(last)
                .node("Greater", "x zero", "c")
                .node("ReduceSum", "x last", "s")
                .node("Log", "s", "l")
                .node("Where", "c l x", "y")
                .run(2, -3, -1, -1, 2);
        assertArrayEquals(numbers(-3, -1, -1, 0), repeated);
        float[] moved = Models.of(13, -1, 1, 2)
                .constant(zero)
                .node("Sqrt", "x", "q")
                .node("Transpose", "q", "t", list("perm", 0, 2, 1))
                .node("Transpose", "x", "xt", list("perm", 0, 2, 1))
                .node("Greater", "xt zero", "c")
                .node("Where", "c t xt", "y")
                .run(1, -4, 4);
        assertArrayEquals(numbers(-4, 2), moved);
        Models summed = Models.of(13, -1, 2)
                .constant(zero)
                .constant(last)
                .constant(floats("w", new int[] {2, 2}, 1, 0, 1, 1))
                .node("Sqrt", "x", "q")
                .node("MatMul", "q w", "p")
                .node("ReduceSum", "p last", "s")
                .node("ReduceMin", "x", "least", list("axes", 1))
                .node("Greater", "least zero", "c")
                .node("Where", "c s x", "y");
        assertArrayEquals(numbers(-1, 4, 6, 6), summed.run(2, -1, 4, 4, 4));
        // Written and read again, it is the same.
        Graph again = Onnx.read(Onnx.write(Onnx.read(summed.bytes())));
        assertArrayEquals(numbers(-1, 4, 6, 6), Models.run(again, 2, -1, 4, 4, 4));
    }

    @Test
    void masksHideFromSoftmaxAlone() throws OnnxException {
        TensorProto mask = floats("m", 0, Float.NEGATIVE_INFINITY, 0);
        float[] masked = Models.of(13, -1, 3)
                .constant(mask)
                .node("Add", "x m", "h")
                .node("Softmax", "h", "y", whole("axis", 1))
                .run(1, 1, 50, 1);
        assertArrayEquals(numbers(0.5f, 0, 0.5f), masked);
        Models seen = Models.of(13, -1, 3).constant(mask).node("Add", "x m", "y");
        assertThrows(OnnxException.class, () -> Onnx.read(seen.bytes()));
    }

    /** Wherever the mask's elements come to be: ONNX makes NaN of a row that it hides altogether. */
    @Test
    void aMaskLeavesSomethingOfEachRow() throws OnnxException {
        float hide = Float.NEGATIVE_INFINITY;
        TensorProto rows = floats("m", new int[] {2, 3}, 0, 0, hide, hide, hide, hide);
        TensorProto columns = floats("m", new int[] {2, 3}, 0, 0, hide, 0, hide, hide);
        refused(
                Models.of(13, -1, 2, 3).constant(rows).node("Add", "x m", "h").node("Softmax", "h", "y"),
                "nothing but minus infinity");
        refused(
                Models.of(13, -1, 2, 3)
                        .constant(columns)
                        .node("Add", "x m", "h")
                        .node("Transpose", "h", "t", list("perm", 0, 2, 1))
                        .node("Softmax", "t", "y"),
                "nothing but minus infinity");
        refused(
                Models.of(13, -1, 2, 3)
                        .constant(columns)
                        .constant(integers("from", 1))
                        .constant(integers("to", 3))
                        .constant(integers("axis", 2))
                        .node("Add", "x m", "h")
                        .node("Slice", "h from to axis", "s")
                        .node("Softmax", "s", "y"),
                "nothing but minus infinity");
        refused(
                Models.of(13, -1, 2)
                        .constant(scalar("m", hide))
                        .constant(floats("never", 0))
                        .node("Cast", "never", "c", whole("to", ElementType.BOOL.code()))
                        .node("Where", "c x m", "h")
                        .node("Softmax", "h", "y"),
                "nothing but minus infinity");
        refused(
                Models.of(13, -1, 2)
                        .constant(scalar("m", hide))
                        .constant(scalar("zero", 0))
                        .node("Greater", "x zero", "c")
                        .node("Where", "c x m", "h")
                        .node("Softmax", "h", "y"),
                "depends on the input");
        refused(
                Models.of(13, -1, 2, 3)
                        .constant(rows)
                        .constant(scalar("half", 0.5f))
                        .node("Add", "x m", "h")
                        .node("Add", "h half", "i")
                        .node("Softmax", "i", "y"),
                "nothing but minus infinity");
        refused(
                Models.of(13, -1, 2)
                        .constant(scalar("m", hide))
                        .node("Add", "x m", "h")
                        .node("Softmax", "h", "y"),
                "nothing but minus infinity");
        // The lowest float, as exporters mask too, is above minus infinity.
        refused(
                Models.of(13, -1, 2)
                        .constant(floats("m", -Float.MAX_VALUE, hide))
                        .node("Add", "x m", "h")
                        .node("Softmax", "h", "y"),
                "which ONNX tells apart");
        assertArrayEquals(
                numbers(0.5f, 0.5f),
                Models.of(13, -1, 2)
                        .constant(floats("m", -Float.MAX_VALUE, -Float.MAX_VALUE))
                        .node("Add", "x m", "h")
                        .node("Softmax", "h", "y")
                        .run(1, 1, 2));
        // Along all axes at once there is something to be seen.
        float[] flat = Models.of(12, -1, 2, 3)
                .constant(rows)
                .node("Add", "x m", "h")
                .node("Softmax", "h", "y", whole("axis", 1))
                .run(1, 1, 1, 9, 9, 9, 9);
        assertArrayEquals(numbers(0.5f, 0.5f, 0, 0, 0, 0), flat);
        float[] turned = Models.of(13, -1, 2, 3)
                .constant(columns)
                .node("Add", "x m", "h")
                .node("Softmax", "h", "y")
                .run(1, 1, 1, 9, 9, 9, 9);
        assertArrayEquals(numbers(0.5f, 0.5f, 0, 1, 0, 0), turned);
    }

    /** As exporters write attention: what a row of nothing would be is replaced, as is any other number that is none. */
    @Test
    void whatIsNoNumberIsReplaced() throws OnnxException {
        float hide = Float.NEGATIVE_INFINITY;
        Models attention = Models.of(13, -1, 2, 3)
                .constant(floats("m", new int[] {2, 3}, 0, 0, hide, hide, hide, hide))
                .constant(scalar("zero", 0))
                .node("Add", "x m", "h")
                .node("Softmax", "h", "s")
                .node("IsNaN", "s", "n")
                .node("Where", "n zero s", "y");
        assertArrayEquals(numbers(0.5f, 0.5f, 0, 0, 0, 0), attention.run(1, 1, 1, 9, 9, 9, 9));
        refused(attention.node("Relu", "s", "other").node("Add", "y other", "z"), "nothing but minus infinity");
        float[] roots = Models.of(13, -1, 4)
                .constant(scalar("one", 1))
                .node("Sqrt", "x", "q")
                .node("IsNaN", "q", "n")
                .node("Where", "n one q", "y")
                .run(1, -1, 0, 4, Float.POSITIVE_INFINITY);
        assertArrayEquals(numbers(1, 0, 2, Float.POSITIVE_INFINITY), roots);
    }

    @Test
    void choicesDependOnTheInput() throws OnnxException {
        float[] actual = Models.of(13, -1, 3)
                .constant(scalar("zero", 0))
                .node("Greater", "x zero", "c")
                .node("Neg", "x", "n")
                .node("Where", "c x n", "y")
                .run(1, -2, 0, 3);
        assertArrayEquals(numbers(2, 0, 3), actual);
    }
}
