package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.function.IntConsumer;

/**
 * A batch of images whose patches are to be multiplied with weights, as it is shared out. A thread keeps one task and
 * fills it anew for each batch, so that none is allocated.
 */
final class ConvolutionTask implements IntConsumer {
    /** Multiply-adds below which waking another thread costs more than it brings. */
    static final long WORTH_SHARING = 1_200_000;
    /** With so few channels in the result, copying patches to panels costs more than reading them panel-wise brings. */
    private static final int DIRECT_ROWS = 4;

    private PatchLayout layout;
    private int groups;
    /** Channels of the result in one group. */
    private int rows;

    private float[] weights;
    private int weightsOffset;
    private float[] x;
    private int xOffset;
    private int xStride;
    private float[] y;
    private int yOffset;
    private int yStride;
    private Epilogue epilogue;
    /** What an image is cut by: column panels, or rows of pixels where patches are read directly. */
    private int units;

    private int cuts;

    void layout(PatchLayout layout, int groups, int resultChannels) {
        this.layout = layout;
        this.groups = groups;
        this.rows = resultChannels / groups;
    }

    /** {@code [groups × rows × taps]}. */
    void weights(float[] data, int offset) {
        weights = data;
        weightsOffset = offset;
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
            units = rows <= DIRECT_ROWS ? layout.rows : RegisterTile.columnPanels(layout.pixels());
            long work = (long) batch * groups * rows * layout.taps.length * layout.pixels();
            int threads = workers.threads();
            cuts = 1;
            if (work < WORTH_SHARING || threads == 1) {
                for (int image = 0; image < batch; image++) {
                    accept(image);
                }
                return;
            }
            if (batch < 2 * threads) {
                cuts = Math.clamp(Math.ceilDiv(2 * threads, batch), 1, units);
            }
            workers.run(batch * cuts, this);
        } finally {
            weights = null;
            x = null;
            y = null;
            epilogue = null;
        }
    }

    @Override
    public void accept(int number) {
        int image = number / cuts;
        int part = number % cuts;
        int first = (int) ((long) units * part / cuts);
        int end = (int) ((long) units * (part + 1) / cuts);
        float[] planes = layout.planes(Scratch.mine());
        int plane = yStride / (groups * rows);
        for (int group = 0; group < groups; group++) {
            int source = xOffset + image * xStride + group * (xStride / groups);
            int target = yOffset + image * yStride + group * (yStride / groups);
            int from = weightsOffset + group * rows * layout.taps.length;
            layout.copy(x, source, planes);
            int channel = group * rows;
            if (rows <= DIRECT_ROWS) {
                DirectProduct.multiply(
                        layout, planes, rows, weights, from, y, target, plane, first, end, epilogue, channel);
            } else {
                PatchProduct.multiply(
                        layout, planes, rows, weights, from, y, target, plane, first, end, epilogue, channel);
            }
        }
    }
}
