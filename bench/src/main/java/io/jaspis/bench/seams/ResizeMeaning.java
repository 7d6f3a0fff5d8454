package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Images of another size: each element lies somewhere between those of the old one. */
final class ResizeMeaning {
    private static final Real HALF = Real.of(0.5);

    /** ONNX Runtime takes a place that is so near to the middle of two elements for the middle. */
    private static final Real CLOSE = Real.ONE.over(Real.of(1_000_000));

    private ResizeMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Resize", call -> List.of(resized(call)));
        operators.put("Upsample", call -> List.of(upsampled(call)));
    }

    /** How the places of the result lie on the old axis. */
    private record Rule(String mode, String coordinates, String nearest, Real cubic, boolean excludes) {

        /** Which element is the nearest hangs on places as float32 arithmetic has them. */
        Real place(int i, int extent, int result, Real scale) {
            UnaryOperator<Real> kept = mode.equals("nearest") ? Element.FLOAT::rounded : UnaryOperator.identity();
            return place(i, extent, result, kept.apply(scale), kept);
        }

        private Real place(int i, int extent, int result, Real scale, UnaryOperator<Real> kept) {
            Real half = kept.apply(kept.apply(Real.of(i).plus(HALF).over(scale)).minus(HALF));
            return switch (coordinates) {
                case "half_pixel" -> half;
                case "pytorch_half_pixel" -> result > 1 ? half : Real.ZERO;
                case "half_pixel_symmetric" -> {
                    Real ratio = kept.apply(Real.of(result).over(kept.apply(scale.times(Real.of(extent)))));
                    Real rest = kept.apply(Real.ONE.minus(ratio));
                    yield kept.apply(
                            half.plus(kept.apply(Real.of(extent).times(HALF).times(rest))));
                }
                case "asymmetric" -> kept.apply(Real.of(i).over(scale));
                default ->
                    result == 1
                            ? Real.ZERO
                            : kept.apply(Real.of((long) i * (extent - 1)).over(Real.of(result - 1)));
            };
        }

        /** The parts of the old elements at a place; what lies outside is the nearest that doesn't. */
        Real[] parts(Real place, int extent, Real scale) {
            Real[] parts = new Real[extent];
            Arrays.fill(parts, Real.ZERO);
            if (mode.equals("nearest")) {
                Real below = place.floor();
                boolean half = !place.minus(below).minus(HALF).abs().above(CLOSE);
                Real at = switch (nearest) {
                    case "round_prefer_floor" ->
                        half ? below : place.minus(HALF).ceiling();
                    case "round_prefer_ceil" ->
                        half ? below.plus(Real.ONE) : place.plus(HALF).floor();
                    case "former" -> Real.ONE.above(scale) ? place.ceiling() : below;
                    case "floor" -> place.floor();
                    default -> place.ceiling();
                };
                parts[Math.clamp(settled(at), 0, extent - 1)] = Real.ONE;
                return parts;
            }
            int below = settled(place.floor());
            Real rest = place.minus(Real.of(below));
            boolean linear = mode.equals("linear");
            Real total = Real.ZERO;
            for (int i = linear ? 0 : -1; i < (linear ? 2 : 3); i++) {
                Real apart = rest.minus(Real.of(i)).abs();
                Real part = linear ? Real.ONE.minus(apart) : keys(apart, i == 0 || i == 1);
                boolean inside = below + i >= 0 && below + i < extent;
                if (inside || !excludes || linear) {
                    int to = Math.clamp(below + i, 0, extent - 1);
                    parts[to] = parts[to].plus(part);
                    total = total.plus(part);
                }
            }
            if (excludes && !linear) {
                Real all = total;
                Arrays.setAll(parts, i -> parts[i].over(all));
            }
            return parts;
        }

        /** Keys 1981, within one element or between one and two. */
        private Real keys(Real x, boolean near) {
            Real square = x.times(x);
            Real third = square.times(x);
            Real a = cubic;
            return near
                    ? a.plus(Real.of(2L))
                            .times(third)
                            .minus(a.plus(Real.of(3L)).times(square))
                            .plus(Real.ONE)
                    : a.times(third.minus(Real.of(5L).times(square))
                            .plus(Real.of(8L).times(x))
                            .minus(Real.of(4L)));
        }

        private static int settled(Real whole) {
            if (!whole.isExact()) {
                throw new UndefinedException("a place that can't be settled");
            }
            return whole.lower().truncated().intValueExact();
        }
    }

    private static FileTensor upsampled(Call call) {
        FileTensor x = call.x();
        Real[] scales = new Real[x.rank()];
        Arrays.setAll(
                scales,
                i -> call.gives("scales")
                        ? Real.of(call.attribute("scales").getFloats(i))
                        : call.input(1).floats()[i]);
        // The older operator lets an element be where the product of its number and the scale's inverse is.
        Rule rule = new Rule(call.text("mode", "nearest"), "asymmetric", "former", Real.ZERO, false);
        return along(x, rule, scales, null);
    }

    private static FileTensor resized(Call call) {
        FileTensor x = call.x();
        boolean first = call.opset() < 11;
        Rule rule = new Rule(
                call.text("mode", "nearest"),
                first ? "asymmetric" : call.text("coordinate_transformation_mode", "half_pixel"),
                first ? "former" : call.text("nearest_mode", "round_prefer_floor"),
                Real.of(call.real("cubic_coeff_a", -0.75f)),
                call.integer("exclude_outside", 0) != 0);
        int at = first ? 1 : 2;
        Real[] scales = new Real[x.rank()];
        if (call.has(at) && call.input(at).size() > 0) {
            return along(x, rule, call.input(at).floats(), null);
        }
        int[] sizes = call.input(3).ints();
        Arrays.setAll(scales, i -> Real.of(sizes[i]).over(Real.of(x.shape()[i])));
        return along(x, rule, scales, sizes);
    }

    private static FileTensor along(FileTensor x, Rule rule, Real[] scales, int[] sizes) {
        int[] extents = new int[x.rank()];
        for (int axis = 0; axis < x.rank(); axis++) {
            // ONNX Runtime takes this product in float32.
            Real count = Element.FLOAT
                    .rounded(Real.of(x.shape()[axis]).times(scales[axis]))
                    .floor();
            extents[axis] = sizes == null ? Rule.settled(count) : sizes[axis];
            if (extents[axis] < 1) {
                throw new IllegalArgumentException("nothing is left");
            }
        }
        // As many elements as there were stay as they are, whatever the scales.
        if (Arrays.equals(extents, x.shape())) {
            return x;
        }
        FileTensor result = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (extents[axis] != x.shape()[axis] || !scales[axis].equals(Real.ONE)) {
                result = along(result, rule, axis, scales[axis], extents[axis]);
            }
        }
        return result;
    }

    private static FileTensor along(FileTensor x, Rule rule, int axis, Real scale, int extent) {
        int[] shape = x.shape().clone();
        int old = shape[axis];
        shape[axis] = extent;
        int stride = FileTensor.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
        Real[][] parts = new Real[extent][];
        Arrays.setAll(parts, i -> rule.parts(rule.place(i, old, extent, scale), old, scale));
        return FileTensor.of(x.element(), shape, i -> {
            int place = i / stride % extent;
            int from = i / stride / extent * old * stride + i % stride;
            Real sum = Real.ZERO;
            for (int k = 0; k < old; k++) {
                sum = sum.plus(x.floats()[from + k * stride].times(parts[place][k]));
            }
            return sum;
        });
    }
}
