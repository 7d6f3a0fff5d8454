package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One node of a graph: an operation and its operands. Its methods record further operations in the same {@link Trace};
 * nothing is computed until a plan of the graph runs.
 *
 * <p>Axes are those of one example. The arithmetic of two values broadcasts as NumPy does: shapes are aligned at their
 * last axes, and an axis that is missing or of extent 1 repeats.
 */
public final class Value {
    private final Trace trace;
    private final int index;
    private final Op op;
    private final List<Value> operands;
    private final Type type;

    Value(Trace trace, int index, Op op, List<Value> operands, Type type) {
        this.trace = trace;
        this.index = index;
        this.op = op;
        this.operands = operands;
        this.type = type;
    }

    /** The record that it is a part of, where its methods record further values. */
    public Trace trace() {
        return trace;
    }

    /** The place in the trace: operands come before what uses them. */
    public int index() {
        return index;
    }

    /** The operation that makes it. */
    public Op op() {
        return op;
    }

    /** What the operation is of, in its order; none for a source. */
    public List<Value> operands() {
        return operands;
    }

    /** One of the operands, from 0. */
    public Value operand(int number) {
        return operands.get(number);
    }

    /** Its shape, and whether each example has its own. */
    public Type type() {
        return type;
    }

    /**
     * Where the value comes from, such as the node of an ONNX model that it is a part of. A value recorded twice is one
     * value, with the labels of both: this is the first. It makes no difference to what the value is.
     */
    public Optional<String> label() {
        return trace.labels(this).stream().findFirst();
    }

    /** The same value, with a label more. */
    public Value labelled(String label) {
        trace.label(this, label);
        return this;
    }

    /** The shape of one example. */
    public Shape shape() {
        return type.shape();
    }

    /** Whether each example has its own; else it is one for all. */
    public boolean batched() {
        return type.batched();
    }

    private Value record(Op operation, Value... others) {
        List<Value> all = new ArrayList<>(1 + others.length);
        all.add(this);
        all.addAll(List.of(others));
        return trace.record(operation, all);
    }

    // Linear

    /** {@code [..., in]} to {@code [..., out]} by weights {@code [out, in]}. */
    public Value dense(Value weights) {
        return record(new Linear.Dense(false), weights);
    }

    /** {@code [..., out]} to {@code [..., in]} by weights {@code [out, in]}: the transpose of {@link #dense}. */
    public Value denseTransposed(Value weights) {
        return record(new Linear.Dense(true), weights);
    }

    /** The convolution of {@code [..., channels, height, width]}, whose sizes follow from the two shapes. */
    public Value convolve(Value weights, Window window, int groups) {
        return convolve(
                weights,
                Trace.explained(
                        "Convolve", List.of(type, weights.type), () -> geometry(weights.shape(), window, groups)));
    }

    private Convolution geometry(Shape weights, Window window, int groups) {
        Check.require(shape().rank() >= 3, "an image must be [channels, height, width], but is %s", type);
        Check.require(
                weights.rank() == 4
                        && weights.extent(2) == window.kernelHeight()
                        && weights.extent(3) == window.kernelWidth(),
                "weights must be [out, in / groups, %d, %d], but are %s",
                window.kernelHeight(),
                window.kernelWidth(),
                weights);
        return new Convolution(
                shape().extent(-3), shape().extent(-2), shape().extent(-1), weights.extent(0), groups, window);
    }

    /** The same of a known geometry, by weights {@code [out, in / groups, height, width]}. */
    public Value convolve(Value weights, Convolution geometry) {
        return record(new Linear.Convolve(geometry, false), weights);
    }

    /** The transpose of {@link #convolve}, from the result's shape to the image's. */
    public Value convolveTransposed(Value weights, Convolution geometry) {
        return record(new Linear.Convolve(geometry, true), weights);
    }

    public Value plus(Value other) {
        return elementwise(new Linear.Add(), other);
    }

    public Value minus(Value other) {
        return elementwise(new Linear.Subtract(), other);
    }

    /** The product with a number; by 1 this very value. */
    public Value scale(float factor) {
        return factor == 1 ? this : record(new Linear.Scale(factor));
    }

    /** The same numbers as a value of its own: {@link #scale} by 1 would be this value itself. */
    public Value copied() {
        return record(new Linear.Scale(1));
    }

    public Value negate() {
        return scale(-1);
    }

    /** The sum over the given axes, which go; without any, over all. */
    public Value sum(int... axes) {
        boolean[] summed = new boolean[shape().rank()];
        for (int axis : axes) {
            summed[shape().axis(axis)] = true;
        }
        Value result = this;
        for (int axis = summed.length - 1; axis >= 0; axis--) {
            if (summed[axis] || axes.length == 0) {
                result = result.record(new Linear.Sum(axis));
            }
        }
        return result;
    }

    /** The mean over the given axes, which go; without any, over all. */
    public Value mean(int... axes) {
        Value sum = sum(axes);
        return sum.over(shape().size() / sum.shape().size());
    }

    /** The sum over the batch, as a shared value. */
    public Value batchSum() {
        return record(new Linear.BatchSum());
    }

    /** See {@link Linear.Select}. */
    public Value select(Value selector, Pooling pooling, boolean transposed) {
        return ownBatch(selector).record(new Linear.Select(pooling, transposed), selector.ownBatch(this));
    }

    // Pointwise

    public Value absolute() {
        return record(new Pointwise.Absolute());
    }

    /** 1 where positive, else 0, also for NaN. */
    public Value step() {
        return record(new Pointwise.Step());
    }

    /** 1, 0 or −1; NaN for NaN. */
    public Value sign() {
        return record(new Pointwise.Sign());
    }

    /** max(x, 0); see {@link Pointwise.Relu}. */
    public Value relu() {
        return record(new Pointwise.Relu());
    }

    /** x where positive, else the slope times x; see {@link Pointwise.LeakyRelu}. */
    public Value leakyRelu(float slope) {
        return record(new Pointwise.LeakyRelu(slope));
    }

    /** The nearest number from lower to upper; see {@link Pointwise.Clip}. */
    public Value clip(float lower, float upper) {
        return record(new Pointwise.Clip(lower, upper));
    }

    /** The sum with a number; with 0 this very value. */
    public Value plus(float amount) {
        return amount == 0 ? this : record(new Pointwise.Shift(amount));
    }

    public Value sigmoid() {
        return record(new Pointwise.Sigmoid());
    }

    public Value tanh() {
        return record(new Pointwise.Tanh());
    }

    public Value exponential() {
        return record(new Pointwise.Exponential());
    }

    /** {@code e^x − 1}, accurate also near zero, where {@code exponential().plus(-1)} cancels. */
    public Value exponentialMinusOne() {
        return record(new Pointwise.ExponentialMinusOne());
    }

    /** {@code log(1 + e^x)}, accurate for all x: near {@code e^x} far below zero, near x far above. */
    public Value softplus() {
        return record(new Pointwise.Softplus());
    }

    /** See {@link Pointwise.ErrorFunction}. */
    public Value errorFunction() {
        return record(new Pointwise.ErrorFunction());
    }

    /** See {@link Pointwise.ArcTangent}. */
    public Value arcTangent() {
        return record(new Pointwise.ArcTangent());
    }

    /** See {@link Pointwise.ArcSine}. */
    public Value arcSine() {
        return record(new Pointwise.ArcSine());
    }

    /** See {@link Pointwise.ArcCosine}. */
    public Value arcCosine() {
        return record(new Pointwise.ArcCosine());
    }

    /** See {@link Pointwise.Narrow}. */
    public Value narrow(Pointwise.Format format) {
        return record(new Pointwise.Narrow(format));
    }

    /** The natural logarithm; see {@link Pointwise.Logarithm}. */
    public Value logarithm() {
        return record(new Pointwise.Logarithm());
    }

    public Value squareRoot() {
        return record(new Pointwise.SquareRoot());
    }

    public Value reciprocal() {
        return record(new Pointwise.Reciprocal());
    }

    /** The sine of an angle in radians; see {@link Pointwise.Sine}. */
    public Value sine() {
        return record(new Pointwise.Sine());
    }

    /** The cosine of an angle in radians; see {@link Pointwise.Cosine}. */
    public Value cosine() {
        return record(new Pointwise.Cosine());
    }

    /** The power to a fixed exponent; see {@link Pointwise.Power}. */
    public Value power(float exponent) {
        return exponent == 1 ? this : record(new Pointwise.Power(exponent));
    }

    public Value floor() {
        return record(new Pointwise.Floor());
    }

    /** See {@link Pointwise.Round}. */
    public Value round() {
        return record(new Pointwise.Round());
    }

    /** See {@link Pointwise.RoundUp}. */
    public Value roundUp(int steps) {
        return record(new Pointwise.RoundUp(steps));
    }

    /** See {@link Pointwise.RoundDown}. */
    public Value roundDown(int steps) {
        return record(new Pointwise.RoundDown(steps));
    }

    // Product

    public Value times(Value other) {
        return elementwise(new Product.Multiply(), other);
    }

    /** What is let through where this isn't 0; see {@link Product.Gate}. */
    public Value gate(Value other) {
        return elementwise(new Product.Gate(), other);
    }

    /** 1 − this: of an indicator, which is 0 or 1, the other one. */
    public Value not() {
        return negate().plus(1);
    }

    /**
     * Of an indicator the elements of the first where it is 1 and of the second where it is 0, to the bit and whatever the other one is
     * there. All three are repeated to one shape first, so that bounds see a choice in it.
     */
    public Value choose(Value first, Value second) {
        Shape common = Trace.explained(
                "Choose",
                List.of(type, first.type, second.type),
                () -> Broadcasting.common(Type.shared(Broadcasting.common(type, first.type)), second.type));
        Value indicator = broadcastTo(common);
        return indicator.gate(first.broadcastTo(common)).plus(indicator.not().gate(second.broadcastTo(common)));
    }

    /** The product with a reciprocal, which rounds twice. */
    public Value over(Value other) {
        return times(other.reciprocal());
    }

    /** Each element that isn't negative, or 1 for 0: what may be divided by, of any size. */
    public Value notZero() {
        return plus(step().negate().plus(1));
    }

    /** The quotient by a number: a product where its reciprocal is a float, else by an operation that bounds enclose. */
    public Value over(float divisor) {
        float reciprocal = 1 / divisor;
        boolean exact = reciprocal * (double) divisor == 1;
        return exact ? scale(reciprocal) : times(trace.constant(divisor).reciprocal());
    }

    /** The quotient, rounded once; see {@link Quotient}. */
    public Value dividedBy(Value divisor) {
        return elementwise(new Quotient(), divisor);
    }

    /** The product of each example's own matrices; see {@link Product.MatMul}. */
    public Value matMul(Value other) {
        return record(new Product.MatMul(), other);
    }

    /** See {@link Product.DenseWeight}. */
    public Value denseWeight(Value other) {
        return ownBatch(other).record(new Product.DenseWeight(), other.ownBatch(this));
    }

    /** See {@link Product.ConvolveWeight}. */
    public Value convolveWeight(Value g, Convolution geometry) {
        return ownBatch(g).record(new Product.ConvolveWeight(geometry), g.ownBatch(this));
    }

    // Maximum

    /** The larger of two, element by element; see {@link Maximum.Max}. */
    public Value max(Value other) {
        return elementwise(new Maximum.Max(), other);
    }

    /** The smaller of two, element by element; see {@link Maximum.Min}. */
    public Value min(Value other) {
        return elementwise(new Maximum.Min(), other);
    }

    /** The maximum over windows of {@code [..., channels, height, width]}. */
    public Value maxPool(Window window) {
        return record(new Maximum.Pool(Trace.explained("Pool", List.of(type), () -> {
            Check.require(shape().rank() >= 3, "an image must be [channels, height, width], but is %s", type);
            return new Pooling(shape().extent(-3), shape().extent(-2), shape().extent(-1), window);
        })));
    }

    /** The maximum over one axis, which goes. */
    public Value maximum(int axis) {
        int position = shape().axis(axis);
        Shape around = shape().without(position);
        int inner = shape().size(position + 1, shape().rank());
        return reshape(Shape.of(shape().size(0, position), shape().extent(position), inner))
                .maxPool(Window.of(shape().extent(position), 1))
                .reshape(around);
    }

    // Movement

    /**
     * The same elements in the same order, in another shape.
     *
     * @throws IllegalArgumentException where that has another number of elements
     */
    public Value reshape(Shape other) {
        if (shape().equals(other)) {
            return this;
        }
        return op instanceof Movement.Reshape
                ? operands.getFirst().reshape(other)
                : record(new Movement.Reshape(other));
    }

    /** The value under the reshapes of this one: the same elements in the same order. */
    public Value unshaped() {
        Value base = this;
        while (base.op instanceof Movement.Reshape) {
            base = base.operand(0);
        }
        return base;
    }

    /** One axis of all. */
    public Value flatten() {
        return reshape(Shape.of(shape().size()));
    }

    /** The axes in another order: axis i of the result is this one of the operand. */
    public Value transpose(Integer... permutation) {
        return transpose(List.of(permutation));
    }

    /** The same with a list, which must have each axis, from 0, once. */
    public Value transpose(List<Integer> permutation) {
        boolean identity = true;
        for (int axis = 0; axis < permutation.size(); axis++) {
            identity &= permutation.get(axis) == axis;
        }
        return identity && permutation.size() == shape().rank() ? this : record(new Movement.Transpose(permutation));
    }

    /** Repeats along a new axis before the given one. */
    public Value broadcast(int axis, int extent) {
        return extent == 1 ? reshape(shape().insert(axis, 1)) : record(new Movement.Broadcast(axis, extent));
    }

    /** Repeats to a shape as NumPy does. */
    public Value broadcastTo(Shape target) {
        if (shape().equals(target)) {
            return this;
        }
        int missing = target.rank() - shape().rank();
        Check.require(missing >= 0, "Broadcast: %s cannot be repeated to %s", type, target);
        Value result = this;
        for (int axis = target.rank() - 1; axis >= 0; axis--) {
            int own = axis - missing;
            if (own >= 0) {
                int extent = shape().extent(own);
                Check.require(
                        extent == target.extent(axis) || extent == 1,
                        "Broadcast: %s cannot be repeated to %s",
                        type,
                        target);
                if (extent != target.extent(axis)) {
                    result = result.reshape(result.shape().without(own)).broadcast(own, target.extent(axis));
                }
            } else {
                result = result.broadcast(0, target.extent(axis));
            }
        }
        return result;
    }

    /** A shared value as every example's own; a batched one as it is. */
    public Value repeatBatch() {
        return batched() ? this : record(new Movement.RepeatBatch());
    }

    private Value ownBatch(Value partner) {
        return partner.batched() ? repeatBatch() : this;
    }

    /** So many positions of an axis, from one on. */
    public Value slice(int axis, int start, int count) {
        int position = shape().axis(axis);
        return start == 0 && count == shape().extent(position)
                ? this
                : record(new Movement.Slice(position, start, count));
    }

    /** With so many zeros before and after the elements of an axis. */
    public Value pad(int axis, int before, int after) {
        return before == 0 && after == 0 ? this : record(new Movement.Pad(shape().axis(axis), before, after));
    }

    /** The positions of an axis that the indices name, from 0, in their order; one may be named often or never. */
    public Value gather(int axis, List<Integer> indices) {
        return record(new Movement.Gather(shape().axis(axis), indices));
    }

    /** The transpose of {@link #gather}: each position of the axis is added to where its index says, of an axis of this extent. */
    public Value scatterAdd(int axis, List<Integer> indices, int extent) {
        return record(new Movement.ScatterAdd(shape().axis(axis), indices, extent));
    }

    // Composed

    /** Softmax over one axis, computed from the differences to the largest element. */
    public Value softmax(int axis) {
        Value powers = minus(alongAxis(maximum(axis), axis)).exponential();
        return powers.times(alongAxis(powers.sum(axis).reciprocal(), axis));
    }

    /** The logarithm of {@link #softmax}. */
    public Value logSoftmax(int axis) {
        Value shifted = minus(alongAxis(maximum(axis), axis));
        return shifted.minus(alongAxis(shifted.exponential().sum(axis).logarithm(), axis));
    }

    private Value alongAxis(Value reduced, int axis) {
        int position = shape().axis(axis);
        return reduced.broadcast(position, shape().extent(position));
    }

    private Value elementwise(Op operation, Value other) {
        Shape common = Trace.explained(
                Trace.name(operation), List.of(type, other.type), () -> Broadcasting.common(type, other.type));
        return broadcastTo(common).record(operation, other.broadcastTo(common));
    }

    /** A constant of this value's shape, with every element the same. */
    public Value filled(float value) {
        return trace.constant(Tensor.filled(shape(), value));
    }

    @Override
    public String toString() {
        return "%" + index + " = " + op + " " + type
                + label().map(label -> " at '" + label + "'").orElse("");
    }
}
