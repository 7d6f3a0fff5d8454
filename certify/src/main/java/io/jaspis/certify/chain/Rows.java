package io.jaspis.certify.chain;

/**
 * Sums of rows, the one loop that all else is made of. Each row is an array of its own and each loop a small method, so that C2
 * makes vectors of it after some thousand calls; four rows at a time share a load and a store of the sum.
 */
final class Rows {
    private Rows() {}

    /** {@code sum[i] = Σ_j a[j]·rows[j][i]} over the j that are listed, the first n elements of each. */
    static void combine(float[] a, int[] listed, int count, float[][] rows, float[] sum, int n) {
        clear(sum, n);
        int k = 0;
        for (; k + 3 < count; k += 4) {
            int j0 = listed[k];
            int j1 = listed[k + 1];
            int j2 = listed[k + 2];
            int j3 = listed[k + 3];
            four(a[j0], rows[j0], a[j1], rows[j1], a[j2], rows[j2], a[j3], rows[j3], sum, n);
        }
        for (; k < count; k++) {
            one(a[listed[k]], rows[listed[k]], sum, n);
        }
    }

    private static void clear(float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] = 0;
        }
    }

    private static void four(
            float a0,
            float[] row0,
            float a1,
            float[] row1,
            float a2,
            float[] row2,
            float a3,
            float[] row3,
            float[] sum,
            int n) {
        for (int i = 0; i < n; i++) {
            sum[i] = Math.fma(a3, row3[i], Math.fma(a2, row2[i], Math.fma(a1, row1[i], Math.fma(a0, row0[i], sum[i]))));
        }
    }

    private static void one(float a, float[] row, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] = Math.fma(a, row[i], sum[i]);
        }
    }

    /** {@code Σ_j a[j]·b[j]} over the j that are listed. */
    static float dot(float[] a, float[] b, int[] listed, int count) {
        float sum0 = 0;
        float sum1 = 0;
        int k = 0;
        for (; k + 1 < count; k += 2) {
            int j0 = listed[k];
            int j1 = listed[k + 1];
            sum0 = Math.fma(a[j0], b[j0], sum0);
            sum1 = Math.fma(a[j1], b[j1], sum1);
        }
        if (k < count) {
            sum0 = Math.fma(a[listed[k]], b[listed[k]], sum0);
        }
        return sum0 + sum1;
    }

    /** {@code a[i] = max(a[i], 0)·below[i] + min(a[i], 0)·above[i]}: one of the two is zero, so that it rounds once. */
    static void relax(float[] a, float[] below, float[] above, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], 0) * below[i] + Math.min(a[i], 0) * above[i];
        }
    }
}
