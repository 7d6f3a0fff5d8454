package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Arrays;

/** Convolution and its partners as plain loops over taps and rows. */
final class ScalarConvolutions implements Convolutions {

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
        int inputSize = convolution.inputSize();
        int outputSize = convolution.outputSize();
        int plane = convolution.outputHeight() * convolution.outputWidth();
        workers.run(batch, image -> {
            int result = yOffset + image * outputSize;
            Arrays.fill(y, result, result + outputSize, 0f);
            forEachTap(convolution, (weight, channelIn, channelOut, tapRow, tapColumn) -> {
                float factor = weights[weightsOffset + weight];
                int source = xOffset + image * inputSize + channelIn * convolution.height() * convolution.width();
                new Overlap(convolution, tapRow, tapColumn).forEachRow((output, input, count, stride) -> {
                    for (int i = 0; i < count; i++) {
                        y[result + channelOut * plane + output + i] += factor * x[source + input + i * stride];
                    }
                });
            });
        });
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
        int inputSize = convolution.inputSize();
        int outputSize = convolution.outputSize();
        int plane = convolution.outputHeight() * convolution.outputWidth();
        workers.run(batch, image -> {
            int result = dxOffset + image * inputSize;
            Arrays.fill(dx, result, result + inputSize, 0f);
            forEachTap(convolution, (weight, channelIn, channelOut, tapRow, tapColumn) -> {
                float factor = weights[weightsOffset + weight];
                int source = gOffset + image * outputSize + channelOut * plane;
                int target = result + channelIn * convolution.height() * convolution.width();
                new Overlap(convolution, tapRow, tapColumn).forEachRow((output, input, count, stride) -> {
                    for (int i = 0; i < count; i++) {
                        dx[target + input + i * stride] += factor * g[source + output + i];
                    }
                });
            });
        });
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
        int plane = convolution.outputHeight() * convolution.outputWidth();
        Arrays.fill(dw, dwOffset, dwOffset + convolution.weightSize(), 0f);
        forEachTap(convolution, (weight, channelIn, channelOut, tapRow, tapColumn) -> {
            Overlap overlap = new Overlap(convolution, tapRow, tapColumn);
            for (int image = 0; image < batch; image++) {
                int source = xOffset
                        + image * convolution.inputSize()
                        + channelIn * convolution.height() * convolution.width();
                int upstream = gOffset + image * convolution.outputSize() + channelOut * plane;
                overlap.forEachRow((output, input, count, stride) -> {
                    float sum = 0;
                    for (int i = 0; i < count; i++) {
                        sum += g[upstream + output + i] * x[source + input + i * stride];
                    }
                    dw[dwOffset + weight] += sum;
                });
            }
        });
    }

    @Override
    public PackedWeights pack(Convolution convolution, float[] weights, int weightsOffset) {
        return copy(convolution, false, weights, weightsOffset);
    }

    @Override
    public PackedWeights packTransposed(Convolution convolution, float[] weights, int weightsOffset) {
        return copy(convolution, true, weights, weightsOffset);
    }

    @Override
    public void repack(PackedWeights packed, float[] weights, int weightsOffset) {
        System.arraycopy(weights, weightsOffset, packed.panels, 0, packed.panels.length);
    }

    private PackedWeights copy(Convolution convolution, boolean transposed, float[] weights, int offset) {
        float[] copy = Arrays.copyOfRange(weights, offset, offset + convolution.weightSize());
        return new PackedWeights(this, convolution, transposed, copy);
    }

    @Override
    public void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            PackedWeights weights,
            float[] y,
            int yOffset,
            Epilogue epilogue) {
        weights.check(this, convolution, false);
        forward(workers, convolution, batch, x, xOffset, weights.panels, 0, y, yOffset);
        int plane = convolution.outputHeight() * convolution.outputWidth();
        finish(epilogue, batch, convolution.outputChannels(), plane, y, yOffset);
    }

    @Override
    public void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            PackedWeights weights,
            float[] dx,
            int dxOffset,
            Epilogue epilogue) {
        weights.check(this, convolution, true);
        inputGradient(workers, convolution, batch, g, gOffset, weights.panels, 0, dx, dxOffset);
        int plane = convolution.height() * convolution.width();
        finish(epilogue, batch, convolution.inputChannels(), plane, dx, dxOffset);
    }

    private static void finish(Epilogue epilogue, int batch, int channels, int plane, float[] y, int yOffset) {
        for (int i = 0; i < batch * channels; i++) {
            epilogue.finishRow(i % channels, plane, y, yOffset + i * plane);
        }
    }

    private interface Tap {
        void visit(int weight, int channelIn, int channelOut, int tapRow, int tapColumn);
    }

    private interface Row {
        void visit(int output, int input, int count, int stride);
    }

    private static void forEachTap(Convolution convolution, Tap tap) {
        Window window = convolution.window();
        int channelsIn = convolution.inputChannels() / convolution.groups();
        int channelsOut = convolution.outputChannels() / convolution.groups();
        int weight = 0;
        for (int out = 0; out < convolution.outputChannels(); out++) {
            int firstIn = out / channelsOut * channelsIn;
            for (int in = firstIn; in < firstIn + channelsIn; in++) {
                for (int row = 0; row < window.kernelHeight(); row++) {
                    for (int column = 0; column < window.kernelWidth(); column++) {
                        tap.visit(weight++, in, out, row, column);
                    }
                }
            }
        }
    }

    /** The positions of the window at which one tap lies on the image, not on its padding. */
    private record Overlap(Convolution convolution, int tapRow, int tapColumn) {
        void forEachRow(Row row) {
            Window window = convolution.window();
            int outputWidth = convolution.outputWidth();
            int shift = tapColumn * window.dilationWidth() - window.padLeft();
            int first = firstPosition(shift, window.strideWidth());
            int count = positions(shift, window.strideWidth(), convolution.width(), outputWidth) - first;
            for (int position = 0; position < convolution.outputHeight(); position++) {
                int y = position * window.strideHeight() - window.padTop() + tapRow * window.dilationHeight();
                if (y >= 0 && y < convolution.height() && count > 0) {
                    int input = y * convolution.width() + first * window.strideWidth() + shift;
                    row.visit(position * outputWidth + first, input, count, window.strideWidth());
                }
            }
        }

        private static int firstPosition(int shift, int stride) {
            return shift >= 0 ? 0 : (stride - 1 - shift) / stride;
        }

        /** One more than the last position whose tap is left of {@code extent}. */
        private static int positions(int shift, int stride, int extent, int all) {
            return Math.clamp(Math.floorDiv(extent - 1 - shift, stride) + 1, 0, all);
        }
    }
}
