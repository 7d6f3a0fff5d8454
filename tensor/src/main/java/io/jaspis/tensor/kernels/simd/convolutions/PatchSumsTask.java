package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Epilogue;
import java.util.function.IntConsumer;

/**
 * An input gradient by {@link PatchSums}, as it is shared out: by images, and by strips of their rows. A thread keeps
 * one task and fills it anew for each batch.
 */
final class PatchSumsTask implements IntConsumer {
    static final PerThread<PatchSumsTask> MINE = PerThread.of(PatchSumsTask::new);

    /** Rows that a strip has at least: its neighbours make some of its patches too. */
    private static final int LEAST_ROWS = 8;

    private Convolution convolution;
    private PatchSums sums;
    private float[] panels;
    private float[] g;
    private int gOffset;
    private float[] dx;
    private int dxOffset;
    private Epilogue epilogue;
    private int strips;

    void weights(Convolution convolution, PatchSums sums, float[] panels) {
        this.convolution = convolution;
        this.sums = sums;
        this.panels = panels;
    }

    void operands(float[] g, int gOffset, float[] dx, int dxOffset, Epilogue epilogue) {
        this.g = g;
        this.gOffset = gOffset;
        this.dx = dx;
        this.dxOffset = dxOffset;
        this.epilogue = epilogue == null || epilogue.isNone() ? null : epilogue;
    }

    /** Does the batch, and forgets its arrays. */
    void share(Workers workers, int batch) {
        try {
            strips = sums.strips();
            long pixels = (long) convolution.outputHeight() * convolution.outputWidth();
            long work = batch * pixels * convolution.weightSize();
            if (workers.threads() == 1 || work < ConvolutionTask.WORTH_SHARING) {
                for (int number = 0; number < batch * strips; number++) {
                    accept(number);
                }
                return;
            }
            if (batch > 0 && batch * strips % workers.threads() != 0 && batch * strips < 2 * workers.threads()) {
                int wanted = Math.ceilDiv(workers.threads(), batch);
                int most = Math.max(strips, convolution.height() / LEAST_ROWS);
                strips = Math.clamp(wanted, strips, most);
            }
            workers.run(batch * strips, this);
        } finally {
            panels = null;
            g = null;
            dx = null;
            epilogue = null;
        }
    }

    @Override
    public void accept(int number) {
        int image = number / strips;
        int strip = number % strips;
        int height = convolution.height();
        int firstRow = (int) ((long) height * strip / strips);
        int endRow = (int) ((long) height * (strip + 1) / strips);
        int groups = convolution.groups();
        for (int group = 0; group < groups; group++) {
            sums.rows(
                    firstRow,
                    endRow,
                    panels,
                    group * sums.panelsSize(),
                    g,
                    gOffset + image * convolution.outputSize() + group * (convolution.outputSize() / groups),
                    dx,
                    dxOffset + image * convolution.inputSize() + group * (convolution.inputSize() / groups),
                    epilogue,
                    group * sums.channels);
        }
    }
}
