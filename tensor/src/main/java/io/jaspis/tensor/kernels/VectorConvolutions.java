package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** Convolution as an implicit product of weights and patches ({@link PatchProduct}), and its partners likewise. */
final class VectorConvolutions implements Convolutions {
    private static final long WORTH_SHARING = 1_200_000;
    /** The batch is summed in as many parts, whatever the threads, so that the order of the sum never varies. */
    private static final int GRADIENT_PARTS = 8;
    /** Floats of partial sums above which there are fewer parts. */
    private static final int GRADIENT_ROOM = 1 << 23;

    private static final int MOST_LAYOUTS = 512;

    /** Sizes met before; a network has few. */
    private final ConcurrentHashMap<Convolution, Layouts> known = new ConcurrentHashMap<>();

    private record Layouts(PatchLayout forward, PatchLayout[] backward) {
        static Layouts of(Convolution convolution) {
            Window window = convolution.window();
            PatchLayout[] backward = new PatchLayout[window.strideHeight() * window.strideWidth()];
            for (int phase = 0; phase < backward.length; phase++) {
                backward[phase] =
                        PatchLayout.backward(convolution, phase / window.strideWidth(), phase % window.strideWidth());
            }
            return new Layouts(PatchLayout.forward(convolution), backward);
        }
    }

    private Layouts layouts(Convolution convolution) {
        Layouts layouts = known.get(convolution);
        if (layouts == null) {
            if (known.size() >= MOST_LAYOUTS) {
                known.clear();
            }
            layouts = known.computeIfAbsent(convolution, Layouts::of);
        }
        return layouts;
    }

    @Override
    public void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] weights,
            int weightsOffset,
            float[] y,
            int yOffset) {
        PatchLayout layout = layouts(convolution).forward;
        int groups = convolution.groups();
        int rows = convolution.outputChannels() / groups;
        int depth = layout.taps.length;
        int panelSize = RegisterTile.rowPanels(rows) * RegisterTile.ROWS * depth;
        float[] packed = weights;
        if (rows > 1) {
            packed = Scratch.mine().floats(Scratch.Floats.WEIGHTS, groups * panelSize);
            for (int group = 0; group < groups; group++) {
                int from = weightsOffset + group * rows * depth;
                Panels.packRows(rows, depth, weights, from, depth, 1, packed, group * panelSize);
            }
        }
        Images images = new Images(
                layout,
                groups,
                rows,
                packed,
                rows > 1 ? 0 : weightsOffset,
                rows > 1 ? panelSize : depth,
                x,
                xOffset,
                convolution.inputSize(),
                y,
                yOffset,
                convolution.outputSize());
        images.share(workers, batch);
    }

    @Override
    public void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            float[] weights,
            int weightsOffset,
            float[] dx,
            int dxOffset) {
        int groups = convolution.groups();
        int rows = convolution.inputChannels() / groups;
        for (PatchLayout layout : layouts(convolution).backward) {
            int depth = layout.taps.length;
            int panelSize = rows > 1 ? RegisterTile.rowPanels(rows) * RegisterTile.ROWS * depth : depth;
            Scratch scratch = Scratch.mine();
            float[] packed = scratch.floats(Scratch.Floats.WEIGHTS, groups * panelSize);
            float[] turned = scratch.floats(Scratch.Floats.COLUMN_PANELS, rows * depth);
            for (int group = 0; group < groups; group++) {
                turn(convolution, layout, group, weights, weightsOffset, turned);
                if (rows > 1) {
                    Panels.packRows(rows, depth, turned, 0, depth, 1, packed, group * panelSize);
                } else {
                    System.arraycopy(turned, 0, packed, group * panelSize, depth);
                }
            }
            Images images = new Images(
                    layout,
                    groups,
                    rows,
                    packed,
                    0,
                    panelSize,
                    g,
                    gOffset,
                    convolution.outputSize(),
                    dx,
                    dxOffset,
                    convolution.inputSize());
            images.share(workers, batch);
        }
    }

    /** The weights of a group as {@code [channels in × (channels out, taps of the phase)]}. */
    private static void turn(
            Convolution convolution,
            PatchLayout layout,
            int group,
            float[] weights,
            int weightsOffset,
            float[] turned) {
        int channelsIn = convolution.inputChannels() / convolution.groups();
        int channelsOut = convolution.outputChannels() / convolution.groups();
        Window window = convolution.window();
        int at = 0;
        for (int in = 0; in < channelsIn; in++) {
            for (int out = 0; out < channelsOut; out++) {
                int from = weightsOffset + ((group * channelsOut + out) * channelsIn + in) * window.taps();
                for (int row : layout.tapRows) {
                    for (int column : layout.tapColumns) {
                        turned[at++] = weights[from + row * window.kernelWidth() + column];
                    }
                }
            }
        }
    }

    /** A batch to be multiplied with packed weights. */
    private record Images(
            PatchLayout layout,
            int groups,
            int rows,
            float[] weights,
            int weightsOffset,
            int weightsStride,
            float[] x,
            int xOffset,
            int xStride,
            float[] y,
            int yOffset,
            int yStride) {

        void share(Workers workers, int batch) {
            if (layout.pixels() == 0) {
                return;
            }
            int panels = RegisterTile.columnPanels(layout.pixels());
            long work = (long) batch * groups * rows * layout.taps.length * layout.pixels();
            int parts = 1;
            if (rows > 1 && work >= WORTH_SHARING && batch < 2 * workers.threads() && workers.threads() > 1) {
                parts = Math.clamp(Math.ceilDiv(2 * workers.threads(), batch), 1, panels);
            }
            int cuts = parts;
            IntConsumer task = number -> {
                int part = number % cuts;
                int first = (int) ((long) panels * part / cuts);
                int end = (int) ((long) panels * (part + 1) / cuts);
                image(number / cuts, first, end);
            };
            run(workers, batch * cuts, work, task);
        }

        private void image(int number, int firstPanel, int endPanel) {
            float[] planes = layout.planes(Scratch.mine());
            int plane = yStride / (groups * rows);
            for (int group = 0; group < groups; group++) {
                int source = xOffset + number * xStride + group * (xStride / groups);
                int target = yOffset + number * yStride + group * (yStride / groups);
                int from = weightsOffset + group * weightsStride;
                layout.copy(x, source, planes);
                if (rows == 1) {
                    PatchProduct.multiplyRow(layout, planes, weights, from, y, target);
                } else {
                    PatchProduct.multiply(layout, planes, rows, weights, from, y, target, plane, firstPanel, endPanel);
                }
            }
        }
    }

    private static void run(Workers workers, int tasks, long work, IntConsumer task) {
        if (work < WORTH_SHARING) {
            for (int i = 0; i < tasks; i++) {
                task.accept(i);
            }
        } else {
            workers.run(tasks, task);
        }
    }

    @Override
    public void weightGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] g,
            int gOffset,
            float[] dw,
            int dwOffset) {
        PatchLayout layout = layouts(convolution).forward;
        int size = convolution.weightSize();
        int parts = Math.clamp(Math.min(batch, GRADIENT_ROOM / size), 1, GRADIENT_PARTS);
        float[] sums = parts == 1 ? dw : Scratch.mine().floats(Scratch.Floats.PARTIAL_SUMS, parts * size);
        int sumsAt = parts == 1 ? dwOffset : 0;
        int channels = convolution.outputChannels() / convolution.groups();
        int pixels = layout.pixels();
        IntConsumer task = part -> {
            float[] planes = layout.planes(Scratch.mine());
            int target = sumsAt + part * size;
            WeightGradient.clear(sums, target, size);
            int end = (int) ((long) batch * (part + 1) / parts);
            for (int image = (int) ((long) batch * part / parts); image < end; image++) {
                for (int group = 0; group < convolution.groups(); group++) {
                    int from = xOffset
                            + image * convolution.inputSize()
                            + group * (convolution.inputSize() / convolution.groups());
                    int upstream = gOffset + image * convolution.outputSize() + group * channels * pixels;
                    layout.copy(x, from, planes);
                    int to = target + group * channels * layout.taps.length;
                    WeightGradient.add(layout, planes, channels, g, upstream, sums, to);
                }
            }
        };
        run(workers, parts, (long) batch * size * pixels, task);
        if (parts > 1) {
            WeightGradient.total(parts, size, sums, dw, dwOffset);
        }
    }
}
