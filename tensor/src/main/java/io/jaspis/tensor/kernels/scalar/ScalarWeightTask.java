package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.Window;
import java.util.function.IntConsumer;

/**
 * A weight gradient by {@link LineSums}: rows are channels of g, columns the weights of a channel, and a line is what
 * the window meets at one pixel of one image. The batch is never cut, so each weight is summed in one order. A thread
 * keeps one task and fills it anew for each batch.
 */
final class ScalarWeightTask implements IntConsumer {
    private static final Scratch<int[]> TAP_ROWS = Scratch.integers();
    private static final Scratch<int[]> TAP_COLUMNS = Scratch.integers();
    private static final Scratch<int[]> TAPS = Scratch.integers();

    static final PerThread<ScalarWeightTask> MINE = PerThread.of(ScalarWeightTask::new);

    private Convolution convolution;
    private int batch;
    private float[] x;
    private int xOffset;
    private float[] g;
    private int gOffset;
    private float[] dw;
    private int dwOffset;
    private int rowBlocks;
    private int columnBlocks;

    void operands(float[] x, int xOffset, float[] g, int gOffset) {
        this.x = x;
        this.xOffset = xOffset;
        this.g = g;
        this.gOffset = gOffset;
    }

    /** Makes {@code dw}, and forgets the arrays. */
    void share(Workers workers, Convolution convolution, int batch, float[] dw, int dwOffset) {
        this.convolution = convolution;
        this.batch = batch;
        this.dw = dw;
        this.dwOffset = dwOffset;
        rowBlocks = Math.ceilDiv(convolution.outputChannels() / convolution.groups(), LineSums.ROWS);
        columnBlocks = Math.ceilDiv(convolution.depth(), LineSums.WIDTH);
        int tasks = convolution.groups() * rowBlocks * columnBlocks;
        long work = (long) batch * convolution.outputSize() * convolution.depth();
        try {
            if (work < ScalarProductTask.WORTH_SHARING) {
                for (int number = 0; number < tasks; number++) {
                    accept(number);
                }
            } else {
                workers.run(tasks, this);
            }
        } finally {
            this.convolution = null;
            this.x = null;
            this.g = null;
            this.dw = null;
        }
    }

    @Override
    public void accept(int number) {
        Window window = convolution.window();
        int channels = convolution.outputChannels() / convolution.groups();
        int group = number / (rowBlocks * columnBlocks);
        int channel = number / columnBlocks % rowBlocks * LineSums.ROWS;
        int first = number % columnBlocks * LineSums.WIDTH;
        int rows = Math.min(LineSums.ROWS, channels - channel);
        int width = Math.min(LineSums.WIDTH, convolution.depth() - first);
        int outputWidth = convolution.outputWidth();
        int plane = convolution.outputHeight() * outputWidth;
        int inputPlane = convolution.height() * convolution.width();
        int groupStart = group * (convolution.inputChannels() / convolution.groups()) * inputPlane;
        int[] tapRows = TAP_ROWS.atLeast(LineSums.WIDTH);
        int[] tapColumns = TAP_COLUMNS.atLeast(LineSums.WIDTH);
        int[] taps = TAPS.atLeast(LineSums.WIDTH);
        for (int i = 0; i < width; i++) {
            int tap = (first + i) % window.taps();
            tapRows[i] = tap / window.kernelWidth() * window.dilationHeight();
            tapColumns[i] = tap % window.kernelWidth() * window.dilationWidth();
            taps[i] = (first + i) / window.taps() * inputPlane + tapRows[i] * convolution.width() + tapColumns[i];
        }
        LineSums tile = LineSums.mine();
        tile.clear(rows, width);
        int count = 0;
        for (int image = 0; image < batch; image++) {
            int images = xOffset + image * convolution.inputSize() + groupStart;
            int upstream = gOffset + image * convolution.outputSize() + (group * channels + channel) * plane;
            for (int pixel = 0; pixel < plane; pixel++) {
                int row = pixel / outputWidth * window.strideHeight() - window.padTop();
                int column = pixel % outputWidth * window.strideWidth() - window.padLeft();
                line(images, row, column, width, taps, tapRows, tapColumns, tile.lines[count]);
                tile.places[count++] = upstream + pixel;
                if (count == LineSums.LINES) {
                    tile.add(rows, width, count, g, plane);
                    count = 0;
                }
            }
        }
        tile.add(rows, width, count, g, plane);
        for (int i = 0; i < rows; i++) {
            int to = dwOffset + (group * channels + channel + i) * convolution.depth() + first;
            System.arraycopy(tile.sums[i], 0, dw, to, width);
        }
    }

    /** What the window meets with its corner at a row and a column: zeros outside the image. */
    private void line(
            int images, int row, int column, int width, int[] taps, int[] tapRows, int[] tapColumns, float[] line) {
        Window window = convolution.window();
        int imageHeight = convolution.height();
        int imageWidth = convolution.width();
        int corner = images + row * imageWidth + column;
        boolean inside = row >= 0
                && column >= 0
                && row + (window.kernelHeight() - 1) * window.dilationHeight() < imageHeight
                && column + (window.kernelWidth() - 1) * window.dilationWidth() < imageWidth;
        if (inside) {
            for (int i = 0; i < width; i++) {
                line[i] = x[corner + taps[i]];
            }
            return;
        }
        for (int i = 0; i < width; i++) {
            int y = row + tapRows[i];
            int u = column + tapColumns[i];
            boolean met = y >= 0 && y < imageHeight && u >= 0 && u < imageWidth;
            line[i] = met ? x[corner + taps[i]] : 0f;
        }
    }
}
