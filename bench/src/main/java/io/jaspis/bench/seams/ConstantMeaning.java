package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a node makes of nothing, or of shapes. */
final class ConstantMeaning {
    private ConstantMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Constant", ConstantMeaning::constant);
        operators.put("ConstantOfShape", call -> {
            FileTensor value = call.gives("value")
                    ? FileTensor.decode(call.attribute("value").getT())
                    : FileTensor.of(Element.FLOAT, new int[] {1}, _ -> Real.ZERO);
            int[] shape = call.x().ints();
            return List.of(value.take(shape, new int[FileTensor.size(shape)]));
        });
        operators.put("Range", ConstantMeaning::range);
        operators.put("Shape", call -> {
            int rank = call.x().rank();
            int start = place(call.integer("start", 0), rank);
            int end = Math.max(start, place(call.integer("end", rank), rank));
            return List.of(
                    FileTensor.list(Arrays.stream(Arrays.copyOfRange(call.x().shape(), start, end))
                            .asLongStream()
                            .toArray()));
        });
        operators.put(
                "Size",
                call -> List.of(FileTensor.ofWholes(
                        Element.INT64, new int[0], _ -> call.x().size())));
    }

    private static int place(long place, int rank) {
        return Math.clamp(place < 0 ? place + rank : place, 0, rank);
    }

    private static List<FileTensor> constant(Call call) {
        AttributeProto attribute = call.node().getAttribute(0);
        return List.of(
                switch (attribute.getName()) {
                    case "value" -> FileTensor.decode(attribute.getT());
                    case "value_float" -> FileTensor.of(Element.FLOAT, new int[0], _ -> Real.of(attribute.getF()));
                    case "value_floats" ->
                        FileTensor.of(
                                Element.FLOAT,
                                new int[] {attribute.getFloatsCount()},
                                i -> Real.of(attribute.getFloats(i)));
                    case "value_int" -> FileTensor.ofWholes(Element.INT64, new int[0], _ -> attribute.getI());
                    case "value_ints" ->
                        FileTensor.ofWholes(Element.INT64, new int[] {attribute.getIntsCount()}, attribute::getInts);
                    default -> throw new IllegalArgumentException("a constant by " + attribute.getName());
                });
    }

    private static List<FileTensor> range(Call call) {
        FileTensor start = call.x();
        if (start.isFloat()) {
            Real step = call.input(2).floats()[0];
            Real count = call.input(1)
                    .floats()[0]
                    .minus(start.floats()[0])
                    .over(step)
                    .ceiling()
                    .relu();
            if (!count.isExact()) {
                throw new UndefinedException("a number of elements that can't be settled");
            }
            int[] shape = {extent(count.lower().truncated())};
            return List.of(
                    FileTensor.of(start.element(), shape, i -> start.floats()[0].plus(step.times(Real.of((long) i)))));
        }
        BigInteger from = start.whole(0);
        BigInteger step = call.input(2).whole(0);
        if (step.signum() == 0) {
            throw new UndefinedException("a range with the step 0");
        }
        BigInteger distance = call.input(1).whole(0).subtract(from);
        if (distance.signum() * step.signum() <= 0) {
            return List.of(FileTensor.ofWholes(start.element(), new int[] {0}, _ -> 0));
        }
        BigInteger count =
                distance.abs().subtract(BigInteger.ONE).divide(step.abs()).add(BigInteger.ONE);
        return List.of(FileTensor.ofWholes(
                start.element(),
                new int[] {extent(count)},
                i -> start.element().whole(from.add(step.multiply(BigInteger.valueOf(i))))));
    }

    private static int extent(BigInteger count) {
        if (count.bitLength() > 16) {
            throw new UndefinedException("a range of " + count + " elements is out of reach");
        }
        return count.intValueExact();
    }
}
