package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Images sampled at known places: each result is a sum of fixed parts of a few pixels. */
final class GridOperators {
    /** Of cubic interpolation, as ONNX fixes it here. */
    private static final Fraction CUBIC = Fraction.of(-0.75);

    /** Cubes of small distances are beyond floats: their parts are so much larger, and the sum is made smaller again. */
    private static final float LIFT = 0x1p64f;

    /** The farthest pixel that float32 arithmetic reflects without rounding. */
    private static final int FARTHEST = 1 << 20;

    private GridOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("GridSample", GridOperators::sample);
    }

    /** What is taken at a place: ONNX's {@code mode}. */
    private enum Mode {
        NEAREST,
        LINEAR,
        CUBIC;

        /** The mode of this word; before opset 20 two of them have others. */
        static Mode of(String word) {
            return switch (word) {
                case "bilinear" -> LINEAR;
                case "bicubic" -> CUBIC;
                default -> ResizeRule.named("mode", word, List.of(values()));
            };
        }
    }

    /** What stands for pixels outside of the image: ONNX's {@code padding_mode}. */
    private enum Padding {
        ZEROS,
        BORDER,
        REFLECTION;

        static Padding of(String word) {
            return ResizeRule.named("padding_mode", word, List.of(values()));
        }
    }

    /** How one axis of so many pixels is sampled. */
    private record Axis(int extent, Mode mode, Padding padding, boolean corners) {

        /** The pixel of a place between −1 and 1, moved into the image as the padding says. */
        Fraction place(float normal) {
            if (mode == Mode.NEAREST) {
                return Fraction.of(nearest(normal));
            }
            Fraction pixel = exact(normal);
            require(
                    padding != Padding.BORDER
                            || mode != Mode.CUBIC
                            || isInside(pixel) && isInside(Fraction.of(rounded(normal))),
                    "the place %s of the grid lies outside of the image, where readers differ in what cubic interpolation takes with"
                            + " padding_mode 'border': ONNX Runtime moves each pixel to the edge, and ONNX's reference evaluator"
                            + " the place; give one inside",
                    normal);
            require(
                    padding != Padding.REFLECTION || most().compareTo(least()) > 0,
                    "padding_mode 'reflection' with align_corners is undefined for an axis of one pixel; give 'border'");
            if (isInside(pixel)) {
                return pixel;
            }
            return switch (padding) {
                case ZEROS -> pixel;
                case BORDER -> pixel.max(Fraction.ZERO).min(Fraction.of(extent - 1));
                case REFLECTION -> reflected(pixel);
            };
        }

        private Fraction exact(float normal) {
            Fraction shifted = Fraction.of(normal).plus(Fraction.ONE);
            return corners
                    ? shifted.times(Fraction.HALF).times(Fraction.of(extent - 1))
                    : shifted.times(Fraction.of(extent)).minus(Fraction.ONE).times(Fraction.HALF);
        }

        /** The same place, step by step as runtimes have it. */
        private float rounded(float normal) {
            return corners ? (normal + 1) / 2 * (extent - 1) : ((normal + 1) * extent - 1) / 2;
        }

        /** The number of the nearest pixel, which lies outside of the image where the place does. */
        private int nearest(float normal) {
            Fraction rounded = Fraction.of(rounded(normal));
            int chosen = whole(rounded);
            require(
                    padding != Padding.REFLECTION || Math.abs(chosen) <= FARTHEST,
                    "the place %s of the grid is reflected from so far away that rounding decides on its pixel; give the pixel's own",
                    normal);
            require(
                    pixel(chosen) == pixel(whole(exact(normal))),
                    "which of %d pixels is the nearest to the place %s of the grid hangs on rounding; move it away from the middle"
                            + " between two",
                    extent,
                    normal);
            return chosen;
        }

        /** Whether float32 arithmetic has the parts at this place without rounding, in whatever steps. */
        boolean isExact(float normal) {
            Fraction place = exact(normal);
            boolean cubes = mode == Mode.CUBIC;
            return mode == Mode.NEAREST
                    || WeightedSums.isExact(place, rounded(normal), cubes)
                            && (!cubes || padding == Padding.ZEROS || WeightedSums.isAmongFour(place, extent));
        }

        private boolean isInside(Fraction place) {
            return place.compareTo(least()) >= 0 && place.compareTo(most()) <= 0;
        }

        /** The nearest whole number, of two the even one. */
        private static int whole(Fraction place) {
            Fraction more = place.plus(Fraction.HALF);
            int below = more.floor();
            return below % 2 != 0 && Fraction.of(below).equals(more) ? below - 1 : below;
        }

        private Fraction least() {
            return corners ? Fraction.ZERO : Fraction.HALF.minus(Fraction.ONE);
        }

        private Fraction most() {
            return corners ? Fraction.of(extent - 1) : Fraction.of(extent).minus(Fraction.HALF);
        }

        private Fraction reflected(Fraction place) {
            Fraction span = most().minus(least());
            if (span.signum() == 0) {
                return Fraction.ZERO;
            }
            boolean below = place.compareTo(least()) < 0;
            if (!below && place.compareTo(most()) <= 0) {
                return place;
            }
            Fraction beyond = below ? least().minus(place) : place.minus(most());
            int turns = beyond.over(span).floor();
            Fraction rest = beyond.minus(span.times(Fraction.of(turns)));
            return turns % 2 == 0 == below ? least().plus(rest) : most().minus(rest);
        }

        /** The pixel that stands for this one; −1 for none, which is 0. */
        int pixel(long number) {
            if (number >= 0 && number < extent) {
                return (int) number;
            }
            return switch (padding) {
                case ZEROS -> -1;
                case BORDER -> Math.clamp(number, 0, extent - 1);
                case REFLECTION -> Math.clamp(reflected(Fraction.of(number)).floor(), 0, extent - 1);
            };
        }

        /** The parts of the pixels from {@link #first} on. */
        Fraction[] parts(Fraction place) {
            Fraction rest = place.minus(Fraction.of(place.floor()));
            Fraction other = Fraction.ONE.minus(rest);
            return switch (mode) {
                case NEAREST -> new Fraction[] {Fraction.ONE};
                case LINEAR -> new Fraction[] {other, rest};
                case CUBIC ->
                    new Fraction[] {
                        outer(Fraction.ONE.plus(rest)), inner(rest), inner(other), outer(Fraction.ONE.plus(other))
                    };
            };
        }

        long first(Fraction place) {
            int pixel = place.floor();
            return mode == Mode.CUBIC ? pixel - 1L : pixel;
        }

        /** Keys 1981, up to 1 pixel away. */
        private static Fraction inner(Fraction x) {
            Fraction line = CUBIC.plus(Fraction.of(2)).times(x).minus(CUBIC.plus(Fraction.of(3)));
            return line.times(x).times(x).plus(Fraction.ONE);
        }

        /** The same from 1 to 2 pixels away. */
        private static Fraction outer(Fraction x) {
            Fraction line = x.minus(Fraction.of(5)).times(x).plus(Fraction.of(8));
            return CUBIC.times(line.times(x).minus(Fraction.of(4)));
        }
    }

    private static List<Term> sample(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        require(
                x.rank() == 4 && x.batch() <= 0,
                "its input must be [batch, channels, height, width]; volumes are not supported");
        Term.Floats grid = node.floats(1, "the grid");
        int[] places = grid.extents();
        int[] extents = x.extents();
        require(
                places.length == 4 && places[0] == 1 && extents[0] == 1 && places[3] == 2,
                "the grid must be [1, height, width, 2], the same for all examples");
        Mode mode = Mode.of(node.text("mode", "linear"));
        Padding padding = Padding.of(node.text("padding_mode", "zeros"));
        if (mode != Mode.NEAREST) {
            node.requireFractions(0);
        }
        boolean corners = node.flag("align_corners");
        Axis rows = new Axis(extents[2], mode, padding, corners);
        Axis columns = new Axis(extents[3], mode, padding, corners);
        Value sum = sampled(x.value(), rows, columns, grid.data());
        float[] normals = grid.data();
        if (!IntStream.range(0, normals.length).allMatch(i -> (i % 2 == 0 ? columns : rows).isExact(normals[i]))) {
            node.deriveWeights();
        }
        int rank = x.value().shape().rank();
        Shape result = x.value().shape().leading(rank - 2).then(Shape.of(places[1], places[2]));
        return List.of(x.with(sum.reshape(result)).with(node.term(0).type()));
    }

    /** The samples at places (x, y), one behind the other. */
    private static Value sampled(Value image, Axis rows, Axis columns, float[] places) {
        int rank = image.shape().rank();
        int count = places.length / 2;
        Value pixels = image.reshape(image.shape().leading(rank - 2).then(Shape.of(rows.extent() * columns.extent())));
        int width = rows.parts(Fraction.ZERO).length;
        boolean lifts = rows.mode() == Mode.CUBIC;
        Value sum = null;
        for (int tap = 0; tap < width * width; tap++) {
            List<Integer> picked = new ArrayList<>();
            List<float[]> parts = new ArrayList<>(List.of(new float[count]));
            boolean any = false;
            for (int i = 0; i < count; i++) {
                Fraction column = columns.place(places[2 * i]);
                Fraction row = rows.place(places[2 * i + 1]);
                int fromRow = rows.pixel(rows.first(row) + tap / width);
                int fromColumn = columns.pixel(columns.first(column) + tap % width);
                boolean inside = fromRow >= 0 && fromColumn >= 0;
                picked.add(inside ? fromRow * columns.extent() + fromColumn : 0);
                if (inside) {
                    Fraction part = rows.parts(row)[tap / width].times(columns.parts(column)[tap % width]);
                    any |= part.signum() != 0;
                    put(parts, count, i, lifts ? part.times(Fraction.of(LIFT)) : part);
                }
            }
            for (int k = 0; k < parts.size() && (any || sum == null); k++) {
                Value part = pixels.gather(rank - 2, picked)
                        .times(image.trace().constant(Tensor.of(Shape.of(count), parts.get(k))));
                sum = sum == null ? part : sum.plus(part);
            }
        }
        return lifts ? sum.scale(1 / LIFT) : sum;
    }

    /** A part as the sum of floats that it is, the k-th of them in the k-th list. */
    private static void put(List<float[]> lists, int count, int place, Fraction part) {
        Fraction rest = part;
        for (int k = 0; rest.signum() != 0; k++) {
            float next = rest.nearest();
            require(next != 0, "a place of the grid is nearer to a pixel than floats can tell; give it as that pixel");
            if (k == lists.size()) {
                lists.add(new float[count]);
            }
            lists.get(k)[place] = next;
            rest = rest.minus(Fraction.of(next));
        }
    }
}
