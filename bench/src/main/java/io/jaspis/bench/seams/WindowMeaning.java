package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Convolution and pooling of images, and of sequences as images of height 1. */
final class WindowMeaning {
    private WindowMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Conv", call -> List.of(convolution(call)));
        operators.put("ConvTranspose", call -> List.of(transposed(call)));
        operators.put("MaxPool", call -> List.of(pool(call, Pooling.MAXIMUM)));
        operators.put("AveragePool", call -> List.of(pool(call, Pooling.AVERAGE)));
        operators.put("LpPool", call -> {
            Real p = Real.of(call.integer("p", 2));
            FileTensor powers = powers(call.x(), p);
            List<FileTensor> inputs = List.of(powers);
            return List.of(roots(pool(new Call(call.node(), call.opset(), inputs), Pooling.SUM), p));
        });
        operators.put("GlobalLpPool", call -> {
            Real p = Real.of(call.integer("p", 2));
            FileTensor powers = powers(call.x(), p);
            int count = FileTensor.size(Arrays.copyOfRange(powers.shape(), 2, powers.rank()));
            FileTensor mean = global(powers, false);
            return List.of(
                    roots(FileTensor.of(mean.element(), mean.shape(), i -> mean.floats()[i].times(Real.of(count))), p));
        });
        operators.put("GlobalMaxPool", call -> List.of(global(call.x(), true)));
        operators.put("GlobalAveragePool", call -> List.of(global(call.x(), false)));
    }

    /** What a pool makes of the elements in its window. */
    private enum Pooling {
        MAXIMUM,
        AVERAGE,
        SUM
    }

    private static FileTensor powers(FileTensor x, Real p) {
        return FileTensor.of(x.element(), x.shape(), i -> Functions.power(x.floats()[i].abs(), p));
    }

    private static FileTensor roots(FileTensor x, Real p) {
        Real inverse = Real.ONE.over(p);
        return FileTensor.of(
                x.element(),
                x.shape(),
                i -> p.equals(Real.ONE)
                        ? x.floats()[i]
                        : p.equals(Real.of(2L)) ? x.floats()[i].squareRoot() : Functions.power(x.floats()[i], inverse));
    }

    private static FileTensor image(FileTensor x) {
        int[] shape = x.shape();
        return shape.length == 3 ? x.reshaped(shape[0], shape[1], 1, shape[2]) : x;
    }

    private static FileTensor back(FileTensor result, boolean sequence) {
        int[] shape = result.shape();
        return sequence ? result.reshaped(shape[0], shape[1], shape[3]) : result;
    }

    /** Numbers for height and width, of a sequence for its length alone. */
    private static int[] pair(Call call, String name, boolean sequence, int otherwise) {
        int[] given = call.integers(name, sequence ? 1 : 2, otherwise);
        return sequence ? new int[] {otherwise, given[0]} : given;
    }

    /** The window: extents, strides, dilations, what is added before and after, and how often it fits. */
    private record Window(int[] kernel, int[] strides, int[] dilations, int[] before, int[] after, int[] count) {
        static Window of(Call call, FileTensor image, int[] kernel, boolean sequence) {
            int[] strides = pair(call, "strides", sequence, 1);
            int[] dilations = pair(call, "dilations", sequence, 1);
            int[] pads = call.integers("pads", sequence ? 2 : 4, 0);
            int[] before = sequence ? new int[] {0, pads[0]} : new int[] {pads[0], pads[1]};
            int[] after = sequence ? new int[] {0, pads[1]} : new int[] {pads[2], pads[3]};
            String automatic = call.text("auto_pad", "NOTSET");
            int spare = Call.operator(call.node()).endsWith("Pool") ? 0 : 2;
            int[] count = new int[2];
            for (int axis = 0; axis < 2; axis++) {
                int extent = image.shape()[2 + axis];
                int reach = (kernel[axis] - 1) * dilations[axis] + 1;
                if (automatic.startsWith("SAME")) {
                    int positions = (extent + strides[axis] - 1) / strides[axis];
                    int lacking = (positions - 1) * strides[axis] + reach - extent;
                    if (lacking < -spare || reach != kernel[axis]) {
                        throw UndefinedException.everywhere("auto_pad that readers understand differently");
                    }
                    int total = Math.max(0, lacking);
                    before[axis] = automatic.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                    after[axis] = total - before[axis];
                } else if (automatic.equals("VALID")) {
                    before[axis] = 0;
                    after[axis] = 0;
                }
                int room = extent + before[axis] + after[axis] - reach;
                if (room < 0) {
                    throw new IllegalArgumentException("a window larger than its image");
                }
                count[axis] = room / strides[axis] + 1;
                if (call.integer("ceil_mode", 0) != 0 && room % strides[axis] != 0) {
                    // A window that would begin behind the image doesn't count.
                    boolean further = count[axis] * strides[axis] < extent + before[axis];
                    if (further && automatic.equals("VALID")) {
                        throw UndefinedException.everywhere("auto_pad VALID, rounded up");
                    }
                    count[axis] += further ? 1 : 0;
                }
            }
            return new Window(kernel, strides, dilations, before, after, count);
        }

        int place(int axis, int position, int tap) {
            return position * strides[axis] - before[axis] + tap * dilations[axis];
        }
    }

    private static FileTensor convolution(Call call) {
        boolean sequence = call.x().rank() == 3;
        FileTensor x = image(call.x());
        FileTensor w = image(call.input(1));
        int[] extents = x.shape();
        int out = w.shape()[0];
        int per = w.shape()[1];
        int groups = (int) call.integer("group", 1);
        if (per * groups != extents[1] || out % groups != 0) {
            throw new IllegalArgumentException("groups that don't fit");
        }
        int[] kernel = {w.shape()[2], w.shape()[3]};
        Window window = Window.of(call, x, kernel, sequence);
        int[] shape = {extents[0], out, window.count[0], window.count[1]};
        FileTensor result = FileTensor.of(x.element(), shape, i -> {
            int column = i % shape[3];
            int row = i / shape[3] % shape[2];
            int channel = i / shape[3] / shape[2] % out;
            int example = i / shape[3] / shape[2] / out;
            int first = channel / (out / groups) * per;
            Real sum = call.has(2) ? call.input(2).floats()[channel] : Real.ZERO;
            for (int c = 0; c < per; c++) {
                for (int u = 0; u < kernel[0]; u++) {
                    for (int v = 0; v < kernel[1]; v++) {
                        int y = window.place(0, row, u);
                        int z = window.place(1, column, v);
                        if (y >= 0 && y < extents[2] && z >= 0 && z < extents[3]) {
                            Real pixel =
                                    x.floats()[((example * extents[1] + first + c) * extents[2] + y) * extents[3] + z];
                            sum = sum.plus(pixel.times(
                                    w.floats()[((channel * per + c) * kernel[0] + u) * kernel[1] + v]));
                        }
                    }
                }
            }
            return sum;
        });
        return back(result, sequence);
    }

    private static FileTensor transposed(Call call) {
        boolean sequence = call.x().rank() == 3;
        FileTensor x = image(call.x());
        FileTensor w = image(call.input(1));
        int groups = (int) call.integer("group", 1);
        int per = w.shape()[1];
        int in = x.shape()[1];
        int[] kernel = {w.shape()[2], w.shape()[3]};
        int[] strides = pair(call, "strides", sequence, 1);
        int[] dilations = pair(call, "dilations", sequence, 1);
        int[] more = pair(call, "output_padding", sequence, 0);
        int[] pads = call.text("auto_pad", "NOTSET").equals("VALID")
                ? new int[4]
                : call.integers("pads", sequence ? 2 : 4, 0);
        int[] before = sequence ? new int[] {0, pads[0]} : new int[] {pads[0], pads[1]};
        int[] after = sequence ? new int[] {0, pads[1]} : new int[] {pads[2], pads[3]};
        int[] shape = {x.shape()[0], per * groups, 0, 0};
        for (int axis = 0; axis < 2; axis++) {
            shape[2 + axis] = strides[axis] * (x.shape()[2 + axis] - 1)
                    + more[axis]
                    + (kernel[axis] - 1) * dilations[axis]
                    + 1
                    - before[axis]
                    - after[axis];
        }
        Real[] sums = new Real[FileTensor.size(shape)];
        Arrays.setAll(sums, i -> call.has(2) ? call.input(2).floats()[i / shape[3] / shape[2] % shape[1]] : Real.ZERO);
        for (int i = 0; i < x.size(); i++) {
            int column = i % x.shape()[3];
            int row = i / x.shape()[3] % x.shape()[2];
            int channel = i / x.shape()[3] / x.shape()[2] % in;
            int example = i / x.shape()[3] / x.shape()[2] / in;
            int group = channel / (in / groups);
            for (int c = 0; c < per; c++) {
                for (int u = 0; u < kernel[0]; u++) {
                    for (int v = 0; v < kernel[1]; v++) {
                        int y = row * strides[0] + u * dilations[0] - before[0];
                        int z = column * strides[1] + v * dilations[1] - before[1];
                        if (y >= 0 && y < shape[2] && z >= 0 && z < shape[3]) {
                            int to = ((example * shape[1] + group * per + c) * shape[2] + y) * shape[3] + z;
                            sums[to] = sums[to].plus(x.floats()[i].times(
                                    w.floats()[((channel * per + c) * kernel[0] + u) * kernel[1] + v]));
                        }
                    }
                }
            }
        }
        return back(new FileTensor(x.element(), shape, sums, null), sequence);
    }

    private static FileTensor pool(Call call, Pooling pooling) {
        boolean maximum = pooling == Pooling.MAXIMUM;
        boolean sequence = call.x().rank() == 3;
        FileTensor x = image(call.x());
        int[] extents = x.shape();
        int[] kernel = pair(call, "kernel_shape", sequence, 1);
        Window window = Window.of(call, x, kernel, sequence);
        boolean counted = call.integer("count_include_pad", 0) != 0;
        int[] shape = {extents[0], extents[1], window.count[0], window.count[1]};
        FileTensor result = FileTensor.of(x.element(), shape, i -> {
            int column = i % shape[3];
            int row = i / shape[3] % shape[2];
            int plane = i / shape[3] / shape[2];
            Real best = null;
            int taps = 0;
            for (int u = 0; u < kernel[0]; u++) {
                for (int v = 0; v < kernel[1]; v++) {
                    int y = window.place(0, row, u);
                    int z = window.place(1, column, v);
                    boolean inside = y >= 0 && y < extents[2] && z >= 0 && z < extents[3];
                    if (inside) {
                        Real pixel = x.floats()[(plane * extents[2] + y) * extents[3] + z];
                        best = best == null ? pixel : maximum ? best.max(pixel) : best.plus(pixel);
                    }
                    boolean padded = y < extents[2] + window.after[0] && z < extents[3] + window.after[1];
                    taps += inside || counted && padded ? 1 : 0;
                }
            }
            if (best == null) {
                throw new UndefinedException("a window on padding alone");
            }
            return pooling == Pooling.AVERAGE ? best.over(Real.of(taps)) : best;
        });
        return back(result, sequence);
    }

    private static FileTensor global(FileTensor x, boolean maximum) {
        int[] shape = x.shape().clone();
        Arrays.fill(shape, 2, shape.length, 1);
        int run = x.size() / shape[0] / shape[1];
        return FileTensor.of(x.element(), shape, i -> {
            Real result = x.floats()[i * run];
            for (int k = 1; k < run; k++) {
                Real next = x.floats()[i * run + k];
                result = maximum ? result.max(next) : result.plus(next);
            }
            return maximum ? result : result.over(Real.of(run));
        });
    }
}
