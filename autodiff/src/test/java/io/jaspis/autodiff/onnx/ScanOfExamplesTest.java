package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.list;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.scalar;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The first form of Scan, of opset 8. */
class ScanOfExamplesTest {
    /** From h, the greatest of each example's places, s ← s / 2 + v; collects −s. */
    private static Models scan(long batch, String inputs, NodeProto inner, AttributeProto... more) {
        AttributeProto[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = whole("num_scan_inputs", 1);
        all[more.length + 1] = Bodies.body(
                "body", "s v", "t w", Bodies.node("Mul", "s k", "m"), Bodies.node("Add", "m v", "t"), inner);
        return Models.of(8, batch, 3, 2)
                .constant(scalar("k", 0.5f))
                .constant(integers("lengths", 3, 3))
                .constant(integers("shorter", 3, 2))
                .node("ReduceMax", "x", "h", list("axes", 1), whole("keepdims", 0))
                .node("Scan", inputs, "last all", all);
    }

    private static final NodeProto NEGATIVE = Bodies.node("Neg", "t", "w");

    private static final float[] TWO_EXAMPLES = numbers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    /** Against ONNX Runtime 1.30. */
    @Test
    void theFirstFormOfScanGoesOverTheSequenceOfEachExample() throws OnnxException {
        float[] last = {5.5f, 7.375f, 16.75f, 18.625f};
        float[] all = {-2, -3.5f, -3, -4.75f, -5.5f, -7.375f, -11, -12.5f, -13.5f, -15.25f, -16.75f, -18.625f};
        float[] backwards = {-6, -7.5f, -5, -6.75f, -2.5f, -4.375f, -15, -16.5f, -15.5f, -17.25f, -13.75f, -15.625f};
        Models open = scan(-1, " h x", NEGATIVE).node("Identity", "all", "y");
        assertArrayEquals(all, open.run(2, TWO_EXAMPLES));
        assertArrayEquals(
                last, scan(-1, " h x", NEGATIVE).node("Identity", "last", "y").run(2, TWO_EXAMPLES));
        Models lengths = scan(2, "lengths h x", NEGATIVE).node("Identity", "last", "y");
        assertArrayEquals(last, lengths.run(2, TWO_EXAMPLES));
        Models reversed = scan(-1, " h x", NEGATIVE, list("directions", 1)).node("Identity", "all", "y");
        assertArrayEquals(backwards, reversed.run(2, TWO_EXAMPLES));
        Models meeting =
                scan(2, " h x", NEGATIVE).node("ReduceSum", "last", "y", list("axes", 0), whole("keepdims", 1));
        assertArrayEquals(numbers(last[0] + last[2], last[1] + last[3]), meeting.run(1, TWO_EXAMPLES));
    }

    @Test
    void theFirstFormOfScanIsRefusedWhereExamplesWouldMeet() {
        refused(
                scan(-1, " h x", Bodies.node("Add", "t h", "w")).node("Identity", "all", "y"),
                "(Scan)",
                "its body is of one example, but takes 'h' from outside");
        refused(
                scan(2, "shorter h x", NEGATIVE).node("Identity", "all", "y"),
                "(Scan)",
                "sequences of different lengths are not supported: 2 of 3");
        refused(
                scan(-1, " k x", NEGATIVE).node("Identity", "all", "y"),
                "(Scan)",
                "its input 1 must begin with the batch");
        refused(
                Models.of(8, 3, -1, 2)
                        .node(
                                "Scan",
                                " x",
                                "y",
                                whole("num_scan_inputs", 1),
                                Bodies.body("body", "v", "w", Bodies.node("Neg", "v", "w"))),
                "batch");
    }
}
