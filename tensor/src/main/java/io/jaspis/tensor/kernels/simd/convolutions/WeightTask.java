package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A weight gradient, as it is shared out: by parts of the batch, each with its own sums, and by blocks of channels
 * where the parts are fewer than the threads. A thread keeps one task and fills it anew for each batch.
 */
final class WeightTask implements IntConsumer {
    private static final Scratch<float[]> SUMS = Scratch.floats();

    static final PerThread<WeightTask> MINE = PerThread.of(WeightTask::new);

    /** The batch is summed in as many parts, whatever the threads, so that the order of the sum never varies. */
    private static final int PARTS = 8;
    /** Floats of partial sums above which there are fewer parts. */
    private static final int ROOM = 1 << 23;
    /** Channels a block has at least: below, a tile of them would be idle in part. */
    private static final int BLOCK_CHANNELS = 8;

    private Convolution convolution;
    private PatchLayout layout;
    private ChannelsLast channelsLast;
    private int batch;
    private float[] x;
    private int xOffset;
    private float[] g;
    private int gOffset;
    private float[] sums;
    private float[] dw;
    private int dwOffset;
    /** Whether each of few weights is summed in a vector. */
    private boolean few;
    /** Floats in the sums of one channel of g, and of one part. */
    private int channelSums;

    private int partSums;

    private int parts;
    private int blocks;

    void sizes(Convolution convolution, PatchLayout layout, ChannelsLast channelsLast, int batch) {
        this.convolution = convolution;
        this.layout = layout;
        this.channelsLast = channelsLast;
        this.batch = batch;
    }

    void operands(float[] x, int xOffset, float[] g, int gOffset) {
        this.x = x;
        this.xOffset = xOffset;
        this.g = g;
        this.gOffset = gOffset;
    }

    /** Makes {@code dw}, and forgets the arrays. */
    void share(Workers workers, float[] dw, int dwOffset) {
        this.dw = dw;
        this.dwOffset = dwOffset;
        int size = convolution.weightSize();
        int outputChannels = convolution.outputChannels();
        few = PixelProduct.fits(convolution, layout);
        channelSums = few ? layout.depth() * Lanes.FLOATS.length() : channelsLast.runs.length * channelsLast.sumLength;
        partSums = outputChannels * channelSums;
        parts = Math.clamp(Math.min(batch, ROOM / partSums), 1, PARTS);
        sums = SUMS.atLeast(parts * partSums);
        long work = (long) batch * size * layout.pixels();
        try {
            if (batch == 0) {
                Arrays.fill(dw, dwOffset, dwOffset + size, 0f);
                return;
            }
            if (workers.threads() == 1 || work < ConvolutionTask.WORTH_SHARING) {
                blocks = 1;
                for (int part = 0; part < parts; part++) {
                    accept(part);
                }
            } else {
                int channels = outputChannels / convolution.groups();
                int wanted = Math.ceilDiv(workers.threads(), parts);
                blocks = Math.clamp(wanted, 1, Math.max(1, channels / BLOCK_CHANNELS));
                workers.run(parts * blocks, this);
            }
            if (few) {
                PixelProduct.fold(parts, size, sums, dw, dwOffset);
            } else if (parts > 1) {
                WeightGradient.finish(channelsLast, outputChannels, parts, partSums, sums, 0, dw, dwOffset);
            }
        } finally {
            convolution = null;
            x = null;
            g = null;
            sums = null;
            this.dw = null;
        }
    }

    @Override
    public void accept(int number) {
        int part = number / blocks;
        int block = number % blocks;
        int groups = convolution.groups();
        int channels = convolution.outputChannels() / groups;
        int panels = Math.ceilDiv(channels, PatchTile.ROWS);
        int first = panels * block / blocks * PatchTile.ROWS;
        int count = Math.min(channels, panels * (block + 1) / blocks * PatchTile.ROWS) - first;
        int begin = (int) ((long) batch * part / parts);
        int end = (int) ((long) batch * (part + 1) / parts);
        for (int group = 0; group < groups; group++) {
            int channel = group * channels + first;
            int to = part * partSums + channel * channelSums;
            if (few) {
                Arrays.fill(sums, to, to + count * channelSums, 0f);
            }
            for (int image = begin; image < end; image++) {
                int source = xOffset + image * convolution.inputSize() + group * (convolution.inputSize() / groups);
                int upstream = gOffset + (image * groups * channels + channel) * layout.pixels();
                if (few) {
                    sumVectors(source, upstream, count, to);
                } else {
                    sumProducts(source, upstream, count, to, image == begin);
                }
            }
            if (!few && parts == 1) {
                int weights = dwOffset + channel * layout.depth();
                WeightGradient.finish(channelsLast, count, 1, 0, sums, to, dw, weights);
            }
        }
    }

    private void sumProducts(int source, int upstream, int count, int to, boolean begin) {
        float[] strip = channelsLast.room();
        for (int row = 0; row < layout.rows; row += channelsLast.stripRows) {
            int rows = Math.min(channelsLast.stripRows, layout.rows - row);
            channelsLast.copy(row, rows, x, source, strip);
            WeightGradient.add(
                    channelsLast,
                    strip,
                    channelsLast.places(row, rows),
                    count,
                    g,
                    upstream + row * layout.columns,
                    layout.pixels(),
                    sums,
                    to,
                    begin && row == 0);
        }
    }

    private void sumVectors(int source, int upstream, int count, int to) {
        float[] planes = Planes.room(layout);
        int plane = layout.sourceHeight * layout.sourceWidth;
        for (int channel = 0; channel < layout.channels; channel += layout.channelBlock) {
            int copied = Math.min(layout.channelBlock, layout.channels - channel);
            int at = to + channel * layout.windowTaps * Lanes.FLOATS.length();
            for (int row = 0; row < layout.rows; row += layout.stripRows) {
                int rows = Math.min(layout.stripRows, layout.rows - row);
                Planes.copy(layout, row, rows, copied, x, source + channel * plane, planes);
                int from = upstream + row * layout.columns;
                PixelProduct.add(layout, copied, planes, rows * layout.columns, count, g, from, sums, at);
            }
        }
    }
}
