package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images sampled at known places: each result is a sum of fixed parts of a few pixels. */
final class GridOperators {
    /** Of cubic interpolation, as ONNX fixes it here. */
    private static final double CUBIC = -0.75;

    private GridOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("GridSample", GridOperators::sample);
    }

    /** How one axis of so many pixels is sampled. */
    private record Axis(int extent, String mode, String padding, boolean corners) {

        /** The pixel of a place between −1 and 1, moved into the image as the padding says. */
        double place(double normal) {
            double place = corners ? (normal + 1) / 2 * (extent - 1) : ((normal + 1) * extent - 1) / 2;
            double pixel = mode.equals("nearest") ? Math.rint(place) : place;
            if (pixel >= least() && pixel <= most()) {
                return pixel;
            }
            return switch (padding) {
                case "border" -> Math.clamp(pixel, 0.0, extent - 1.0);
                case "reflection" -> reflected(pixel);
                default -> pixel;
            };
        }

        private double least() {
            return corners ? 0 : -0.5;
        }

        private double most() {
            return corners ? extent - 1 : extent - 0.5;
        }

        private double reflected(double place) {
            double span = most() - least();
            if (place >= least() && place <= most() || span == 0) {
                return span == 0 ? 0 : place;
            }
            boolean below = place < least();
            double beyond = below ? least() - place : place - most();
            double rest = beyond % span;
            boolean even = Math.floor(beyond / span) % 2 == 0;
            return even == below ? least() + rest : most() - rest;
        }

        /** The pixel that stands for this one; −1 for none, which is 0. */
        int pixel(long number) {
            if (number >= 0 && number < extent) {
                return (int) number;
            }
            return switch (padding) {
                case "border" -> Math.clamp(number, 0, extent - 1);
                case "reflection" -> Math.clamp((long) reflected(number), 0, extent - 1);
                default -> -1;
            };
        }

        /** The parts of the pixels from {@link #first} on. */
        double[] parts(double place) {
            double rest = place - Math.floor(place);
            return switch (mode) {
                case "nearest" -> new double[] {1};
                case "bilinear", "linear" -> new double[] {1 - rest, rest};
                default -> new double[] {outer(1 + rest), inner(rest), inner(1 - rest), outer(2 - rest)};
            };
        }

        long first(double place) {
            long pixel = (long) Math.floor(place);
            return mode.endsWith("cubic") ? pixel - 1 : pixel;
        }

        /** Keys 1981, up to 1 pixel away. */
        private static double inner(double x) {
            return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
        }

        /** The same from 1 to 2 pixels away. */
        private static double outer(double x) {
            return ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
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
        String mode = node.text("mode", node.opset() < 20 ? "bilinear" : "linear");
        String padding = node.text("padding_mode", "zeros");
        require(
                List.of("nearest", "bilinear", "linear", "bicubic", "cubic").contains(mode),
                "mode '%s' is not supported; supported: nearest, linear, cubic",
                mode);
        require(
                List.of("zeros", "border", "reflection").contains(padding),
                "padding_mode '%s' is not supported; supported: zeros, border, reflection",
                padding);
        boolean corners = node.flag("align_corners");
        Axis rows = new Axis(extents[2], mode, padding, corners);
        Axis columns = new Axis(extents[3], mode, padding, corners);
        Value sum = sampled(x.value(), rows, columns, grid.data());
        int rank = x.value().shape().rank();
        Shape result = x.value().shape().leading(rank - 2).then(Shape.of(places[1], places[2]));
        return List.of(x.with(sum.reshape(result)).with(node.term(0).type()));
    }

    /** The samples at places (x, y), one behind the other. */
    private static Value sampled(Value image, Axis rows, Axis columns, float[] places) {
        int rank = image.shape().rank();
        int count = places.length / 2;
        Value pixels = image.reshape(image.shape().leading(rank - 2).then(Shape.of(rows.extent() * columns.extent())));
        int width = rows.parts(0).length;
        Value sum = null;
        for (int tap = 0; tap < width * width; tap++) {
            List<Integer> picked = new ArrayList<>();
            float[] parts = new float[count];
            boolean any = false;
            for (int i = 0; i < count; i++) {
                double column = columns.place(places[2 * i]);
                double row = rows.place(places[2 * i + 1]);
                int fromRow = rows.pixel(rows.first(row) + tap / width);
                int fromColumn = columns.pixel(columns.first(column) + tap % width);
                boolean inside = fromRow >= 0 && fromColumn >= 0;
                picked.add(inside ? fromRow * columns.extent() + fromColumn : 0);
                parts[i] = inside ? (float) (rows.parts(row)[tap / width] * columns.parts(column)[tap % width]) : 0;
                any |= parts[i] != 0;
            }
            if (any || sum == null) {
                Value part = pixels.gather(rank - 2, picked)
                        .times(image.trace().constant(Tensor.of(Shape.of(count), parts)));
                sum = sum == null ? part : sum.plus(part);
            }
        }
        return sum;
    }
}
