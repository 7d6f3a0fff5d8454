package io.jaspis.tensor.kernels.simd.convolutions;

import java.util.Arrays;

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
     * The phases of an input gradient, which all count from the same element: element {@code q·stride + phase − pad} of
     * dx takes from g at {@code q + (phase − tap·dilation) / stride}. A phase may have no positions, or no taps.
     */
    static PatchAxis[] backward(int size, int kernel, int stride, int dilation, int pad) {
        PatchAxis[] phases = new PatchAxis[stride];
        int before = Integer.MIN_VALUE;
        for (int phase = 0; phase < stride; phase++) {
            phases[phase] = backward(size, kernel, stride, dilation, pad, phase);
            if (phases[phase].taps.length > 0) {
                before = Math.max(before, phases[phase].before);
            }
        }
        for (int phase = 0; phase < stride; phase++) {
            phases[phase] = phases[phase].from(before);
        }
        return phases;
    }

    private static PatchAxis backward(int size, int kernel, int stride, int dilation, int pad, int phase) {
        int first = Math.ceilDiv(pad - phase, stride);
        int last = Math.floorDiv(size - 1 + pad - phase, stride);
        int[] taps = new int[kernel];
        int[] shifts = new int[kernel];
        int count = 0;
        for (int tap = kernel - 1; tap >= 0; tap--) {
            if ((tap * dilation) % stride == phase) {
                taps[count] = tap;
                shifts[count++] = (phase - tap * dilation) / stride;
            }
        }
        int positions = Math.max(0, last - first + 1);
        int resultStart = first * stride + phase - pad;
        int least = count == 0 ? 0 : shifts[0];
        for (int i = 0; i < count; i++) {
            shifts[i] -= least;
        }
        return new PatchAxis(
                positions,
                1,
                -(first + least),
                Arrays.copyOf(taps, count),
                Arrays.copyOf(shifts, count),
                resultStart,
                stride);
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
