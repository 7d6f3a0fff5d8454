package io.jaspis.autodiff;

import static io.jaspis.autodiff.Check.require;

import io.jaspis.tensor.Shape;
import java.util.List;

/** Linear operations that only move, repeat or drop elements, and so never round (but {@link ScatterAdd}, which adds). */
public sealed interface Movement extends Op {

    /** The same elements in order, under another shape. */
    record Reshape(Shape shape) implements Movement {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(x.shape().size() == shape.size(), "%s cannot take the shape %s", x, shape);
            return x.with(shape);
        }
    }

    /** Axis i of the result is axis {@code permutation[i]} of x. */
    record Transpose(List<Integer> permutation) implements Movement {
        public Transpose {
            permutation = List.copyOf(permutation);
        }

        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            int rank = x.shape().rank();
            require(
                    permutation.size() == rank
                            && permutation.stream().distinct().count() == rank
                            && permutation.stream().allMatch(axis -> axis >= 0 && axis < rank),
                    "%s is no permutation of the axes of %s",
                    permutation,
                    x);
            return x.with(Shape.of(permutation.stream()
                    .mapToInt(axis -> x.shape().extent(axis))
                    .toArray()));
        }

        Transpose inverse() {
            Integer[] back = new Integer[permutation.size()];
            for (int i = 0; i < back.length; i++) {
                back[permutation.get(i)] = i;
            }
            return new Transpose(List.of(back));
        }
    }

    /** A new axis before the given one, along which x repeats. Transpose of {@link Linear.Sum}. */
    record Broadcast(int axis, int extent) implements Movement {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(axis >= 0 && axis <= x.shape().rank(), "there is no axis %d in %s", axis, x);
            return x.with(x.shape().insert(axis, extent));
        }
    }

    /** A shared value given to every example as its own. Transpose of {@link Linear.BatchSum}. */
    record RepeatBatch() implements Movement {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(!x.batched(), "%s is batched already", x);
            return Type.batched(x.shape());
        }
    }

    /** {@code count} elements of one axis from {@code start} on. */
    record Slice(int axis, int start, int count) implements Movement {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(
                    start >= 0 && count >= 1 && count <= x.shape().extent(axis) - start,
                    "elements %d to %d are not all on axis %d of %s",
                    start,
                    start + count - 1,
                    axis,
                    x);
            return x.with(x.shape().with(axis, count));
        }
    }

    /** Zeros before and after along one axis. Transpose of {@link Slice}. */
    record Pad(int axis, int before, int after) implements Movement {
        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(before >= 0 && after >= 0, "padding must not be negative, but is %d and %d", before, after);
            long padded = (long) before + x.shape().extent(axis) + after;
            require(
                    padded <= Integer.MAX_VALUE,
                    "%s with %d and %d more along axis %d is too large",
                    x,
                    before,
                    after,
                    axis);
            return x.with(x.shape().with(axis, (int) padded));
        }
    }

    /** The operands one behind the other along one axis. */
    record Concatenate(int axis) implements Movement {
        @Override
        public Type infer(List<Type> operands) {
            require(!operands.isEmpty(), "there is nothing to concatenate");
            Type first = operands.getFirst();
            int extent = 0;
            boolean batched = first.batched();
            for (Type operand : operands) {
                require(
                        operand.shape().rank() == first.shape().rank()
                                && operand.shape()
                                        .without(axis)
                                        .equals(first.shape().without(axis))
                                && operand.batched() == batched,
                        "%s and %s cannot be joined along axis %d",
                        first,
                        operand,
                        axis);
                extent += operand.shape().extent(axis);
            }
            return first.with(first.shape().with(axis, extent));
        }
    }

    /** Element j of the axis is element {@code indices[j]} of x's. */
    record Gather(int axis, List<Integer> indices) implements Movement {
        public Gather {
            indices = List.copyOf(indices);
        }

        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            int extent = x.shape().extent(axis);
            for (int index : indices) {
                require(index >= 0 && index < extent, "there is no element %d on axis %d of %s", index, axis, x);
            }
            return x.with(x.shape().with(axis, indices.size()));
        }
    }

    /** Adds element j of the axis to element {@code indices[j]} of the result's. Transpose of {@link Gather}. */
    record ScatterAdd(int axis, List<Integer> indices, int extent) implements Movement {
        public ScatterAdd {
            indices = List.copyOf(indices);
        }

        @Override
        public Type infer(List<Type> operands) {
            Type x = operands.getFirst();
            require(x.shape().extent(axis) == indices.size(), "%d indices for axis %d of %s", indices.size(), axis, x);
            for (int index : indices) {
                require(index >= 0 && index < extent, "there is no element %d on an axis of %d", index, extent);
            }
            return x.with(x.shape().with(axis, extent));
        }
    }
}
