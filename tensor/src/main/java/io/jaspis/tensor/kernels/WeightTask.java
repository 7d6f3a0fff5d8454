package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A weight gradient, as it is shared out: by parts of the batch, each with its own sums, and by blocks of channels where
 * the parts are fewer than the threads. A thread keeps one task and fills it anew for each batch.
 */
final class WeightTask implements IntConsumer {
    /** The batch is summed in as many parts, whatever the threads, so that the order of the sum never varies. */
    private static final int PARTS = 8;
    /** Floats of partial sums above which there are fewer parts. */
    private static final int ROOM = 1 << 23;
    /** Channels a block has at least: below, a tile of them would be idle in part. */
    private static final int BLOCK_CHANNELS = 8;

    private Convolution convolution;
    private PatchLayout layout;
    private int batch;
    private float[] x;
    private int xOffset;
    private float[] g;
    private int gOffset;
    private float[] sums;
    private int sumsAt;
    /** Floats in which one weight is summed: a vector of them where there are few weights. */
    private int width;

    private int parts;
    private int blocks;

    void sizes(Convolution convolution, PatchLayout layout, int batch) {
        this.convolution = convolution;
        this.layout = layout;
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
        int size = convolution.weightSize();
        boolean few = PixelProduct.fits(convolution, layout);
        width = few ? Lanes.FLOATS.length() : 1;
        parts = Math.clamp(Math.min(batch, ROOM / size), 1, PARTS);
        boolean inPlace = parts == 1 && !few;
        sums = inPlace ? dw : Scratch.mine().floats(Scratch.Floats.PARTIAL_SUMS, parts * size * width);
        sumsAt = inPlace ? dwOffset : 0;
        long work = (long) batch * size * layout.pixels();
        try {
            if (workers.threads() == 1 || work < ConvolutionTask.WORTH_SHARING) {
                blocks = 1;
                for (int part = 0; part < parts; part++) {
                    accept(part);
                }
            } else {
                int channels = convolution.outputChannels() / convolution.groups();
                int wanted = Math.ceilDiv(2 * workers.threads(), parts);
                blocks = parts >= workers.threads() ? 1 : Math.clamp(wanted, 1, Math.max(1, channels / BLOCK_CHANNELS));
                workers.run(parts * blocks, this);
            }
            if (few) {
                PixelProduct.fold(parts, size, sums, dw, dwOffset);
            } else if (parts > 1) {
                WeightGradient.total(parts, size, sums, dw, dwOffset);
            }
        } finally {
            convolution = null;
            x = null;
            g = null;
            sums = null;
        }
    }

    @Override
    public void accept(int number) {
        int part = number / blocks;
        int block = number % blocks;
        int groups = convolution.groups();
        int channels = convolution.outputChannels() / groups;
        int first = (int) ((long) channels * block / blocks);
        int count = (int) ((long) channels * (block + 1) / blocks) - first;
        int taps = layout.depth();
        int pixels = layout.pixels();
        int inputSize = convolution.inputSize();
        int target = sumsAt + part * convolution.weightSize() * width;
        for (int group = 0; group < groups; group++) {
            int from = target + (group * channels + first) * taps * width;
            Arrays.fill(sums, from, from + count * taps * width, 0f);
        }
        float[] planes = Planes.room(layout, Scratch.mine());
        int plane = convolution.height() * convolution.width();
        int end = (int) ((long) batch * (part + 1) / parts);
        for (int image = (int) ((long) batch * part / parts); image < end; image++) {
            for (int channel = 0; channel < groups * layout.channels; ) {
                int group = channel / layout.channels;
                int inGroup = channel % layout.channels;
                int copied = Math.min(layout.channelBlock, layout.channels - inGroup);
                int source = xOffset + image * inputSize + channel * plane;
                int upstream = gOffset + (image * groups * channels + group * channels + first) * pixels;
                int to = target + ((group * channels + first) * taps + inGroup * layout.windowTaps.length) * width;
                for (int row = 0; row < layout.rows; row += layout.stripRows) {
                    int rows = Math.min(layout.stripRows, layout.rows - row);
                    Planes.copy(layout, row, rows, copied, x, source, planes);
                    int from = upstream + row * layout.columns;
                    if (width > 1) {
                        PixelProduct.add(layout, copied, planes, rows * layout.columns, count, g, from, sums, to);
                    } else {
                        WeightGradient.add(layout, copied, planes, rows * layout.columns, count, g, from, sums, to);
                    }
                }
                channel += copied;
            }
        }
    }
}
