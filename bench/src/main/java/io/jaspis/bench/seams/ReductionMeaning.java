package io.jaspis.bench.seams;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What reduces axes, and what normalises over them. */
final class ReductionMeaning {
    private ReductionMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        put(operators, "ReduceSum", ReductionMeaning::sum, ReductionMeaning::wholeSum);
        // The mean of whole numbers is cut to a whole one.
        put(
                operators,
                "ReduceMean",
                run -> sum(run).over(Real.of(run.size())),
                run -> wholeSum(run).divide(BigInteger.valueOf(run.size())));
        put(
                operators,
                "ReduceMax",
                run -> run.stream().reduce(Real::max).orElseThrow(),
                run -> run.stream().reduce(BigInteger::max).orElseThrow());
        put(
                operators,
                "ReduceMin",
                run -> run.stream().reduce(Real::min).orElseThrow(),
                run -> run.stream().reduce(BigInteger::min).orElseThrow());
        put(
                operators,
                "ReduceL1",
                run -> sum(run.stream().map(Real::abs).toList()),
                run -> wholeSum(run.stream().map(BigInteger::abs).toList()));
        operators.put("ReduceL2", call -> {
            FileTensor x = reduce(call, ReductionMeaning::squares, ReductionMeaning::wholeSquares);
            // Where the squares of whole numbers need more than the type, their norm isn't settled: that is refused
            // above.
            return List.of(
                    x.isFloat()
                            ? FileTensor.of(x.element(), x.shape(), i -> x.floats()[i].squareRoot())
                            : FileTensor.ofWholes(
                                    x.element(),
                                    x.shape(),
                                    i -> x.whole(i).sqrt().longValueExact()));
        });
        put(operators, "ReduceSumSquare", ReductionMeaning::squares, ReductionMeaning::wholeSquares);
        put(
                operators,
                "ReduceProd",
                run -> run.stream().reduce(Real.ONE, Real::times),
                run -> run.stream().reduce(BigInteger.ONE, BigInteger::multiply));
        logarithm(operators, "ReduceLogSum", ReductionMeaning::sum);
        logarithm(
                operators,
                "ReduceLogSumExp",
                run -> sum(run.stream().map(Functions::exponential).toList()));
        operators.put("Softmax", call -> List.of(softmax(call, false)));
        operators.put("LogSoftmax", call -> List.of(softmax(call, true)));
        operators.put("LayerNormalization", ReductionMeaning::layerNormalization);
    }

    /** The logarithm of what a reduction gives; of whole numbers it would be cut. */
    private static void logarithm(
            Map<String, Function<Call, List<FileTensor>>> operators, String name, Function<List<Real>, Real> reals) {
        operators.put(name, call -> {
            FileTensor x = reduce(call, reals, _ -> {
                throw new UndefinedException("the logarithm of whole numbers");
            });
            return List.of(FileTensor.of(x.element(), x.shape(), i -> Functions.logarithm(x.floats()[i])));
        });
    }

    private static Real sum(List<Real> run) {
        return run.stream().reduce(Real.ZERO, Real::plus);
    }

    private static BigInteger wholeSum(List<BigInteger> run) {
        return run.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static Real squares(List<Real> run) {
        return sum(run.stream().map(Real::square).toList());
    }

    private static BigInteger wholeSquares(List<BigInteger> run) {
        return wholeSum(run.stream().map(x -> x.multiply(x)).toList());
    }

    private static void put(
            Map<String, Function<Call, List<FileTensor>>> operators,
            String name,
            Function<List<Real>, Real> reals,
            Function<List<BigInteger>, BigInteger> wholes) {
        operators.put(name, call -> List.of(reduce(call, reals, wholes)));
    }

    private static FileTensor reduce(
            Call call, Function<List<Real>, Real> reals, Function<List<BigInteger>, BigInteger> wholes) {
        FileTensor x = call.x();
        int[] given = call.attributeOrInput("axes", 1);
        boolean all = given == null || given.length == 0;
        if (all && call.integer("noop_with_empty_axes", 0) != 0) {
            return x;
        }
        TreeSet<Integer> axes = new TreeSet<>();
        for (int i = 0; i < (all ? x.rank() : given.length); i++) {
            axes.add(Call.axis(all ? i : given[i], x.rank()));
        }
        int[] kept = x.shape().clone();
        axes.forEach(axis -> kept[axis] = 1);
        List<List<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < FileTensor.size(kept); i++) {
            runs.add(new ArrayList<>());
        }
        for (int i = 0; i < x.size(); i++) {
            int rest = i;
            int stride = 1;
            int to = 0;
            for (int axis = x.rank() - 1; axis >= 0; axis--) {
                to += axes.contains(axis) ? 0 : rest % x.shape()[axis] * stride;
                rest /= x.shape()[axis];
                stride *= kept[axis];
            }
            runs.get(to).add(i);
        }
        FileTensor reduced = x.isFloat()
                ? FileTensor.of(
                        x.element(),
                        kept,
                        i -> reals.apply(
                                runs.get(i).stream().map(at -> x.floats()[at]).toList()))
                : FileTensor.ofWholes(
                        x.element(),
                        kept,
                        i -> x.element()
                                .whole(wholes.apply(
                                        runs.get(i).stream().map(x::whole).toList())));
        if (call.integer("keepdims", 1) != 0) {
            return reduced;
        }
        return reduced.reshaped(IntStream.range(0, x.rank())
                .filter(axis -> !axes.contains(axis))
                .map(axis -> x.shape()[axis])
                .toArray());
    }

    /** Before opset 13 over all axes from the given one on. */
    private static FileTensor softmax(Call call, boolean logarithm) {
        FileTensor x = call.x();
        boolean joint = call.opset() < 13;
        int axis = Call.axis(call.integer("axis", joint ? 1 : -1), x.rank());
        int extent = joint ? FileTensor.size(Arrays.copyOfRange(x.shape(), axis, x.rank())) : x.shape()[axis];
        int stride = joint ? 1 : FileTensor.size(Arrays.copyOfRange(x.shape(), axis + 1, x.rank()));
        Real[] result = new Real[x.size()];
        for (int run = 0; run < x.size() / extent; run++) {
            int start = run / stride * stride * extent + run % stride;
            Real largest = x.floats()[start];
            for (int i = 1; i < extent; i++) {
                largest = largest.max(x.floats()[start + i * stride]);
            }
            Real total = Real.ZERO;
            for (int i = 0; i < extent; i++) {
                total = total.plus(Functions.exponential(x.floats()[start + i * stride].minus(largest)));
            }
            for (int i = 0; i < extent; i++) {
                Real less = x.floats()[start + i * stride].minus(largest);
                result[start + i * stride] = logarithm
                        ? less.minus(Functions.logarithm(total))
                        : Functions.exponential(less).over(total);
            }
        }
        return new FileTensor(x.element(), x.shape(), result, null);
    }

    private static List<FileTensor> layerNormalization(Call call) {
        FileTensor x = call.x();
        int axis = Call.axis(call.integer("axis", -1), x.rank());
        int[] inner = Arrays.copyOfRange(x.shape(), axis, x.rank());
        int extent = FileTensor.size(inner);
        FileTensor scale = call.input(1).broadcast(inner);
        FileTensor bias = call.has(2) ? call.input(2).broadcast(inner) : null;
        Real[] result = new Real[x.size()];
        for (int start = 0; start < result.length; start += extent) {
            List<Real> run = Arrays.asList(x.floats()).subList(start, start + extent);
            Real mean = sum(run).over(Real.of(extent));
            List<Real> centred = run.stream().map(each -> each.minus(mean)).toList();
            Real deviation = squares(centred)
                    .over(Real.of(extent))
                    .plus(Real.of(call.real("epsilon", 1e-5f)))
                    .squareRoot();
            for (int i = 0; i < extent; i++) {
                Real scaled = centred.get(i).over(deviation).times(scale.floats()[i]);
                result[start + i] = bias == null ? scaled : scaled.plus(bias.floats()[i]);
            }
        }
        return List.of(new FileTensor(x.element(), x.shape(), result, null));
    }
}
