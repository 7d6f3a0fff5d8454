package io.jaspis.certify.chain;

/** Loops over single linear forms. */
final class Forms {
    private Forms() {}

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
