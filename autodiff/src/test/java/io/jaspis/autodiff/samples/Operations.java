package io.jaspis.autodiff.samples;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Small graphs of a single operation each, of every operation there is, with batched and with shared operands. */
public final class Operations {
    /**
     * A graph of one operation, with output {@code y}. What the operation is linear in are the inputs; weights and
     * selectors are parameters.
     */
    public record Operation(Class<? extends Op> op, Sample sample) {
        @Override
        public String toString() {
            return sample.name();
        }
    }

    /** The operands of one graph, shared where the mask's bit of their number is set. */
    private static final class Operands {
        final Trace trace = new Trace();
        private final int shared;
        private int count;

        Operands(int shared) {
            this.shared = shared;
        }

        Value data(int... extents) {
            String name = List.of("x", "z", "v").get(count);
            boolean batched = (shared >> count++ & 1) == 0;
            return trace.input(name, new Type(batched, Shape.of(extents)));
        }

        Value weights(int... extents) {
            return trace.parameter("w", Shape.of(extents));
        }
    }

    private static final int[] ONE = {0, 1};
    private static final int[] TWO = {0, 1, 2, 3};
    private static final Window UNEVEN = new Window(2, 3, 2, 1, 1, 0, 0, 2, 1, 2);

    private final List<Operation> found = new ArrayList<>();

    private Operations() {}

    public static List<Operation> all() {
        Operations operations = new Operations();
        operations.sources();
        operations.linear();
        operations.pointwise();
        operations.products();
        operations.quotients();
        operations.maxima();
        operations.movements();
        return operations.found;
    }

    private void add(Class<? extends Op> op, String variant, int[] masks, Function<Operands, Value> graph) {
        add(op, variant, -1, 1, masks, graph);
    }

    private void add(
            Class<? extends Op> op,
            String variant,
            float low,
            float high,
            int[] masks,
            Function<Operands, Value> graph) {
        for (int mask : masks) {
            Operands operands = new Operands(mask);
            Value y = graph.apply(operands);
            String name = op.getSimpleName() + " " + variant + (mask == 0 ? "" : " shared " + mask);
            found.add(new Operation(op, new Sample(name, operands.trace.graph("y", y), found.size(), low, high)));
        }
    }

    private void sources() {
        add(Source.Input.class, "", ONE, o -> o.data(2, 3));
        add(Source.Parameter.class, "", ONE, o -> o.data(2, 3).times(o.weights(3)));
        Tensor constant = Sample.uniform(new SplittableRandom(1), Shape.of(2, 3), -1, 1);
        add(Source.Constant.class, "", ONE, o -> o.data(2, 3).times(o.trace.constant(constant)));
        add(Source.BatchSize.class, "", ONE, o -> o.data(2).times(o.trace.batchSize()));
        add(Random.Uniform.class, "", ONE, o -> o.data(2, 3).times(o.trace.uniform(Shape.of(2, 3), 1)));
        add(Random.Normal.class, "", ONE, o -> o.data(2, 3).times(o.trace.normal(Shape.of(3), 2)));
    }

    private void linear() {
        add(Linear.Dense.class, "", ONE, o -> o.data(3).dense(o.weights(4, 3)));
        add(Linear.Dense.class, "of rows", ONE, o -> o.data(2, 1, 3).dense(o.weights(4, 3)));
        add(Linear.Dense.class, "transposed", ONE, o -> o.data(2, 4).denseTransposed(o.weights(4, 3)));
        Convolution plain = new Convolution(2, 3, 4, 3, 1, Window.of(2, 2));
        Convolution uneven = new Convolution(4, 5, 4, 2, 2, UNEVEN);
        Convolution depthwise = new Convolution(2, 3, 3, 4, 2, Window.of(3, 3).padding(1, 1, 1, 1));
        add(Linear.Convolve.class, "", ONE, o -> o.data(2, 3, 4).convolve(o.weights(3, 2, 2, 2), plain));
        add(Linear.Convolve.class, "uneven", ONE, o -> o.data(4, 5, 4).convolve(o.weights(2, 2, 2, 3), uneven));
        add(
                Linear.Convolve.class,
                "depthwise",
                ONE,
                o -> o.data(2, 2, 3, 3).convolve(o.weights(4, 1, 3, 3), depthwise));
        add(
                Linear.Convolve.class,
                "transposed",
                ONE,
                o -> o.data(3, 2, 3).convolveTransposed(o.weights(3, 2, 2, 2), plain));
        add(
                Linear.Convolve.class,
                "uneven transposed",
                ONE,
                o -> o.data(2, 2, uneven.outputHeight(), uneven.outputWidth())
                        .convolveTransposed(o.weights(2, 2, 2, 3), uneven));
        add(Linear.Add.class, "", TWO, o -> o.data(2, 3).plus(o.data(2, 3)));
        add(Linear.Add.class, "broadcast", TWO, o -> o.data(2, 1).plus(o.data(3)));
        add(Linear.Subtract.class, "", TWO, o -> o.data(2, 3).minus(o.data(2, 3)));
        add(Linear.Subtract.class, "broadcast", TWO, o -> o.data(3).minus(o.data(2, 1, 1)));
        add(Linear.Scale.class, "", ONE, o -> o.data(2, 3).scale(-0.3f));
        add(Linear.Sum.class, "first", ONE, o -> o.data(2, 3, 2).sum(0));
        add(Linear.Sum.class, "middle", ONE, o -> o.data(2, 3, 2).sum(1));
        add(Linear.Sum.class, "last", ONE, o -> o.data(2, 3, 2).sum(-1));
        add(Linear.Sum.class, "all", ONE, o -> o.data(2, 3).sum());
        add(Linear.BatchSum.class, "", new int[] {0}, o -> o.data(2, 3).batchSum());
        Pooling pooling = new Pooling(2, 4, 3, Window.of(2, 2));
        Pooling padded = new Pooling(2, 5, 4, UNEVEN);
        add(Linear.Select.class, "", ONE, o -> o.data(2, 4, 3).select(o.weights(2, 4, 3), pooling, false));
        add(Linear.Select.class, "transposed", ONE, o -> o.data(2, 3, 2).select(o.weights(2, 4, 3), pooling, true));
        add(Linear.Select.class, "padded", ONE, o -> o.data(3, 2, 5, 4).select(o.weights(3, 2, 5, 4), padded, false));
        add(
                Linear.Select.class,
                "padded transposed",
                ONE,
                o -> o.data(3, 2, padded.outputHeight(), padded.outputWidth())
                        .select(o.weights(3, 2, 5, 4), padded, true));
    }

    private void function(Class<? extends Pointwise> op, UnaryOperator<Value> function) {
        function(op, -2, 2, function);
    }

    private void function(Class<? extends Pointwise> op, float low, float high, UnaryOperator<Value> function) {
        add(op, "", low, high, ONE, o -> function.apply(o.data(3, 2)));
    }

    private void pointwise() {
        function(Pointwise.Absolute.class, Value::absolute);
        function(Pointwise.Step.class, Value::step);
        function(Pointwise.Sign.class, Value::sign);
        function(Pointwise.Relu.class, Value::relu);
        function(Pointwise.LeakyRelu.class, x -> x.leakyRelu(0.01f));
        function(Pointwise.LeakyRelu.class, x -> x.leakyRelu(-1e9f));
        function(Pointwise.Clip.class, x -> x.clip(-0.5f, 1));
        function(Pointwise.Clip.class, x -> x.clip(Float.NEGATIVE_INFINITY, 0.25f));
        function(Pointwise.Clip.class, x -> x.clip(-0.3f, Float.POSITIVE_INFINITY));
        function(Pointwise.Shift.class, x -> x.plus(0.7f));
        function(Pointwise.Sigmoid.class, Value::sigmoid);
        function(Pointwise.Tanh.class, Value::tanh);
        function(Pointwise.Exponential.class, Value::exponential);
        function(Pointwise.ExponentialMinusOne.class, Value::exponentialMinusOne);
        function(Pointwise.Softplus.class, Value::softplus);
        function(Pointwise.Logarithm.class, 0.5f, 3, Value::logarithm);
        function(Pointwise.SquareRoot.class, 0.5f, 3, Value::squareRoot);
        function(Pointwise.Reciprocal.class, 0.5f, 3, Value::reciprocal);
        function(Pointwise.Reciprocal.class, -3, -0.5f, Value::reciprocal);
        function(Pointwise.Sine.class, Value::sine);
        function(Pointwise.Cosine.class, Value::cosine);
        // Powers whose exponent less one is a float again: else the gradient's exponent is rounded.
        function(Pointwise.Power.class, x -> x.power(2));
        function(Pointwise.Power.class, x -> x.power(3));
        function(Pointwise.Power.class, x -> x.power(0));
        function(Pointwise.Power.class, 0.5f, 3, x -> x.power(-1.25f));
        function(Pointwise.Power.class, 0.5f, 3, x -> x.power(0.5f));
        function(Pointwise.Power.class, -3, -0.5f, x -> x.power(-3));
        function(Pointwise.Floor.class, Value::floor);
        function(Pointwise.Round.class, Value::round);
        function(Pointwise.ErrorFunction.class, Value::errorFunction);
        function(Pointwise.ArcTangent.class, Value::arcTangent);
        function(Pointwise.ArcSine.class, -0.5f, 0.5f, Value::arcSine);
        function(Pointwise.ArcCosine.class, -0.5f, 0.5f, Value::arcCosine);
        function(Pointwise.Narrow.class, x -> x.narrow(Pointwise.Format.FLOAT16));
        function(Pointwise.Narrow.class, x -> x.narrow(Pointwise.Format.BFLOAT16));
        function(Pointwise.RoundUp.class, x -> x.roundUp(2));
        function(Pointwise.RoundDown.class, x -> x.roundDown(3));
    }

    private void products() {
        add(Product.Multiply.class, "", TWO, o -> o.data(2, 3).times(o.data(2, 3)));
        add(Product.Multiply.class, "broadcast", TWO, o -> o.data(2, 1, 2).times(o.data(3, 1)));
        add(Product.Gate.class, "", TWO, o -> o.data(2, 3).gate(o.data(2, 3)));
        add(Product.Gate.class, "broadcast", TWO, o -> o.data(2, 1, 2).gate(o.data(3, 1)));
        add(Product.MatMul.class, "", TWO, o -> o.data(2, 3).matMul(o.data(3, 4)));
        add(Product.MatMul.class, "of many", TWO, o -> o.data(2, 1, 2, 3).matMul(o.data(2, 1, 3, 2)));
        add(Product.DenseWeight.class, "", TWO, o -> o.data(4).denseWeight(o.data(3)));
        add(Product.DenseWeight.class, "of rows", TWO, o -> o.data(2, 4).denseWeight(o.data(2, 3)));
        Convolution plain = new Convolution(2, 3, 4, 3, 1, Window.of(2, 2));
        Convolution uneven = new Convolution(4, 5, 4, 2, 2, UNEVEN);
        add(Product.ConvolveWeight.class, "", TWO, o -> o.data(2, 3, 4).convolveWeight(o.data(3, 2, 3), plain));
        add(
                Product.ConvolveWeight.class,
                "uneven",
                TWO,
                o -> o.data(2, 4, 5, 4)
                        .convolveWeight(o.data(2, 2, uneven.outputHeight(), uneven.outputWidth()), uneven));
    }

    private void quotients() {
        add(Quotient.class, "", 0.5f, 3, TWO, o -> o.data(2, 3).dividedBy(o.data(2, 3)));
        add(Quotient.class, "broadcast", -3, -0.5f, TWO, o -> o.data(2, 1, 2).dividedBy(o.data(3, 1)));
        add(Quotient.class, "by weights", 0.5f, 3, ONE, o -> o.data(2, 3).dividedBy(o.weights(3)));
        add(Quotient.class, "of itself", 0.5f, 3, ONE, o -> {
            Value x = o.data(2, 3);
            return x.dividedBy(x);
        });
    }

    private void maxima() {
        add(Maximum.Max.class, "", TWO, o -> o.data(2, 3).max(o.data(2, 3)));
        add(Maximum.Max.class, "broadcast", TWO, o -> o.data(2, 3).max(o.data(1)));
        add(Maximum.Min.class, "", TWO, o -> o.data(2, 3).min(o.data(2, 3)));
        add(Maximum.Pool.class, "", ONE, o -> o.data(2, 4, 3).maxPool(Window.of(2, 2)));
        add(
                Maximum.Pool.class,
                "strided",
                ONE,
                o -> o.data(4, 4, 4).maxPool(Window.of(2, 2).stride(2, 2)));
        add(Maximum.Pool.class, "padded", ONE, o -> o.data(3, 2, 5, 4).maxPool(UNEVEN));
        add(Maximum.Pool.class, "of an axis", ONE, o -> o.data(2, 3, 2).maximum(1));
    }

    private void movements() {
        add(Movement.Reshape.class, "", ONE, o -> o.data(2, 3).reshape(Shape.of(3, 1, 2)));
        add(Movement.Transpose.class, "", ONE, o -> o.data(2, 3).transpose(1, 0));
        add(Movement.Transpose.class, "of three", ONE, o -> o.data(2, 3, 4).transpose(2, 0, 1));
        add(Movement.Broadcast.class, "first", ONE, o -> o.data(2, 3).broadcast(0, 2));
        add(Movement.Broadcast.class, "middle", ONE, o -> o.data(2, 3).broadcast(1, 2));
        add(Movement.Broadcast.class, "last", ONE, o -> o.data(2, 3).broadcast(2, 2));
        add(Movement.Broadcast.class, "scalar", ONE, o -> o.data().broadcast(0, 3));
        add(Movement.RepeatBatch.class, "", new int[] {1}, o -> o.data(2, 3).repeatBatch());
        add(Movement.Slice.class, "", ONE, o -> o.data(2, 5, 2).slice(1, 1, 3));
        add(Movement.Slice.class, "end", ONE, o -> o.data(2, 5).slice(-1, 3, 2));
        add(Movement.Pad.class, "", ONE, o -> o.data(2, 3, 2).pad(1, 1, 2));
        add(Movement.Pad.class, "after", ONE, o -> o.data(3).pad(0, 0, 2));
        add(Movement.Concatenate.class, "", TWO, o -> o.trace.concatenate(1, List.of(o.data(2, 1), o.data(2, 3))));
        add(
                Movement.Concatenate.class,
                "three",
                TWO,
                o -> o.trace.concatenate(0, List.of(o.data(2, 1), o.data(1, 1), o.data(1, 1))));
        add(Movement.Gather.class, "", ONE, o -> o.data(2, 3, 2).gather(1, List.of(2, 0, 2, 1)));
        add(Movement.ScatterAdd.class, "", ONE, o -> o.data(2, 4, 2).scatterAdd(1, List.of(2, 0, 2, 4), 5));
    }
}
