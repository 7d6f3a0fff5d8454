package io.jaspis.autodiff;

import static io.jaspis.autodiff.TraceTest.assertMessage;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does not fit is refused where it is recorded, with the operation and the shapes that met. */
class ShapeErrorTest {
    private final Trace trace = new Trace();
    private final Value vector = trace.input("vector", Shape.of(3));
    private final Value matrix = trace.input("matrix", Shape.of(2, 4));
    private final Value image = trace.input("image", Shape.of(2, 5, 6));
    private final Value weights = trace.parameter("weights", Shape.of(4, 2));
    private final Value kernel = trace.parameter("kernel", Shape.of(4, 3, 2, 2));

    @Test
    void linear() {
        assertMessage(() -> vector.dense(weights), "Dense", "[batch, 3]", "[4, 2]");
        assertMessage(() -> vector.denseTransposed(weights), "Dense", "[batch, 3]", "[4, 2]");
        assertMessage(() -> vector.dense(matrix), "Dense", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> image.convolve(kernel, Window.of(2, 2), 1), "Convolve", "[batch, 2, 5, 6]", "[4, 3, 2, 2]");
        assertMessage(() -> image.convolve(kernel, Window.of(3, 2), 1), "Convolve", "[batch, 2, 5, 6]", "[4, 3, 2, 2]");
        assertMessage(() -> image.convolve(kernel, Window.of(2, 2), 3), "Convolve", "[batch, 2, 5, 6]", "[4, 3, 2, 2]");
        assertMessage(() -> vector.convolve(kernel, Window.of(2, 2), 1), "Convolve", "[batch, 3]", "[4, 3, 2, 2]");
        Convolution geometry = new Convolution(3, 5, 6, 4, 1, Window.of(2, 2));
        assertMessage(() -> image.convolve(kernel, geometry), "Convolve", "[batch, 2, 5, 6]", "[3, 5, 6]");
        assertMessage(() -> image.convolveTransposed(kernel, geometry), "Convolve", "[batch, 2, 5, 6]", "[4, 4, 5]");
        assertMessage(() -> vector.plus(matrix), "Add", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> vector.minus(matrix), "Subtract", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(
                () -> trace.record(new Linear.Add(), List.of(vector, matrix)), "Add", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> weights.batchSum(), "BatchSum", "[4, 2]");
        Pooling pooling = new Pooling(2, 5, 6, Window.of(2, 2));
        assertMessage(() -> matrix.select(image, pooling, false), "Select", "[batch, 2, 4]", "[batch, 2, 5, 6]");
        assertMessage(() -> image.select(matrix, pooling, false), "Select", "[batch, 2, 5, 6]", "[batch, 2, 4]");
    }

    @Test
    void paddingThatNoIntHolds() {
        assertMessage(() -> vector.pad(0, Integer.MAX_VALUE, Integer.MAX_VALUE), "Pad", "[batch, 3]", "2147483647");
    }

    @Test
    void products() {
        assertMessage(() -> vector.times(matrix), "Multiply", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> matrix.matMul(matrix), "MatMul", "[batch, 2, 4]");
        assertMessage(() -> matrix.matMul(image), "MatMul", "[batch, 2, 4]", "[batch, 2, 5, 6]");
        assertMessage(() -> vector.denseWeight(matrix), "DenseWeight", "[batch, 3]", "[batch, 2, 4]");
        Convolution geometry = new Convolution(2, 5, 6, 4, 1, Window.of(2, 2));
        assertMessage(() -> image.convolveWeight(image, geometry), "ConvolveWeight", "[batch, 2, 5, 6]");
    }

    @Test
    void maxima() {
        assertMessage(() -> vector.max(matrix), "Max", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> vector.min(matrix), "Min", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> vector.maxPool(Window.of(2, 2)), "Pool", "[batch, 3]");
        assertMessage(() -> image.maxPool(Window.of(7, 7)), "Pool", "[batch, 2, 5, 6]", "7");
        Pooling other = new Pooling(2, 4, 4, Window.of(2, 2));
        assertMessage(
                () -> trace.record(new Maximum.Pool(other), List.of(image)), "Pool", "[batch, 2, 5, 6]", "[2, 4, 4]");
    }

    @Test
    void movements() {
        assertMessage(() -> matrix.reshape(Shape.of(3, 3)), "Reshape", "[batch, 2, 4]", "[3, 3]");
        assertMessage(() -> matrix.transpose(0, 0), "Transpose", "[batch, 2, 4]", "[0, 0]");
        assertMessage(() -> matrix.transpose(0), "Transpose", "[batch, 2, 4]", "[0]");
        assertMessage(() -> matrix.broadcast(3, 2), "Broadcast", "[batch, 2, 4]", "3");
        assertMessage(() -> matrix.broadcastTo(Shape.of(2, 5)), "Broadcast", "[batch, 2, 4]", "[2, 5]");
        assertMessage(() -> matrix.slice(1, 3, 2), "Slice", "[batch, 2, 4]", "3", "4");
        assertMessage(() -> matrix.pad(1, -1, 0), "Pad", "[batch, 2, 4]", "-1");
        assertMessage(() -> matrix.gather(1, List.of(4)), "Gather", "[batch, 2, 4]", "4");
        assertMessage(() -> matrix.scatterAdd(1, List.of(0), 3), "ScatterAdd", "[batch, 2, 4]", "1 indices");
        assertMessage(() -> matrix.scatterAdd(1, List.of(0, 1, 2, 3), 3), "ScatterAdd", "[batch, 2, 4]", "3");
        assertMessage(
                () -> trace.concatenate(0, List.of(vector, matrix)), "Concatenate", "[batch, 3]", "[batch, 2, 4]");
        assertMessage(() -> trace.record(new Movement.RepeatBatch(), List.of(matrix)), "RepeatBatch", "[batch, 2, 4]");
    }

    @Test
    void theNumberOfOperands() {
        assertMessage(() -> trace.record(new Linear.Add(), List.of(vector)), "Add", "[[batch, 3]]");
        assertMessage(() -> trace.record(new Pointwise.Relu(), List.of()), "Relu", "[]");
        assertMessage(() -> trace.record(new Pointwise.Relu(), List.of(vector, vector)), "Relu", "[batch, 3]");
    }
}
