package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What chooses among the elements of an axis, or puts one at the place that an element names. */
final class ChoiceMeaning {
    private ChoiceMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("ArgMax", call -> List.of(extreme(call, true)));
        operators.put("ArgMin", call -> List.of(extreme(call, false)));
        operators.put("TopK", ChoiceMeaning::top);
        operators.put("Hardmax", call -> List.of(hardmax(call)));
        operators.put("OneHot", call -> List.of(oneHot(call)));
    }

    /** The elements along one axis: where those of run i begin, and how far apart they are. */
    private record Runs(int count, int extent, int stride) {
        static Runs of(int[] shape, int axis) {
            int stride = FileTensor.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
            return new Runs(FileTensor.size(shape) / Math.max(1, shape[axis]), shape[axis], stride);
        }

        int at(int run, int place) {
            return run / stride * stride * extent + run % stride + place * stride;
        }
    }

    /** Whether an element of x is above another, which must be settled. */
    private static boolean above(FileTensor x, int one, int other) {
        return x.isFloat()
                ? x.floats()[one].above(x.floats()[other])
                : x.element().compare(x.integers()[one], x.integers()[other]) > 0;
    }

    private static FileTensor extreme(Call call, boolean largest) {
        FileTensor x = call.x();
        int axis = Call.axis(call.integer("axis", 0), x.rank());
        boolean last = call.integer("select_last_index", 0) != 0;
        Runs runs = Runs.of(x.shape(), axis);
        long[] places = new long[runs.count];
        for (int run = 0; run < places.length; run++) {
            int best = 0;
            for (int i = 1; i < runs.extent; i++) {
                int one = runs.at(run, largest == last ? best : i);
                int other = runs.at(run, largest == last ? i : best);
                boolean above = above(x, one, other);
                best = (last ? !above : above) ? i : best;
            }
            places[run] = best;
        }
        int[] shape = x.shape().clone();
        shape[axis] = 1;
        FileTensor kept = FileTensor.ofWholes(Element.INT64, shape, i -> places[i]);
        return call.integer("keepdims", 1) != 0 ? kept : kept.reshaped(without(shape, axis));
    }

    private static int[] without(int[] shape, int axis) {
        int[] rest = new int[shape.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = shape[i < axis ? i : i + 1];
        }
        return rest;
    }

    /** Of equal elements the first comes first. */
    private static List<FileTensor> top(Call call) {
        FileTensor x = call.x();
        int axis = Call.axis(call.integer("axis", -1), x.rank());
        int count = call.gives("k") ? (int) call.integer("k", 0) : call.input(1).ints()[0];
        boolean largest = call.integer("largest", 1) != 0;
        Runs runs = Runs.of(x.shape(), axis);
        if (count < 0 || count > runs.extent) {
            throw new IllegalArgumentException(count + " of " + runs.extent);
        }
        int[] shape = x.shape().clone();
        shape[axis] = count;
        Runs results = Runs.of(shape, axis);
        int[] sources = new int[FileTensor.size(shape)];
        long[] places = new long[sources.length];
        for (int run = 0; run < runs.count; run++) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < runs.extent; i++) {
                int own = runs.at(run, i);
                int before = order.size();
                for (int j = 0; j < order.size() && before == order.size(); j++) {
                    int other = runs.at(run, order.get(j));
                    before = above(x, largest ? own : other, largest ? other : own) ? j : before;
                }
                order.add(before, i);
            }
            for (int i = 0; i < count; i++) {
                sources[results.at(run, i)] = runs.at(run, order.get(i));
                places[results.at(run, i)] = order.get(i);
            }
        }
        return List.of(x.take(shape, sources), FileTensor.ofWholes(Element.INT64, shape, i -> places[i]));
    }

    /** 1 at the first of the largest elements: of an axis, before opset 13 of all from the axis on. */
    private static FileTensor hardmax(Call call) {
        FileTensor x = call.x();
        boolean joint = call.opset() < 13;
        int axis = Call.axis(call.integer("axis", joint ? 1 : -1), x.rank());
        Runs runs = joint
                ? new Runs(
                        FileTensor.size(Arrays.copyOf(x.shape(), axis)),
                        FileTensor.size(Arrays.copyOfRange(x.shape(), axis, x.rank())),
                        1)
                : Runs.of(x.shape(), axis);
        Real[] result = new Real[x.size()];
        Arrays.fill(result, Real.ZERO);
        for (int run = 0; run < runs.count; run++) {
            int best = 0;
            for (int i = 1; i < runs.extent; i++) {
                best = above(x, runs.at(run, i), runs.at(run, best)) ? i : best;
            }
            result[runs.at(run, best)] = Real.ONE;
        }
        return new FileTensor(x.element(), x.shape(), result, null);
    }

    /** A place outside the depth is nowhere; a negative one counts from the end. */
    private static FileTensor oneHot(Call call) {
        FileTensor indices = call.x();
        FileTensor values = call.input(2);
        int depth = ElementMeaning.cast(call.input(1), Element.INT64).ints()[0];
        FileTensor whole = ElementMeaning.cast(indices, Element.INT64);
        int axis = Call.axis(call.integer("axis", -1), indices.rank() + 1);
        int[] shape = new int[indices.rank() + 1];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = i == axis ? depth : indices.shape()[i < axis ? i : i - 1];
        }
        Runs runs = Runs.of(shape, axis);
        int[] sources = new int[FileTensor.size(shape)];
        for (int run = 0; run < runs.count; run++) {
            long place = whole.integers()[run];
            if (place >= -depth && place < depth) {
                sources[runs.at(run, (int) (place < 0 ? place + depth : place))] = 1;
            }
        }
        return values.take(shape, sources);
    }
}
