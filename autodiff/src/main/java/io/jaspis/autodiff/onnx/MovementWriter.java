package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes what only moves, repeats or drops elements. */
final class MovementWriter {
    private MovementWriter() {}

    static void write(ModelBuilder model, Value value, Movement movement) throws OnnxException {
        String x = model.name(value.operand(0));
        int lead = ModelBuilder.axis(value, 0);
        switch (movement) {
            case Movement.Reshape(Shape shape) ->
                model.node(value, "Reshape", List.of(x, model.integers(target(shape, lead, 0))));
            case Movement.Transpose(List<Integer> permutation) -> {
                long[] axes = new long[permutation.size() + lead];
                for (int axis = lead; axis < axes.length; axis++) {
                    axes[axis] = permutation.get(axis - lead) + lead;
                }
                model.node(value, "Transpose", List.of(x), ModelBuilder.attribute("perm", axes));
            }
            case Movement.Broadcast(int axis, int extent) -> {
                String inserted = model.node("Unsqueeze", List.of(x, model.integers(axis + lead)));
                long[] extents = new long[value.shape().rank() + lead];
                Arrays.fill(extents, 1);
                extents[axis + lead] = extent;
                model.node(value, "Expand", List.of(inserted, model.integers(extents)));
            }
            case Movement.RepeatBatch _ -> {
                String own = model.integers(target(value.shape(), 0, 0));
                String extents =
                        model.node("Concat", List.of(model.batchExtent(), own), ModelBuilder.attribute("axis", 0));
                String inserted = model.node("Unsqueeze", List.of(x, model.integers(0)));
                model.node(value, "Expand", List.of(inserted, extents));
            }
            case Movement.Slice(int axis, int start, int count) ->
                model.node(
                        value,
                        "Slice",
                        List.of(x, model.integers(start), model.integers(start + count), model.integers(axis + lead)));
            case Movement.Pad(int axis, int before, int after) -> {
                int rank = value.shape().rank() + lead;
                long[] pads = new long[2 * rank];
                pads[axis + lead] = before;
                pads[axis + lead + rank] = after;
                model.node(value, "Pad", List.of(x, model.integers(pads)));
            }
            case Movement.Concatenate(int axis) ->
                model.node(value, "Concat", model.names(value), ModelBuilder.attribute("axis", (long) axis + lead));
            case Movement.Gather(int axis, List<Integer> indices) ->
                model.node(
                        value,
                        "Gather",
                        List.of(
                                x,
                                model.integers(indices.stream()
                                        .mapToLong(Integer::longValue)
                                        .toArray())),
                        ModelBuilder.attribute("axis", (long) axis + lead));
            case Movement.ScatterAdd _ -> throw OnnxWriter.noCounterpart(value);
        }
    }

    /** A shape as the target of a reshape, with the batch's extent in front where there is a batch. */
    static long[] target(Shape shape, int lead, long batch) {
        List<Long> extents = new ArrayList<>();
        if (lead == 1) {
            extents.add(batch);
        }
        for (int extent : shape.extents()) {
            extents.add((long) extent);
        }
        return extents.stream().mapToLong(Long::longValue).toArray();
    }
}
