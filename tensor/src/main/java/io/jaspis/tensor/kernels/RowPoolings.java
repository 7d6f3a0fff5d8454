package io.jaspis.tensor.kernels;

import io.jaspis.tensor.PerThread;
import java.util.Arrays;

/**
 * Poolings by rows of windows, in which a search finds the maxima.
 *
 * @param searches one for each thread: a new one for each call would be an allocation
 */
public record RowPoolings(PerThread<? extends WindowSearch> searches) implements Poolings {

    private WindowSearch search(Pooling pooling) {
        WindowSearch search = searches.get();
        search.set(pooling);
        return search;
    }

    @Override
    public void maximum(Pooling pooling, int batch, float[] x, int xOffset, float[] y, int yOffset) {
        WindowSearch search = search(pooling);
        int result = yOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = xOffset + plane * pooling.height() * pooling.width();
            for (int row = 0; row < pooling.outputHeight(); row++) {
                search.maxima(x, start, row, y, result);
                result += pooling.outputWidth();
            }
        }
    }

    @Override
    public void gatherMaximum(
            Pooling pooling,
            int batch,
            float[] h,
            int hOffset,
            float[] selector,
            int selectorOffset,
            float[] y,
            int yOffset) {
        WindowSearch search = search(pooling);
        int outputWidth = pooling.outputWidth();
        int[] winners = search.room();
        int result = yOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < pooling.outputHeight(); row++) {
                search.winners(selector, selectorOffset + start, row, winners);
                for (int column = 0; column < outputWidth; column++) {
                    y[result + column] = h[hOffset + start + winners[column]];
                }
                result += outputWidth;
            }
        }
    }

    @Override
    public void scatterMaximum(
            Pooling pooling,
            int batch,
            float[] g,
            int gOffset,
            float[] selector,
            int selectorOffset,
            float[] dx,
            int dxOffset) {
        Arrays.fill(dx, dxOffset, dxOffset + batch * pooling.inputSize(), 0f);
        WindowSearch search = search(pooling);
        int outputWidth = pooling.outputWidth();
        int[] winners = search.room();
        int source = gOffset;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            int start = plane * pooling.height() * pooling.width();
            for (int row = 0; row < pooling.outputHeight(); row++) {
                search.winners(selector, selectorOffset + start, row, winners);
                for (int column = 0; column < outputWidth; column++) {
                    dx[dxOffset + start + winners[column]] += g[source + column];
                }
                source += outputWidth;
            }
        }
    }
}
