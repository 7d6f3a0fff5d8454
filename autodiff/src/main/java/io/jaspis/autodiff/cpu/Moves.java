package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.tensor.kernels.Movements;
import io.jaspis.tensor.kernels.Transposition;
import io.jaspis.tensor.kernels.Transpositions;
import java.util.Arrays;

/** Movements of elements. */
record Moves(Site site) {

    Action of(Movement op, Value value) {
        Value first = value.operand(0);
        Location x = site.locate(first);
        Location y = site.locate(value);
        return switch (op) {
            case Movement.Reshape _ -> throw new IllegalStateException("a reshape is not computed: " + value);
            case Movement.Transpose transpose -> transpose(transpose, value);
            case Movement.Broadcast(int axis, int extent) -> broadcast(value, axis, extent);
            case Movement.RepeatBatch() -> {
                int size = value.shape().size();
                yield site.perLine(
                        site.plan().batch(),
                        size,
                        (from, count) -> Movements.broadcast(
                                1, count, size, x.array(), x.at(), y.array(), y.at() + from * size));
            }
            case Movement.Slice(int axis, int start, int count) -> {
                int outer = site.outer(value, axis);
                int inner = Site.inner(value, axis);
                int extent = first.shape().extent(axis);
                yield () -> Movements.slice(outer, extent, start, count, inner, x.array(), x.at(), y.array(), y.at());
            }
            case Movement.Pad(int axis, int before, int after) -> {
                int outer = site.outer(value, axis);
                int inner = Site.inner(value, axis);
                int extent = first.shape().extent(axis);
                yield () -> Movements.pad(outer, extent, before, after, inner, x.array(), x.at(), y.array(), y.at());
            }
            case Movement.Concatenate(int axis) -> concatenate(value, axis);
            case Movement.Gather(int axis, var indices) -> {
                int outer = site.outer(value, axis);
                int inner = Site.inner(value, axis);
                int extent = first.shape().extent(axis);
                int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                yield () -> Movements.gather(outer, extent, order, inner, x.array(), x.at(), y.array(), y.at());
            }
            case Movement.ScatterAdd(int axis, var indices, int extent) -> {
                int outer = site.outer(value, axis);
                int inner = Site.inner(value, axis);
                int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                yield () -> Movements.scatterAdd(outer, extent, order, inner, x.array(), x.at(), y.array(), y.at());
            }
        };
    }

    private Action transpose(Movement.Transpose transpose, Value value) {
        Value first = value.operand(0);
        int lead = value.batched() ? 1 : 0;
        int[] extents = new int[value.shape().rank() + lead];
        int[] permutation = new int[extents.length];
        if (value.batched()) {
            extents[0] = site.plan().batch();
        }
        for (int axis = 0; axis < value.shape().rank(); axis++) {
            extents[axis + lead] = first.shape().extent(axis);
            permutation[axis + lead] = transpose.permutation().get(axis) + lead;
        }
        Location x = site.locate(first);
        Location y = site.locate(value);
        Transposition transposition = Transposition.of(extents, permutation);
        Transpositions transpositions = site.kernels().transpositions();
        return () -> transpositions.apply(transposition, x.array(), x.at(), y.array(), y.at());
    }

    private Action broadcast(Value value, int axis, int extent) {
        Location x = site.locate(value.operand(0));
        Location y = site.locate(value);
        int inner = Site.inner(value, axis);
        int size = extent * inner;
        return site.perLine(
                site.outer(value, axis),
                size,
                (from, count) -> Movements.broadcast(
                        count, extent, inner, x.array(), x.at() + from * inner, y.array(), y.at() + from * size));
    }

    private Action concatenate(Value value, int axis) {
        int parts = value.operands().size();
        Location[] places = new Location[parts];
        int[] lengths = new int[parts];
        for (int i = 0; i < parts; i++) {
            Value part = value.operand(i);
            places[i] = site.locate(part);
            lengths[i] = part.shape().extent(axis) * Site.inner(part, axis);
        }
        Location y = site.locate(value);
        int outer = site.outer(value, axis);
        int row = Arrays.stream(lengths).sum();
        return () -> {
            int start = y.at();
            for (int part = 0; part < parts; part++) {
                int length = lengths[part];
                Location x = places[part];
                for (int i = 0; i < outer; i++) {
                    System.arraycopy(x.array(), x.at() + i * length, y.array(), start + i * row, length);
                }
                start += length;
            }
        };
    }
}
