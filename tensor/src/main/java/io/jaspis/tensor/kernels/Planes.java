package io.jaspis.tensor.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Copies a strip of some channels to the planes of a {@link PatchLayout}, with zeros where the window meets the padding. */
final class Planes {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** The even elements of two vectors. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);

    private Planes() {}

    /** Room for the planes, and for a tile of pixels that begins in them and ends behind. */
    static float[] room(PatchLayout layout, Scratch scratch) {
        int size = layout.channelBlock * layout.planesPerChannel() * layout.planeSize();
        return scratch.floats(Scratch.Floats.PLANES, size + PatchTile.VECTORS * LANES);
    }

    /**
     * Copies what the pixel rows {@code firstRow} to {@code firstRow + rows − 1} read of {@code channels} channels, the first
     * of which begins at {@code offset}. Everything is written in ascending order, so that what a vector brings too much is
     * overwritten by what follows.
     */
    static void copy(
            PatchLayout layout, int firstRow, int rows, int channels, float[] source, int offset, float[] planes) {
        PatchAxis vertical = layout.vertical;
        PatchAxis horizontal = layout.horizontal;
        int height = layout.sourceHeight;
        int width = layout.sourceWidth;
        int columns = layout.columns;
        int step = vertical.step();
        int lines = rows + layout.planeRows - layout.stripRows;
        int plane = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int shift : horizontal.shifts()) {
                int left = shift - horizontal.before();
                int first = Math.clamp(Math.ceilDiv(-left, horizontal.step()), 0, columns);
                int end = Math.clamp(Math.ceilDiv(width - left, horizontal.step()), first, columns);
                for (int phase : layout.rowPhases) {
                    int top = firstRow * step + phase - vertical.before();
                    int firstLine = Math.clamp(Math.ceilDiv(-top, step), 0, lines);
                    int endLine = Math.clamp(Math.ceilDiv(height - top, step), firstLine, lines);
                    int from = offset + (channel * height + top + firstLine * step) * width + left;
                    Arrays.fill(planes, plane, plane + firstLine * columns, 0f);
                    int to = plane + firstLine * columns;
                    int count = endLine - firstLine;
                    lines(count, first, end, columns, horizontal.step(), source, from, step * width, planes, to);
                    Arrays.fill(planes, plane + endLine * columns, plane + lines * columns, 0f);
                    plane += layout.planeSize();
                }
            }
        }
    }

    /**
     * Lines whose elements {@code first} to {@code end − 1} are every {@code step}-th one of the source, the others zero.
     * Vectors copy whole lines, their neighbours' elements included, wherever that stays inside the source; a line's last
     * vector goes first, as what it brings too much lies where the next line's first one will be.
     */
    private static void lines(
            int lines,
            int first,
            int end,
            int columns,
            int step,
            float[] source,
            int sourceAt,
            int sourceStep,
            float[] planes,
            int planesAt) {
        int lastVector = (columns - 1) / LANES * LANES;
        int read = (lastVector + LANES) * step;
        int firstInside = step > 2 ? lines : Math.clamp(Math.ceilDiv(-sourceAt, sourceStep), 0, lines);
        int room = source.length - read - sourceAt;
        int endInside = Math.clamp(Math.floorDiv(room, sourceStep) + 1, firstInside, lines);
        for (int i = lastVector; i >= 0; i -= LANES) {
            int from = sourceAt + firstInside * sourceStep + i * step;
            int to = planesAt + firstInside * columns + i;
            if (step == 1) {
                copyVectors(endInside - firstInside, columns, source, from, sourceStep, planes, to);
            } else {
                pickVectors(endInside - firstInside, columns, source, from, sourceStep, planes, to);
            }
        }
        clear(lines, 0, first, columns, planes, planesAt);
        clear(lines, end, columns, columns, planes, planesAt);
        for (int line = 0; line < lines; line++) {
            if (line < firstInside || line >= endInside) {
                for (int i = first; i < end; i++) {
                    planes[planesAt + line * columns + i] = source[sourceAt + line * sourceStep + i * step];
                }
            }
        }
    }

    private static void clear(int lines, int first, int end, int columns, float[] planes, int planesAt) {
        for (int i = first; i < end; i++) {
            for (int line = 0; line < lines; line++) {
                planes[planesAt + line * columns + i] = 0f;
            }
        }
    }

    /** One vector of each line. */
    private static void copyVectors(
            int lines, int columns, float[] source, int from, int sourceStep, float[] planes, int to) {
        for (int line = 0; line < lines; line++) {
            FloatVector.fromArray(SPECIES, source, from + line * sourceStep).intoArray(planes, to + line * columns);
        }
    }

    /** The same of every other element. */
    private static void pickVectors(
            int lines, int columns, float[] source, int from, int sourceStep, float[] planes, int to) {
        for (int line = 0; line < lines; line++) {
            int at = from + line * sourceStep;
            FloatVector.fromArray(SPECIES, source, at)
                    .rearrange(EVEN, FloatVector.fromArray(SPECIES, source, at + LANES))
                    .intoArray(planes, to + line * columns);
        }
    }
}
