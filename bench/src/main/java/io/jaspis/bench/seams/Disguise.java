package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Whole numbers that are known, such as a shape, as the result of nodes: exporters compute them from shapes, with
 * casts and through types that wrap.
 */
final class Disguise {
    private final Draft draft;

    Disguise(Draft draft) {
        this.draft = draft;
    }

    /** A name that stands for these numbers. */
    String of(long... wholes) {
        try {
            String made = made(wholes);
            FileTensor value = draft.value(made);
            if (value.element() == Element.INT64 && value.rank() == 1 && Arrays.equals(value.integers(), wholes)) {
                return made;
            }
        } catch (UndefinedException | ArithmeticException e) {
            // Stored plainly below.
        }
        return plain(wholes);
    }

    private String plain(long... wholes) {
        return draft.constant(Element.INT64, new int[] {wholes.length}, wholes);
    }

    private String plain(Element element, double number, int count) {
        long[] bits = new long[count];
        Arrays.fill(bits, Numbers.bits(element, number));
        return draft.constant(element, new int[] {count}, bits);
    }

    private String cast(String x, Element to) {
        return draft.node("Cast", List.of(x), Attributes.whole("to", to.code()));
    }

    private long[] each(long[] wholes, LongUnaryOperator function) {
        return Arrays.stream(wholes).map(function).toArray();
    }

    private String made(long[] wholes) {
        int count = wholes.length;
        long shift = draft.random.nextInt(1, 5);
        return switch (draft.random.nextInt(14)) {
            case 0 -> draft.node("Add", List.of(plain(each(wholes, x -> x - shift)), plain(shift)));
            case 1 -> draft.node("Sub", List.of(plain(each(wholes, x -> x + shift)), plain(shift)));
            // Division cuts toward zero.
            case 2 -> draft.node("Div", List.of(plain(each(wholes, x -> x < 0 ? 3 * x - 1 : 3 * x + 1)), plain(3)));
            case 3 -> draft.node("Mul", List.of(plain(each(wholes, x -> -x)), plain(-1)));
            case 4 -> draft.node("Neg", List.of(plain(each(wholes, x -> -x))));
            case 5 -> {
                Element real = draft.any(Element.FLOAT, Element.DOUBLE, Element.FLOAT16);
                long[] bits = each(wholes, x -> Numbers.bits(real, x < 0 ? x - 0.75 : x + 0.75));
                yield cast(draft.constant(real, new int[] {count}, bits), Element.INT64);
            }
            // What is beyond int32 is lost in it.
            case 6 -> cast(cast(plain(each(wholes, x -> x + (shift << 32))), Element.INT32), Element.INT64);
            case 7 -> {
                String x = draft.constant(
                        Element.INT32, new int[] {count}, each(wholes, each -> (int) (each - Integer.MAX_VALUE)));
                String most = plain(Element.INT32, Integer.MAX_VALUE, count);
                yield cast(draft.node("Add", List.of(x, most)), Element.INT64);
            }
            case 8 -> {
                long[] more = Arrays.copyOf(wholes, count + 1);
                more[count] = shift;
                String[] inputs = {plain(more), plain(0), plain(count), plain(0)};
                yield draft.opset < 10
                        ? draft.node(
                                "Slice",
                                List.of(inputs[0]),
                                Attributes.wholes("starts", 0),
                                Attributes.wholes("ends", count))
                        : draft.node("Slice", List.of(inputs));
            }
            case 9 -> {
                List<String> parts = new ArrayList<>();
                for (long whole : wholes) {
                    parts.add(plain(whole));
                }
                yield draft.node("Concat", parts, Attributes.whole("axis", 0));
            }
            case 10 -> {
                int[] shape = Arrays.stream(wholes).mapToInt(Math::toIntExact).toArray();
                yield Arrays.stream(shape).allMatch(x -> x >= 0 && x < 20)
                        ? draft.node("Shape", List.of(draft.filled(0, shape)))
                        : plain(wholes);
            }
            case 11 -> {
                long[] reversed = new long[count];
                Arrays.setAll(reversed, i -> wholes[count - 1 - i]);
                long[] places = new long[count];
                Arrays.setAll(places, i -> count - 1L - i);
                yield draft.node("Gather", List.of(plain(reversed), plain(places)), Attributes.whole("axis", 0));
            }
            case 12 -> {
                if (draft.opset < 9) {
                    throw Draft.unavailable();
                }
                String chosen = draft.node("Equal", List.of(plain(each(wholes, _ -> shift)), plain(shift)));
                yield draft.node("Where", List.of(chosen, plain(wholes), plain(each(wholes, x -> x + shift))));
            }
            default -> {
                String pairs = draft.constant(Element.INT64, new int[] {2, count}, pairs(wholes, shift));
                yield draft.opset < 13
                        ? draft.node(
                                "ReduceSum",
                                List.of(pairs),
                                Attributes.wholes("axes", 0),
                                Attributes.whole("keepdims", 0))
                        : draft.node("ReduceSum", List.of(pairs, plain(0)), Attributes.whole("keepdims", 0));
            }
        };
    }

    private static long[] pairs(long[] wholes, long shift) {
        long[] pairs = new long[2 * wholes.length];
        for (int i = 0; i < wholes.length; i++) {
            pairs[i] = wholes[i] + shift;
            pairs[wholes.length + i] = -shift;
        }
        return pairs;
    }
}
