package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Window;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A convolution of a batch, or its transpose in x, by {@link LineSums}: rows are channels of the result, columns its
 * pixels, and a line is what one tap of the window meets at these pixels. Pixels of a transpose are taken by phases:
 * those whose rows, and whose columns, leave the same remainder by the stride meet the same taps, each a pixel of g
 * further. A thread keeps one task and fills it anew for each batch.
 */
final class ScalarConvolutionTask implements IntConsumer {
    static final PerThread<ScalarConvolutionTask> MINE = PerThread.of(ScalarConvolutionTask::new);

    private int groups;
    private int window;
    /** Channels of one group, of the source and of the result. */
    private int sourceChannels;

    private int resultChannels;
    /** Weights from one channel of the result to the next, of the source, and of one group. */
    private int rowStride;

    private int channelStride;
    private int groupWeights;
    private final Axis vertical = new Axis();
    private final Axis horizontal = new Axis();

    private float[] source;
    private int sourceOffset;
    private float[] weights;
    private int weightsOffset;
    private float[] result;
    private int resultOffset;
    private Epilogue epilogue;
    /** Blocks of pixels of one image, in the phase that has most. */
    private int blocks;

    /**
     * One of the image's two axes. The result's element {@code phase + spacing·i} is the one of number i in its phase.
     */
    private static final class Axis {
        private boolean transposed;
        private int kernel;
        private int dilation;
        private int before;
        private int stride;
        /** Elements of the source and of the result. */
        private int source;

        private int result;
        private int phases;
        private int spacing;
        /** Elements of the source from one of a phase to the next. */
        private int step;
        /** The taps that the phases meet, one phase's behind the other's, and where those of each begin. */
        private int[] taps = new int[0];

        private int[] starts = new int[0];

        private void window(int kernel, int dilation, int before, int stride) {
            this.kernel = kernel;
            this.dilation = dilation;
            this.before = before;
            this.stride = stride;
        }

        private void sizes(boolean transposed, int input, int output) {
            this.transposed = transposed;
            source = transposed ? output : input;
            result = transposed ? input : output;
            phases = transposed ? Math.min(stride, result) : 1;
            spacing = transposed ? stride : 1;
            step = transposed ? 1 : stride;
            list();
        }

        /** Lists the taps of all phases at once: looking for those of one takes as long. */
        private void list() {
            taps = taps.length < kernel ? new int[kernel] : taps;
            starts = starts.length <= phases ? new int[phases + 1] : starts;
            Arrays.fill(starts, 0, phases + 1, 0);
            for (int tap = 0; tap < kernel; tap++) {
                int phase = phase(tap);
                if (phase < phases) {
                    starts[phase]++;
                }
            }
            for (int phase = 1; phase <= phases; phase++) {
                starts[phase] += starts[phase - 1];
            }
            for (int tap = kernel - 1; tap >= 0; tap--) {
                int phase = phase(tap);
                if (phase < phases) {
                    taps[--starts[phase]] = tap;
                }
            }
        }

        /** The phase that meets a tap; there may be none of this number. */
        private int phase(int tap) {
            return transposed ? Math.floorMod(tap * dilation - before, stride) : 0;
        }

        private int count(int phase) {
            return Math.ceilDiv(result - phase, spacing);
        }

        /** The source's element at the first one of a phase; it may lie outside. */
        private int first(int phase, int tap) {
            return transposed ? Math.floorDiv(phase + before - tap * dilation, stride) : tap * dilation - before;
        }
    }

    void sizes(Convolution convolution, boolean transposed) {
        Window taps = convolution.window();
        int in = convolution.inputChannels() / convolution.groups();
        int out = convolution.outputChannels() / convolution.groups();
        groups = convolution.groups();
        window = taps.taps();
        sourceChannels = transposed ? out : in;
        resultChannels = transposed ? in : out;
        rowStride = transposed ? window : in * window;
        channelStride = transposed ? in * window : window;
        groupWeights = in * out * window;
        vertical.window(taps.kernelHeight(), taps.dilationHeight(), taps.padTop(), taps.strideHeight());
        horizontal.window(taps.kernelWidth(), taps.dilationWidth(), taps.padLeft(), taps.strideWidth());
        vertical.sizes(transposed, convolution.height(), convolution.outputHeight());
        horizontal.sizes(transposed, convolution.width(), convolution.outputWidth());
    }

    void operands(float[] source, int sourceOffset, float[] weights, int weightsOffset) {
        this.source = source;
        this.sourceOffset = sourceOffset;
        this.weights = weights;
        this.weightsOffset = weightsOffset;
    }

    /** Does the batch, and forgets its arrays. */
    void share(Workers workers, int batch, float[] result, int resultOffset, Epilogue epilogue) {
        this.result = result;
        this.resultOffset = resultOffset;
        this.epilogue = epilogue;
        blocks = Math.ceilDiv(vertical.count(0) * horizontal.count(0), LineSums.WIDTH);
        int tasks = batch * groups * blocks;
        long work = (long) batch * groups * groupWeights * vertical.result * horizontal.result;
        try {
            if (work < ScalarProductTask.WORTH_SHARING) {
                for (int number = 0; number < tasks; number++) {
                    accept(number);
                }
            } else {
                workers.run(tasks, this);
            }
        } finally {
            this.source = null;
            this.weights = null;
            this.result = null;
            this.epilogue = null;
        }
    }

    @Override
    public void accept(int number) {
        int block = number % blocks;
        int image = number / blocks / groups;
        int group = number / blocks % groups;
        for (int row = 0; row < vertical.phases; row++) {
            for (int column = 0; column < horizontal.phases; column++) {
                for (int channel = 0; channel < resultChannels; channel += LineSums.ROWS) {
                    tile(image, group, channel, row, column, block * LineSums.WIDTH);
                }
            }
        }
    }

    /** Pixels of one phase, from {@code first} on, in some channels of the result. */
    private void tile(int image, int group, int channel, int phaseRow, int phaseColumn, int first) {
        int columns = horizontal.count(phaseColumn);
        int width = Math.min(LineSums.WIDTH, vertical.count(phaseRow) * columns - first);
        if (width <= 0) {
            return;
        }
        int rows = Math.min(LineSums.ROWS, resultChannels - channel);
        int sourcePlane = vertical.source * horizontal.source;
        int plane = sourceOffset + (image * groups + group) * sourceChannels * sourcePlane;
        int place = weightsOffset + group * groupWeights + channel * rowStride;
        LineSums tile = LineSums.mine();
        tile.clear(rows, width);
        int count = 0;
        for (int in = 0; in < sourceChannels; in++) {
            for (int i = vertical.starts[phaseRow]; i < vertical.starts[phaseRow + 1]; i++) {
                int tapRow = vertical.taps[i];
                int row = vertical.first(phaseRow, tapRow);
                for (int j = horizontal.starts[phaseColumn]; j < horizontal.starts[phaseColumn + 1]; j++) {
                    int tapColumn = horizontal.taps[j];
                    int column = horizontal.first(phaseColumn, tapColumn);
                    line(plane + in * sourcePlane, row, column, columns, first, width, tile.lines[count]);
                    tile.places[count++] = place + in * channelStride + tapRow * horizontal.kernel + tapColumn;
                    if (count == LineSums.LINES) {
                        tile.add(rows, width, count, weights, rowStride);
                        count = 0;
                    }
                }
            }
        }
        tile.add(rows, width, count, weights, rowStride);
        for (int i = 0; i < rows; i++) {
            int number = group * resultChannels + channel + i;
            epilogue.finishRow(number, width, tile.sums[i], 0);
            int to = resultOffset
                    + (image * groups * resultChannels + number) * vertical.result * horizontal.result
                    + phaseRow * horizontal.result
                    + phaseColumn;
            store(tile.sums[i], first, width, columns, to);
        }
    }

    /** What a tap meets at {@code width} pixels from {@code first} on: zeros outside the source. */
    private void line(int plane, int row, int column, int columns, int first, int width, float[] line) {
        int step = horizontal.step;
        int least = Math.ceilDiv(-column, step);
        int end = Math.floorDiv(horizontal.source - 1 - column, step) + 1;
        int u = first / columns;
        int v = first % columns;
        for (int at = 0; at < width; ) {
            int count = Math.min(columns - v, width - at);
            int y = row + u * vertical.step;
            boolean inside = y >= 0 && y < vertical.source;
            int from = inside ? Math.clamp(least, v, v + count) : v + count;
            int to = inside ? Math.clamp(end, from, v + count) : v + count;
            Arrays.fill(line, at, at + from - v, 0f);
            int source = plane + y * horizontal.source + column;
            if (step == 1 && to > from) {
                System.arraycopy(this.source, source + from, line, at + from - v, to - from);
            } else {
                for (int i = from; i < to; i++) {
                    line[at + i - v] = this.source[source + i * step];
                }
            }
            Arrays.fill(line, at + to - v, at + count, 0f);
            at += count;
            u++;
            v = 0;
        }
    }

    private void store(float[] sums, int first, int width, int columns, int to) {
        if (vertical.spacing == 1 && horizontal.spacing == 1) {
            System.arraycopy(sums, 0, result, to + first, width);
            return;
        }
        int u = first / columns;
        int v = first % columns;
        for (int i = 0; i < width; i++) {
            result[to + u * vertical.spacing * horizontal.result + v * horizontal.spacing] = sums[i];
            if (++v == columns) {
                v = 0;
                u++;
            }
        }
    }
}
