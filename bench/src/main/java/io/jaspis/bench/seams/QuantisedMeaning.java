package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Whole numbers that stand for fractions. */
final class QuantisedMeaning {
    private QuantisedMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("QuantizeLinear", call -> List.of(steps(call)));
        operators.put("DequantizeLinear", call -> List.of(fractions(call)));
        operators.put("DynamicQuantizeLinear", QuantisedMeaning::dynamic);
        operators.put("MatMulInteger", call -> {
            FileTensor a = centred(call, 0, 2, -2);
            FileTensor b = centred(call, 1, 3, -1);
            return List.of(whole(evaluate(call, "MatMul", a, b), Element.INT32));
        });
        operators.put("ConvInteger", call -> {
            FileTensor x = centred(call, 0, 2, -2);
            FileTensor w = centred(call, 1, 3, 0);
            return List.of(whole(evaluate(call, "Conv", x, w), Element.INT32));
        });
        operators.put("QLinearMatMul", call -> {
            FileTensor product = evaluate(call, "MatMul", centred(call, 0, 2, -2), centred(call, 3, 5, -1));
            return List.of(requantised(call, product, -1));
        });
        operators.put("QLinearConv", call -> {
            List<FileTensor> inputs = new ArrayList<>(List.of(centred(call, 0, 2, -2), centred(call, 3, 5, 0)));
            if (call.has(8)) {
                inputs.add(real(call.input(8)));
            }
            FileTensor sum = evaluate(call, "Conv", inputs.toArray(FileTensor[]::new));
            return List.of(requantised(call, sum, 1));
        });
    }

    private static FileTensor evaluate(Call call, String operator, FileTensor... inputs) {
        return FileEvaluator.evaluate(new Call(
                        call.node().toBuilder().setOpType(operator).build(), call.opset(), Arrays.asList(inputs)))
                .getFirst();
    }

    private static FileTensor real(FileTensor x) {
        return FileTensor.of(Element.FLOAT, x.shape(), x::real);
    }

    /** Whole numbers, which real arithmetic has found. */
    private static FileTensor whole(FileTensor x, Element element) {
        return FileTensor.ofWholes(
                element, x.shape(), i -> element.whole(x.floats()[i].lower().truncated()));
    }

    /** The places of an axis, each for itself; one number alone is for all. */
    private static FileTensor along(FileTensor numbers, int[] shape, int axis) {
        if (numbers.size() == 1) {
            return numbers.reshaped().broadcast(shape);
        }
        int[] wide = new int[shape.length];
        Arrays.fill(wide, 1);
        wide[axis] = numbers.size();
        return numbers.reshaped(wide).broadcast(shape);
    }

    private static FileTensor centred(Call call, int input, int zero, int axis) {
        FileTensor x = call.input(input);
        FileTensor all = real(x);
        if (!call.has(zero)) {
            return all;
        }
        FileTensor points = along(real(call.input(zero)), x.shape(), axis < 0 ? x.rank() + axis : axis);
        return FileTensor.of(Element.FLOAT, x.shape(), i -> all.floats()[i].minus(points.floats()[i]));
    }

    private static int axis(Call call) {
        int rank = call.x().rank();
        return rank == 0 || call.input(1).size() == 1 ? 0 : Call.axis(call.integer("axis", 1), rank);
    }

    /** To the nearest, of two the even one; moved by the zero point, and cut off at the ends of the type. */
    private static long cut(Real quotient, Real zero, Element element) {
        Real moved = quotient.rising((x, _) -> x.nearestOnGrid(0)).plus(zero);
        long least = element.isSigned() ? -1L << 8 * element.bytes() - 1 : 0;
        long most = element.isSigned() ? -least - 1 : (1L << 8 * element.bytes()) - 1;
        Real cut = moved.max(Real.of(least)).min(Real.of(most));
        if (!cut.isExact()) {
            throw new UndefinedException("a step that can't be settled");
        }
        return cut.lower().truncated().longValueExact();
    }

    private static FileTensor steps(Call call) {
        FileTensor x = call.x();
        FileTensor scale = along(call.input(1), x.shape(), axis(call));
        Element element = call.has(2)
                ? call.input(2).element()
                : call.gives("output_dtype") ? Element.of((int) call.integer("output_dtype", 0)) : Element.UINT8;
        FileTensor zero = call.has(2) ? along(call.input(2), x.shape(), axis(call)) : null;
        return FileTensor.ofWholes(
                element,
                x.shape(),
                i -> cut(x.real(i).over(scale.real(i)), zero == null ? Real.ZERO : zero.real(i), element));
    }

    private static FileTensor fractions(Call call) {
        FileTensor x = call.x();
        FileTensor scale = along(call.input(1), x.shape(), axis(call));
        FileTensor zero = call.has(2) ? along(call.input(2), x.shape(), axis(call)) : null;
        return FileTensor.of(scale.element(), x.shape(), i -> {
            Real centred = zero == null ? x.real(i) : x.real(i).minus(zero.real(i));
            return centred.times(scale.real(i));
        });
    }

    private static List<FileTensor> dynamic(Call call) {
        FileTensor x = call.x();
        Real least = Real.ZERO;
        Real most = Real.ZERO;
        for (Real each : x.floats()) {
            least = least.min(each);
            most = most.max(each);
        }
        Real scale = most.minus(least).over(Real.of(255L));
        long zero = cut(least.negate().over(scale), Real.ZERO, Element.UINT8);
        return List.of(
                FileTensor.ofWholes(
                        Element.UINT8, x.shape(), i -> cut(x.floats()[i].over(scale), Real.of(zero), Element.UINT8)),
                FileTensor.of(Element.FLOAT, new int[0], _ -> scale),
                FileTensor.ofWholes(Element.UINT8, new int[0], _ -> zero));
    }

    /** A sum of products, whose scale is that of both operands, in the result's scale. */
    private static FileTensor requantised(Call call, FileTensor sum, int axis) {
        int at = axis < 0 ? sum.rank() + axis : axis;
        FileTensor first = along(call.input(1), sum.shape(), at);
        FileTensor second = along(call.input(4), sum.shape(), at);
        FileTensor result = along(call.input(6), sum.shape(), at);
        FileTensor zero = along(call.input(7), sum.shape(), at);
        return FileTensor.ofWholes(zero.element(), sum.shape(), i -> {
            Real scaled = sum.floats()[i].times(first.floats()[i].times(second.floats()[i]));
            return cut(scaled.over(result.floats()[i]), zero.real(i), zero.element());
        });
    }
}
