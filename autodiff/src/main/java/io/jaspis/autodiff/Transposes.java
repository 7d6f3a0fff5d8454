package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The transposes of the linear operations, each written once: what the gradient and every backward linear bound take a
 * cotangent through. For a value y = A x and a cotangent g of y that is {@code Aᵀ g}, the cotangent of x, so that ⟨A x,
 * g⟩ = ⟨x, Aᵀ g⟩.
 *
 * <p>A cotangent has some leading axes and then the axes of its value. It may be batched where its value is shared; then
 * it is what each example contributes. Whether contributions are added over the batch, as a gradient does, or each stays
 * its example's own, as in a bound, is for the analysis to say.
 *
 * @param lead the number of axes before a value's own: 0 for a gradient, 1 for the axis of a bound's specifications
 * @param fixed gives the weights and selectors, which are not transposed, in the trace of the cotangents
 */
public record Transposes(int lead, UnaryOperator<Value> fixed) {
    /** Those of a gradient in the values' own trace. */
    static final Transposes OF_GRADIENT = new Transposes(0, UnaryOperator.identity());

    /**
     * How many of the operands an operation is linear in together; they come first. In what follows, weights or a
     * selector, it isn't.
     */
    public static int operands(Linear op) {
        return switch (op) {
            case Linear.Add _, Linear.Subtract _ -> 2;
            case Linear.Dense _, Linear.Convolve _, Linear.Scale _, Linear.Sum _, Linear.BatchSum _, Linear.Select _ ->
                1;
        };
    }

    /**
     * The cotangent of one operand of a linear operation.
     *
     * @param op the operation of y
     * @param operand the operand's number, below {@link #operands}
     * @param g the cotangent of y, {@code [lead…, shape of y…]}
     * @return {@code [lead…, shape of the operand…]}
     */
    public Value of(Linear op, Value y, int operand, Value g) {
        Check.require(operand < operands(op), "%s is not linear in operand %d", y, operand);
        Value x = y.operand(operand);
        return switch (op) {
            case Linear.Dense(boolean transposed) -> {
                Value weights = fixed.apply(y.operand(1));
                yield transposed ? g.dense(weights) : g.denseTransposed(weights);
            }
            case Linear.Convolve(var geometry, boolean transposed) -> {
                Value weights = fixed.apply(y.operand(1));
                yield transposed ? g.convolve(weights, geometry) : g.convolveTransposed(weights, geometry);
            }
            case Linear.Add _ -> g;
            case Linear.Subtract _ -> operand == 0 ? g : g.negate();
            case Linear.Scale(float factor) -> g.scale(factor);
            case Linear.Sum(int axis) -> g.broadcast(lead + axis, x.shape().extent(axis));
            case Linear.BatchSum _ -> (g.batched() ? g.batchSum() : g).repeatBatch();
            case Linear.Select(var pooling, boolean transposed) -> {
                Value selector = fixed.apply(y.operand(1));
                yield g.select(selector.broadcastTo(behindLead(g, selector.shape())), pooling, !transposed);
            }
        };
    }

    /**
     * The cotangent of one operand of a movement.
     *
     * @param op the operation of y
     * @param operand the operand's number
     * @param g the cotangent of y, {@code [lead…, shape of y…]}
     * @return {@code [lead…, shape of the operand…]}
     */
    public Value of(Movement op, Value y, int operand, Value g) {
        Shape shape = y.operand(operand).shape();
        return switch (op) {
            case Movement.Reshape _ -> g.reshape(behindLead(g, shape));
            case Movement.Transpose transpose -> g.transpose(behindLead(transpose.inverse()));
            case Movement.Broadcast(int axis, int _) -> g.sum(lead + axis);
            case Movement.RepeatBatch _ -> g;
            case Movement.Slice(int axis, int start, int count) ->
                g.pad(lead + axis, start, shape.extent(axis) - start - count);
            case Movement.Pad(int axis, int before, int _) -> g.slice(lead + axis, before, shape.extent(axis));
            case Movement.Concatenate(int axis) -> {
                int start = 0;
                for (Value part : y.operands().subList(0, operand)) {
                    start += part.shape().extent(axis);
                }
                yield g.slice(lead + axis, start, shape.extent(axis));
            }
            case Movement.Gather(int axis, List<Integer> indices) ->
                g.scatterAdd(lead + axis, indices, shape.extent(axis));
            case Movement.ScatterAdd(int axis, List<Integer> indices, int _) -> g.gather(lead + axis, indices);
        };
    }

    private Shape behindLead(Value g, Shape shape) {
        return g.shape().leading(lead).then(shape);
    }

    private List<Integer> behindLead(Movement.Transpose transpose) {
        List<Integer> permutation = new ArrayList<>();
        for (int axis = 0; axis < lead; axis++) {
            permutation.add(axis);
        }
        transpose.permutation().forEach(axis -> permutation.add(lead + axis));
        return permutation;
    }
}
