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
        PatchLayout.Axis vertical = layout.vertical;
        PatchLayout.Axis horizontal = layout.horizontal;
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
                    if (horizontal.step() == 1) {
                        lines(count, first, end, columns, source, from, step * width, planes, to);
                    } else {
                        pickedLines(
                                count, first, end, columns, horizontal.step(), source, from, step * width, planes, to);
                    }
                    Arrays.fill(planes, plane + endLine * columns, plane + lines * columns, 0f);
                    plane += layout.planeSize();
                }
            }
        }
    }

    /** Lines whose elements {@code first} to {@code end − 1} are those of the source, the others zero. */
    private static void lines(
            int lines,
            int first,
            int end,
            int columns,
            float[] source,
            int sourceAt,
            int sourceStep,
            float[] planes,
            int planesAt) {
        for (int line = 0; line < lines; line++) {
            int from = sourceAt + line * sourceStep;
            int to = planesAt + line * columns;
            for (int i = 0; i < first; i++) {
                planes[to + i] = 0f;
            }
            int i = first;
            int last = Math.min(end, source.length - from - LANES + 1);
            for (; i < last; i += LANES) {
                FloatVector.fromArray(SPECIES, source, from + i).intoArray(planes, to + i);
            }
            for (; i < end; i++) {
                planes[to + i] = source[from + i];
            }
            for (i = end; i < columns; i++) {
                planes[to + i] = 0f;
            }
        }
    }

    /** The same with every {@code step}-th element of the source. */
    private static void pickedLines(
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
        for (int line = 0; line < lines; line++) {
            int from = sourceAt + line * sourceStep;
            int to = planesAt + line * columns;
            for (int i = 0; i < first; i++) {
                planes[to + i] = 0f;
            }
            int i = first;
            if (step == 2) {
                int last = Math.min(end, Math.floorDiv(source.length - from - 2 * LANES, 2) + 1);
                for (; i < last; i += LANES) {
                    FloatVector.fromArray(SPECIES, source, from + 2 * i)
                            .rearrange(EVEN, FloatVector.fromArray(SPECIES, source, from + 2 * i + LANES))
                            .intoArray(planes, to + i);
                }
            }
            for (; i < end; i++) {
                planes[to + i] = source[from + i * step];
            }
            for (i = end; i < columns; i++) {
                planes[to + i] = 0f;
            }
        }
    }
}
