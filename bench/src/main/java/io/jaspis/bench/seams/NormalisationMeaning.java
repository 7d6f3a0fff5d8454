package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What normalises by moments or norms of groups of elements. */
final class NormalisationMeaning {
    private NormalisationMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put(
                "InstanceNormalization", call -> List.of(groups(call, call.x().shape()[1])));
        operators.put("GroupNormalization", call -> List.of(groups(call, (int) call.integer("num_groups", 1))));
        operators.put("RMSNormalization", call -> List.of(rootMeanSquare(call)));
        operators.put("LRN", call -> List.of(acrossChannels(call)));
        operators.put("LpNormalization", call -> {
            FileTensor x = call.x();
            int axis = Call.axis(call.integer("axis", -1), x.rank());
            boolean first = call.integer("p", 2) == 1;
            return List.of(perGroup(x, i -> without(i, x.shape(), Set.of(axis)), run -> {
                Real norm = first
                        ? sum(run.stream().map(Real::abs).toList())
                        : sum(run.stream().map(Real::square).toList()).squareRoot();
                return run.stream().map(each -> each.over(norm)).toList();
            }));
        });
        operators.put("MeanVarianceNormalization", call -> {
            FileTensor x = call.x();
            Set<Integer> axes = new TreeSet<>();
            for (int axis : call.gives("axes") ? call.integers("axes") : new int[] {0, 2, 3}) {
                axes.add(Call.axis(axis, x.rank()));
            }
            return List.of(perGroup(x, i -> without(i, x.shape(), axes), run -> {
                List<Real> centred = centred(run);
                Real deviation = meanSquare(centred).squareRoot();
                // ONNX's own function stores this as float32 where its text has a decimal.
                Real more = Real.of(1e-9f).hull(Real.ONE.over(Real.of(1_000_000_000L)));
                return centred.stream()
                        .map(each -> each.over(deviation.plus(more)))
                        .toList();
            }));
        });
    }

    private static Real sum(List<Real> run) {
        return run.stream().reduce(Real.ZERO, Real::plus);
    }

    private static List<Real> centred(List<Real> run) {
        Real mean = sum(run).over(Real.of(run.size()));
        return run.stream().map(each -> each.minus(mean)).toList();
    }

    private static Real meanSquare(List<Real> run) {
        return sum(run.stream().map(Real::square).toList()).over(Real.of(run.size()));
    }

    /** The number of an element without its places on some axes. */
    static int without(int element, int[] shape, Set<Integer> axes) {
        int rest = element;
        int stride = 1;
        int group = 0;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (!axes.contains(axis)) {
                group += rest % shape[axis] * stride;
                stride *= shape[axis];
            }
            rest /= shape[axis];
        }
        return group;
    }

    /** A function of all elements that have one number together. */
    private static FileTensor perGroup(
            FileTensor x, ToIntFunction<Integer> group, Function<List<Real>, List<Real>> function) {
        Real[] result = new Real[x.size()];
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            int number = group.applyAsInt(i);
            while (groups.size() <= number) {
                groups.add(new ArrayList<>());
            }
            groups.get(number).add(i);
        }
        for (List<Integer> members : groups) {
            List<Real> normal =
                    function.apply(members.stream().map(i -> x.floats()[i]).toList());
            for (int i = 0; i < members.size(); i++) {
                result[members.get(i)] = normal.get(i);
            }
        }
        return new FileTensor(x.element(), x.shape(), result, null);
    }

    private static FileTensor groups(Call call, int groups) {
        FileTensor x = call.x();
        int channels = x.shape()[1];
        int size = FileTensor.size(Arrays.copyOfRange(x.shape(), 2, x.rank()));
        Real epsilon = Real.of(call.real("epsilon", 1e-5f));
        FileTensor normal = perGroup(x, i -> i / (channels / groups * size), run -> {
            List<Real> centred = centred(run);
            Real deviation = meanSquare(centred).plus(epsilon).squareRoot();
            return centred.stream().map(each -> each.over(deviation)).toList();
        });
        boolean perGroup = call.input(1).size() < channels;
        return FileTensor.of(x.element(), x.shape(), i -> {
            int channel = i / size % channels;
            int at = perGroup ? channel / (channels / groups) : channel;
            return normal.floats()[i]
                    .times(call.input(1).floats()[at])
                    .plus(call.input(2).floats()[at]);
        });
    }

    private static FileTensor rootMeanSquare(Call call) {
        FileTensor x = call.x();
        int axis = Call.axis(call.integer("axis", -1), x.rank());
        int extent = FileTensor.size(Arrays.copyOfRange(x.shape(), axis, x.rank()));
        Real epsilon = Real.of(call.real("epsilon", 1e-5f));
        FileTensor scale = call.input(1).broadcast(x.shape());
        FileTensor normal = perGroup(x, i -> i / extent, run -> {
            Real root = meanSquare(run).plus(epsilon).squareRoot();
            return run.stream().map(each -> each.over(root)).toList();
        });
        return FileTensor.of(x.element(), x.shape(), i -> normal.floats()[i].times(scale.floats()[i]));
    }

    /** By the squares of the channels around. */
    private static FileTensor acrossChannels(Call call) {
        FileTensor x = call.x();
        int size = (int) call.integer("size", 1);
        int channels = x.shape()[1];
        int stride = FileTensor.size(Arrays.copyOfRange(x.shape(), 2, x.rank()));
        Real alpha = Real.of(call.real("alpha", 1e-4f));
        Real beta = Real.of(call.real("beta", 0.75f));
        Real bias = Real.of(call.real("bias", 1));
        return FileTensor.of(x.element(), x.shape(), i -> {
            int channel = i / stride % channels;
            Real sum = Real.ZERO;
            int first = Math.max(0, channel - (size - 1) / 2);
            int last = Math.min(channels - 1, channel + size / 2);
            for (int c = first; c <= last; c++) {
                sum = sum.plus(x.floats()[i + (c - channel) * stride].square());
            }
            Real base = bias.plus(alpha.times(sum).over(Real.of(size)));
            return x.floats()[i].over(Functions.power(base, beta));
        });
    }
}
