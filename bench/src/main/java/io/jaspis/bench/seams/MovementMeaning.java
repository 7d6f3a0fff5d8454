package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What moves elements, or repeats and leaves out some. */
final class MovementMeaning {
    private MovementMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Reshape", call -> List.of(reshape(call)));
        operators.put("Flatten", call -> {
            int axis = (int) call.integer("axis", 1);
            int first = axis < 0 ? axis + call.x().rank() : axis;
            int rows = FileTensor.size(Arrays.copyOf(call.x().shape(), first));
            return List.of(call.x().reshaped(rows, call.x().size() / rows));
        });
        operators.put("Transpose", call -> List.of(transpose(call)));
        operators.put("Squeeze", call -> List.of(squeeze(call)));
        operators.put("Unsqueeze", call -> List.of(unsqueeze(call)));
        operators.put(
                "Expand",
                call -> List.of(call.x()
                        .broadcast(FileTensor.common(
                                call.x().shape(), call.input(1).ints()))));
        operators.put("Concat", call -> List.of(concatenate(call)));
        operators.put("Slice", call -> List.of(slice(call)));
        operators.put("Gather", call -> List.of(gather(call)));
        operators.put("Split", MovementMeaning::split);
        operators.put("Pad", call -> List.of(pad(call)));
        operators.put("Tile", call -> {
            FileTensor x = call.x();
            int[] repeats = call.input(1).ints();
            int[][] places = new int[x.rank()][];
            for (int axis = 0; axis < places.length; axis++) {
                int extent = x.shape()[axis];
                places[axis] = IntStream.range(0, extent * repeats[axis])
                        .map(i -> i % extent)
                        .toArray();
            }
            return List.of(pick(x, places));
        });
    }

    /** The elements at these places of each axis; a place of −1 is filled. */
    private static FileTensor pick(FileTensor x, int[][] places, FileTensor filling) {
        int[] shape = Arrays.stream(places).mapToInt(axis -> axis.length).toArray();
        int[] sources = new int[FileTensor.size(shape)];
        for (int i = 0; i < sources.length; i++) {
            int rest = i;
            int stride = 1;
            boolean filled = false;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                int place = places[axis][rest % shape[axis]];
                filled |= place < 0;
                sources[i] += place * stride;
                rest /= shape[axis];
                stride *= x.shape()[axis];
            }
            sources[i] = filled ? -1 : sources[i];
        }
        return x.isFloat()
                ? FileTensor.of(x.element(), shape, i -> sources[i] < 0 ? filling.floats()[0] : x.floats()[sources[i]])
                : FileTensor.ofWholes(
                        x.element(), shape, i -> sources[i] < 0 ? filling.integers()[0] : x.integers()[sources[i]]);
    }

    private static FileTensor pick(FileTensor x, int[][] places) {
        return pick(x, places, null);
    }

    private static int[][] everything(FileTensor x) {
        int[][] places = new int[x.rank()][];
        Arrays.setAll(places, axis -> IntStream.range(0, x.shape()[axis]).toArray());
        return places;
    }

    private static FileTensor along(FileTensor x, int axis, int[] places) {
        int[][] all = everything(x);
        all[axis] = places;
        return pick(x, all);
    }

    private static FileTensor reshape(Call call) {
        int[] shape = call.input(1).ints();
        int open = -1;
        int others = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 0 && call.integer("allowzero", 0) == 0) {
                shape[axis] = call.x().shape()[axis];
            }
            if (shape[axis] == -1) {
                open = axis;
            } else {
                others *= shape[axis];
            }
        }
        if (open >= 0) {
            shape[open] = call.x().size() / others;
        }
        return call.x().reshaped(shape);
    }

    private static FileTensor transpose(Call call) {
        FileTensor x = call.x();
        int rank = x.rank();
        int[] permutation = call.gives("perm")
                ? call.integers("perm")
                : IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        int[] shape = Arrays.stream(permutation).map(axis -> x.shape()[axis]).toArray();
        int[] strides = new int[rank];
        for (int axis = rank - 1, stride = 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= x.shape()[axis];
        }
        int[] sources = new int[x.size()];
        for (int i = 0; i < sources.length; i++) {
            int rest = i;
            for (int axis = rank - 1; axis >= 0; axis--) {
                sources[i] += rest % shape[axis] * strides[permutation[axis]];
                rest /= shape[axis];
            }
        }
        return x.take(shape, sources);
    }

    private static FileTensor squeeze(Call call) {
        FileTensor x = call.x();
        int[] axes = call.attributeOrInput("axes", 1);
        TreeSet<Integer> dropped = new TreeSet<>();
        for (int axis = 0; axis < x.rank() && axes == null; axis++) {
            if (x.shape()[axis] == 1) {
                dropped.add(axis);
            }
        }
        for (int axis : axes == null ? new int[0] : axes) {
            dropped.add(Call.axis(axis, x.rank()));
        }
        return x.reshaped(IntStream.range(0, x.rank())
                .filter(axis -> !dropped.contains(axis))
                .map(axis -> x.shape()[axis])
                .toArray());
    }

    private static FileTensor unsqueeze(Call call) {
        int[] axes = call.attributeOrInput("axes", 1);
        int rank = call.x().rank() + axes.length;
        TreeSet<Integer> added = new TreeSet<>();
        Arrays.stream(axes).forEach(axis -> added.add(Call.axis(axis, rank)));
        int[] shape = new int[rank];
        for (int axis = 0, next = 0; axis < rank; axis++) {
            shape[axis] = added.contains(axis) ? 1 : call.x().shape()[next++];
        }
        return call.x().reshaped(shape);
    }

    private static FileTensor concatenate(Call call) {
        FileTensor first = call.x();
        int axis = Call.axis(call.integer("axis", 0), first.rank());
        int[] shape = first.shape().clone();
        shape[axis] = 0;
        for (FileTensor part : call.inputs()) {
            int[] other = part.shape().clone();
            if (part.element() != first.element() || other.length != shape.length) {
                throw new IllegalArgumentException("parts of several types or ranks");
            }
            shape[axis] += other[axis];
            other[axis] = shape[axis];
            if (!Arrays.equals(other, shape)) {
                throw new IllegalArgumentException("parts that don't fit each other");
            }
        }
        int inner = FileTensor.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
        int size = FileTensor.size(shape);
        Real[] reals = new Real[size];
        long[] wholes = new long[size];
        int offset = 0;
        for (FileTensor part : call.inputs()) {
            int run = part.shape()[axis] * inner;
            for (int i = 0; i < part.size(); i++) {
                int to = i / run * shape[axis] * inner + offset + i % run;
                if (first.isFloat()) {
                    reals[to] = part.floats()[i];
                } else {
                    wholes[to] = part.integers()[i];
                }
            }
            offset += run;
        }
        return first.isFloat()
                ? new FileTensor(first.element(), shape, reals, null)
                : new FileTensor(first.element(), shape, null, wholes);
    }

    private static long bounded(long place, long least, long most) {
        return Math.max(least, Math.min(most, place));
    }

    private static FileTensor slice(Call call) {
        boolean attributes = call.gives("starts");
        FileTensor x = call.x();
        long[] starts = attributes ? call.longs("starts") : call.input(1).integers();
        long[] ends = attributes ? call.longs("ends") : call.input(2).integers();
        int[] axes = call.attributeOrInput("axes", 3);
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : Call.axis(axes[i], x.rank());
            int extent = x.shape()[axis];
            long step = call.has(4) ? call.input(4).integers()[i] : 1;
            long start = starts[i] < 0 ? starts[i] + extent : starts[i];
            long end = ends[i] < 0 ? ends[i] + extent : ends[i];
            List<Integer> places = new ArrayList<>();
            if (step > 0) {
                for (long at = bounded(start, 0, extent); at < bounded(end, 0, extent); at += step) {
                    places.add((int) at);
                }
            } else {
                for (long at = bounded(start, -1, extent - 1L); at > bounded(end, -1, extent - 1L); at += step) {
                    places.add((int) at);
                }
            }
            x = along(x, axis, places.stream().mapToInt(Integer::intValue).toArray());
        }
        return x;
    }

    private static FileTensor gather(Call call) {
        FileTensor x = call.x();
        FileTensor indices = call.input(1);
        int axis = Call.axis(call.integer("axis", 0), x.rank());
        int extent = x.shape()[axis];
        int[] places = Arrays.stream(indices.ints())
                .map(place -> Call.axis(place, extent))
                .toArray();
        List<Integer> shape = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (i == axis) {
                Arrays.stream(indices.shape()).forEach(shape::add);
            } else {
                shape.add(x.shape()[i]);
            }
        }
        return along(x, axis, places)
                .reshaped(shape.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<FileTensor> split(Call call) {
        FileTensor x = call.x();
        int axis = Call.axis(call.integer("axis", 0), x.rank());
        int extent = x.shape()[axis];
        int[] sizes = call.attributeOrInput("split", 1);
        if (sizes == null) {
            int parts = (int) call.integer("num_outputs", call.node().getOutputCount());
            int size = (extent + parts - 1) / parts;
            sizes = new int[parts];
            Arrays.fill(sizes, size);
            sizes[parts - 1] = extent - size * (parts - 1);
        }
        if (Arrays.stream(sizes).sum() != extent) {
            throw new IllegalArgumentException("parts that don't make up the whole");
        }
        List<FileTensor> parts = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            parts.add(along(x, axis, IntStream.range(from, from + size).toArray()));
            from += size;
        }
        return parts;
    }

    private static FileTensor pad(Call call) {
        FileTensor x = call.x();
        int[] pads = call.attributeOrInput("pads", 1);
        int[] axes = call.has(3)
                ? call.input(3).ints()
                : IntStream.range(0, x.rank()).toArray();
        String mode = call.text("mode", "constant");
        FileTensor filling = call.has(2)
                ? call.input(2)
                : x.isFloat()
                        ? FileTensor.of(x.element(), new int[0], _ -> Real.of(call.real("value", 0)))
                        : FileTensor.ofWholes(x.element(), new int[0], _ -> 0);
        int[][] places = everything(x);
        for (int i = 0; i < axes.length; i++) {
            int axis = Call.axis(axes[i], x.rank());
            int extent = x.shape()[axis];
            places[axis] = IntStream.range(-pads[i], extent + pads[i + axes.length])
                    .map(place -> padded(place, extent, mode))
                    .toArray();
        }
        return pick(x, places, filling);
    }

    private static int padded(int place, int extent, String mode) {
        boolean inside = place >= 0 && place < extent;
        return inside
                ? place
                : switch (mode) {
                    case "constant" -> -1;
                    case "edge" -> place < 0 ? 0 : extent - 1;
                    case "reflect" -> place < 0 ? -place : 2 * (extent - 1) - place;
                    case "wrap" -> Math.floorMod(place, extent);
                    default -> throw new IllegalArgumentException("padding by " + mode);
                };
    }
}
