package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.simd.Lanes;
import java.util.function.IntConsumer;

/**
 * A batch of images whose patches are to be multiplied with weights, as it is shared out: by images, by strips of their
 * pixels, and where these are few by channels of the result. A thread keeps one task and fills it anew for each batch,
 * so that none is allocated.
 */
final class ConvolutionTask implements IntConsumer {
    static final PerThread<ConvolutionTask> MINE = PerThread.of(ConvolutionTask::new);

    /** Multiply-adds below which waking another thread costs more than it brings. */
    static final long WORTH_SHARING = 400_000;
    /** Pixels that a strip has at least, for two wide tiles. */
    private static final int STRIP_PIXELS = 2 * PatchTile.VECTORS * Lanes.FLOATS.length();

    private PatchLayout layout;
    private int groups;
    /** Channels of the result in one group. */
    private int rows;

    private float[] weights;
    private float[] x;
    private int xOffset;
    private int xStride;
    private float[] y;
    private int yOffset;
    private int yStride;
    private Epilogue epilogue;
    /** Parts of an image: strips of pixels. */
    private int strips;
    /** Parts of a strip: blocks of result channels. */
    private int parts;

    void layout(PatchLayout layout, int groups, int resultChannels) {
        this.layout = layout;
        this.groups = groups;
        this.rows = resultChannels / groups;
    }

    /** Packed by {@link WeightPanels}, group by group. */
    void weights(float[] panels) {
        weights = panels;
    }

    void source(float[] data, int offset, int imageSize) {
        x = data;
        xOffset = offset;
        xStride = imageSize;
    }

    void result(float[] data, int offset, int imageSize, Epilogue epilogue) {
        y = data;
        yOffset = offset;
        yStride = imageSize;
        this.epilogue = epilogue == null || epilogue.isNone() ? null : epilogue;
    }

    /** Does the batch, and forgets its arrays. */
    void share(Workers workers, int batch) {
        try {
            if (layout.pixels() == 0) {
                return;
            }
            int threads = workers.threads();
            long work = (long) batch * groups * rows * layout.depth() * layout.pixels();
            strips = Math.ceilDiv(layout.rows, layout.stripRows);
            parts = 1;
            if (threads == 1 || work < WORTH_SHARING) {
                for (int number = 0; number < batch * strips; number++) {
                    accept(number);
                }
                return;
            }
            if (batch * strips < 2 * threads && batch * strips % threads != 0) {
                int wanted = Math.ceilDiv(2 * threads, batch);
                strips = Math.clamp(Math.min(wanted, layout.pixels() / STRIP_PIXELS), strips, layout.rows);
                parts = Math.clamp(Math.ceilDiv(threads, batch * strips), 1, Math.ceilDiv(rows, PatchTile.ROWS));
            }
            workers.run(batch * strips * parts, this);
        } finally {
            weights = null;
            x = null;
            y = null;
            epilogue = null;
        }
    }

    @Override
    public void accept(int number) {
        int part = number % parts;
        int strip = number / parts % strips;
        int image = number / parts / strips;
        int firstRow = (int) ((long) layout.rows * strip / strips);
        int stripRows = (int) ((long) layout.rows * (strip + 1) / strips) - firstRow;
        int panels = Math.ceilDiv(rows, PatchTile.ROWS);
        int first = panels * part / parts * PatchTile.ROWS;
        int end = Math.min(rows, panels * (part + 1) / parts * PatchTile.ROWS);
        float[] planes = Planes.room(layout);
        int strideRow = yStride / (groups * rows);
        for (int group = 0; group < groups; group++) {
            int source = xOffset + image * xStride + group * (xStride / groups);
            int target = yOffset + image * yStride + group * rows * strideRow;
            int from = group * WeightPanels.groupSize(layout, rows);
            int block = 0;
            do {
                int channels = Math.min(layout.channelBlock, layout.channels - block);
                int plane = layout.sourceHeight * layout.sourceWidth;
                Planes.copy(layout, firstRow, stripRows, channels, x, source + block * plane, planes);
                PatchProduct.multiply(
                        layout,
                        planes,
                        block,
                        channels,
                        weights,
                        from,
                        rows,
                        first,
                        end,
                        firstRow,
                        stripRows,
                        y,
                        target,
                        strideRow,
                        block + channels == layout.channels ? epilogue : null,
                        group * rows);
                block += channels;
            } while (block < layout.channels);
        }
    }
}
