package io.jaspis.tensor.kernels.simd.convolutions;

/**
 * One axis, for one phase of the result's stride: position p reads through tap {@code taps[i]} element {@code p·step +
 * shifts[i] − before} of the source, and is element {@code resultStart + p·resultStep} of the result.
 */
record PatchAxis(int positions, int step, int before, int[] taps, int[] shifts, int resultStart, int resultStep) {

    static PatchAxis forward(int positions, int kernel, int stride, int dilation, int pad) {
        int[] taps = new int[kernel];
        int[] shifts = new int[kernel];
        for (int tap = 0; tap < kernel; tap++) {
            taps[tap] = tap;
            shifts[tap] = tap * dilation;
        }
        return new PatchAxis(positions, stride, pad, taps, shifts, 0, 1);
    }

    /**
     * The phases of an input gradient, which all count from the same element of g: element {@code start + p·stride} of dx
     * takes from it at {@code p + (start + pad − tap·dilation) / stride} through those taps for which that is whole. As many
     * phases have elements as the stride is long, or dx if it is shorter; one may have no taps.
     */
    static PatchAxis[] backward(int size, int kernel, int stride, int dilation, int pad) {
        int[][] taps = taps(Math.min(stride, size), kernel, stride, dilation, pad);
        PatchAxis[] phases = new PatchAxis[taps.length];
        int before = Integer.MIN_VALUE;
        for (int start = 0; start < taps.length; start++) {
            phases[start] = backward(size, taps[start], stride, dilation, pad, start);
            if (taps[start].length > 0) {
                before = Math.max(before, phases[start].before);
            }
        }
        for (int start = 0; start < taps.length; start++) {
            phases[start] = phases[start].from(before == Integer.MIN_VALUE ? 0 : before);
        }
        return phases;
    }

    /** The taps of each phase, the last one first. */
    private static int[][] taps(int phases, int kernel, int stride, int dilation, int pad) {
        int[] counts = new int[phases];
        int[] starts = new int[kernel];
        for (int tap = 0; tap < kernel; tap++) {
            starts[tap] = Math.floorMod(tap * dilation - pad, stride);
            if (starts[tap] < phases) {
                counts[starts[tap]]++;
            }
        }
        int[][] taps = new int[phases][];
        for (int start = 0; start < phases; start++) {
            taps[start] = new int[counts[start]];
        }
        for (int tap = 0; tap < kernel; tap++) {
            int start = starts[tap];
            if (start < phases) {
                taps[start][--counts[start]] = tap;
            }
        }
        return taps;
    }

    private static PatchAxis backward(int size, int[] taps, int stride, int dilation, int pad, int start) {
        int[] shifts = new int[taps.length];
        for (int i = 0; i < shifts.length; i++) {
            shifts[i] = (start + pad - taps[i] * dilation) / stride;
        }
        int least = shifts.length == 0 ? 0 : shifts[0];
        for (int i = 0; i < shifts.length; i++) {
            shifts[i] -= least;
        }
        // Where there is but one element in a phase, none is a stride further.
        int resultStep = stride < size ? stride : 1;
        return new PatchAxis(Math.ceilDiv(size - start, stride), 1, -least, taps, shifts, start, resultStep);
    }

    /** Taps of the phase that has most, of those that may have no elements too. */
    static int mostTaps(int kernel, int stride, int dilation) {
        int common = stride;
        for (int rest = dilation; rest != 0; ) {
            int next = common % rest;
            common = rest;
            rest = next;
        }
        return Math.ceilDiv(kernel, stride / common);
    }

    private PatchAxis from(int other) {
        int[] moved = shifts.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += other - before;
        }
        return new PatchAxis(positions, step, other, taps, moved, resultStart, resultStep);
    }

    /** The first position that isn't before this element of the result. */
    int position(int element) {
        return Math.clamp(Math.ceilDiv(element - resultStart, resultStep), 0, positions);
    }
}
