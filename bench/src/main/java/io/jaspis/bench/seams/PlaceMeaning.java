package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** What takes elements from places that other elements name, puts them there, or adds them up on the way. */
final class PlaceMeaning {
    private PlaceMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("GatherElements", call -> List.of(gatherElements(call)));
        operators.put("GatherND", call -> List.of(gatherPoints(call)));
        operators.put("ScatterElements", call -> List.of(scattered(call, elements(call))));
        operators.put("Scatter", call -> List.of(scattered(call, elements(call))));
        operators.put("ScatterND", call -> List.of(scattered(call, points(call))));
        operators.put("Compress", call -> List.of(compress(call)));
        operators.put("NonZero", call -> List.of(nonZero(call.x())));
        operators.put("ReverseSequence", call -> List.of(reversed(call)));
        operators.put("Trilu", call -> List.of(triangle(call)));
        operators.put("EyeLike", call -> List.of(identity(call)));
        operators.put("CumSum", call -> List.of(cumulative(call)));
        operators.put("DepthToSpace", call -> List.of(depthToSpace(call)));
        operators.put("SpaceToDepth", call -> List.of(spaceToDepth(call)));
    }

    private static int[] place(int element, int[] shape) {
        int[] place = new int[shape.length];
        int rest = element;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return place;
    }

    private static int element(int[] place, int[] shape) {
        int element = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (place[axis] < 0 || place[axis] >= shape[axis]) {
                throw new IllegalArgumentException("no place " + place[axis] + " among " + shape[axis]);
            }
            element = element * shape[axis] + place[axis];
        }
        return element;
    }

    /** The elements of x at the place that each element of the result names. */
    private static FileTensor mapped(FileTensor x, int[] shape, Function<int[], int[]> from) {
        int[] sources = new int[FileTensor.size(shape)];
        Arrays.setAll(sources, i -> element(from.apply(place(i, shape)), x.shape()));
        return x.take(shape, sources);
    }

    private static int wrapped(long place, int extent) {
        return (int) (place < 0 ? place + extent : place);
    }

    /** Of each index the element of x that it names. */
    private static int[] elements(Call call) {
        FileTensor x = call.x();
        FileTensor indices = call.input(1);
        int axis = Call.axis(call.integer("axis", 0), x.rank());
        int[] elements = new int[indices.size()];
        Arrays.setAll(elements, i -> {
            int[] place = place(i, indices.shape());
            place[axis] = wrapped(indices.integers()[i], x.shape()[axis]);
            return element(place, x.shape());
        });
        return elements;
    }

    private static FileTensor gatherElements(Call call) {
        return call.x().take(call.input(1).shape(), elements(call));
    }

    private static FileTensor gatherPoints(Call call) {
        FileTensor x = call.x();
        FileTensor indices = call.input(1);
        int shared = (int) call.integer("batch_dims", 0);
        int depth = indices.shape()[indices.rank() - 1];
        int outer = indices.rank() - 1;
        int[] shape = new int[outer + x.rank() - shared - depth];
        System.arraycopy(indices.shape(), 0, shape, 0, outer);
        System.arraycopy(x.shape(), shared + depth, shape, outer, shape.length - outer);
        return mapped(x, shape, place -> {
            int[] from = new int[x.rank()];
            System.arraycopy(place, 0, from, 0, shared);
            int[] at = Arrays.copyOf(place, outer + 1);
            for (int i = 0; i < depth; i++) {
                at[outer] = i;
                from[shared + i] = wrapped(indices.integers()[element(at, indices.shape())], x.shape()[shared + i]);
            }
            System.arraycopy(place, outer, from, shared + depth, shape.length - outer);
            return from;
        });
    }

    /** Of each element of the updates the element of x that it goes to. */
    private static int[] points(Call call) {
        FileTensor x = call.x();
        FileTensor indices = call.input(1);
        int outer = indices.rank() - 1;
        int depth = indices.shape()[outer];
        FileTensor updates = call.input(2);
        int[] elements = new int[updates.size()];
        Arrays.setAll(elements, i -> {
            int[] place = place(i, updates.shape());
            int[] at = Arrays.copyOf(place, outer + 1);
            int[] to = new int[x.rank()];
            for (int k = 0; k < depth; k++) {
                at[outer] = k;
                to[k] = wrapped(indices.integers()[element(at, indices.shape())], x.shape()[k]);
            }
            System.arraycopy(place, outer, to, depth, x.rank() - depth);
            return element(to, x.shape());
        });
        return elements;
    }

    /** Of several that go to one place ONNX says only how they are reduced. */
    private static FileTensor scattered(Call call, int[] elements) {
        FileTensor x = call.x();
        FileTensor updates = call.input(2);
        String reduction = call.text("reduction", "none");
        if (reduction.equals("none") && Arrays.stream(elements).distinct().count() < elements.length) {
            throw new UndefinedException("two updates of one place");
        }
        if (updates.size() != elements.length || updates.element() != x.element()) {
            throw new IllegalArgumentException("updates that don't fit");
        }
        if (!x.isFloat()) {
            if (!reduction.equals("none")) {
                throw new UndefinedException("whole numbers aren't reduced here");
            }
            long[] wholes = x.integers().clone();
            for (int i = 0; i < elements.length; i++) {
                wholes[elements[i]] = updates.integers()[i];
            }
            return FileTensor.ofWholes(x.element(), x.shape(), i -> wholes[i]);
        }
        BinaryOperator<Real> meeting = switch (reduction) {
            case "add" -> Real::plus;
            case "mul" -> Real::times;
            case "max" -> Real::max;
            case "min" -> Real::min;
            default -> (_, update) -> update;
        };
        Real[] reals = x.floats().clone();
        for (int i = 0; i < elements.length; i++) {
            reals[elements[i]] = meeting.apply(reals[elements[i]], updates.floats()[i]);
        }
        return new FileTensor(x.element(), x.shape(), reals, null);
    }

    private static FileTensor compress(Call call) {
        boolean flat = !call.gives("axis");
        FileTensor x = flat ? call.x().reshaped(call.x().size()) : call.x();
        int axis = flat ? 0 : Call.axis(call.integer("axis", 0), x.rank());
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < Math.min(call.input(1).size(), x.shape()[axis]); i++) {
            if (call.input(1).integers()[i] != 0) {
                kept.add(i);
            }
        }
        int[] shape = x.shape().clone();
        shape[axis] = kept.size();
        return mapped(x, shape, place -> {
            place[axis] = kept.get(place[axis]);
            return place;
        });
    }

    private static FileTensor nonZero(FileTensor x) {
        IntPredicate zero = i -> x.isFloat() ? x.floats()[i].equalTo(Real.ZERO) : x.integers()[i] == 0;
        List<int[]> places = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            if (!zero.test(i)) {
                places.add(place(i, x.shape()));
            }
        }
        int count = places.size();
        return FileTensor.ofWholes(Element.INT64, new int[] {x.rank(), count}, i -> places.get(i % count)[i / count]);
    }

    private static FileTensor reversed(Call call) {
        FileTensor x = call.x();
        int time = Call.axis(call.integer("time_axis", 0), x.rank());
        int batch = Call.axis(call.integer("batch_axis", 1), x.rank());
        return mapped(x, x.shape(), place -> {
            int length = (int) call.input(1).integers()[place[batch]];
            if (length < 0 || length > x.shape()[time]) {
                throw new IllegalArgumentException("a length of " + length);
            }
            place[time] = place[time] < length ? length - 1 - place[time] : place[time];
            return place;
        });
    }

    private static FileTensor triangle(Call call) {
        FileTensor x = call.x();
        long diagonal = call.has(1) ? call.input(1).integers()[0] : 0;
        boolean upper = call.integer("upper", 1) != 0;
        int rank = x.rank();
        IntPredicate stays = i -> {
            int[] place = place(i, x.shape());
            long above = place[rank - 1] - place[rank - 2];
            return upper ? above >= diagonal : above <= diagonal;
        };
        return x.isFloat()
                ? FileTensor.of(x.element(), x.shape(), i -> stays.test(i) ? x.floats()[i] : Real.ZERO)
                : FileTensor.ofWholes(x.element(), x.shape(), i -> stays.test(i) ? x.integers()[i] : 0);
    }

    private static FileTensor identity(Call call) {
        int[] shape = call.x().shape();
        if (shape.length != 2) {
            throw new IllegalArgumentException("no matrix");
        }
        long diagonal = call.integer("k", 0);
        Element element = call.gives("dtype")
                ? Element.of((int) call.integer("dtype", 0))
                : call.x().element();
        FileTensor ones =
                FileTensor.ofWholes(Element.INT64, shape, i -> i % shape[1] - i / shape[1] == diagonal ? 1 : 0);
        return ElementMeaning.cast(ones, element);
    }

    private static FileTensor cumulative(Call call) {
        FileTensor x = call.x();
        int axis = Call.axis(call.input(1).integers()[0], x.rank());
        boolean reverse = call.integer("reverse", 0) != 0;
        boolean exclusive = call.integer("exclusive", 0) != 0;
        return FileTensor.of(x.element(), x.shape(), i -> {
            int[] place = place(i, x.shape());
            int own = place[axis];
            Real sum = Real.ZERO;
            for (int at = 0; at < x.shape()[axis]; at++) {
                int before = reverse ? at - own : own - at;
                if (before > 0 || before == 0 && !exclusive) {
                    place[axis] = at;
                    sum = sum.plus(x.floats()[element(place, x.shape())]);
                }
            }
            return sum;
        });
    }

    private static FileTensor depthToSpace(Call call) {
        FileTensor x = call.x();
        int block = (int) call.integer("blocksize", 1);
        int[] old = x.shape();
        if (old.length != 4 || old[1] % (block * block) != 0) {
            throw new IllegalArgumentException("no blocks of " + block);
        }
        int channels = old[1] / block / block;
        boolean blocksFirst = call.text("mode", "DCR").equals("DCR");
        return mapped(x, new int[] {old[0], channels, old[2] * block, old[3] * block}, place -> {
            int inBlock = place[2] % block * block + place[3] % block;
            int channel = blocksFirst ? inBlock * channels + place[1] : place[1] * block * block + inBlock;
            return new int[] {place[0], channel, place[2] / block, place[3] / block};
        });
    }

    private static FileTensor spaceToDepth(Call call) {
        FileTensor x = call.x();
        int block = (int) call.integer("blocksize", 1);
        int[] old = x.shape();
        if (old.length != 4 || old[2] % block != 0 || old[3] % block != 0) {
            throw new IllegalArgumentException("no blocks of " + block);
        }
        int[] shape = {old[0], old[1] * block * block, old[2] / block, old[3] / block};
        return mapped(x, shape, place -> {
            int inBlock = place[1] / old[1];
            return new int[] {
                place[0], place[1] % old[1], place[2] * block + inBlock / block, place[3] * block + inBlock % block
            };
        });
    }
}
