package io.jaspis.certify.chain;

/** Loops over single linear forms. */
final class FormLoops {
    private FormLoops() {}

    /** {@code sum[m] = Σ_j a[j]·columns[m][j]} over the j that are listed, four columns at a time. */
    static void dots(float[] a, float[][] columns, int[] listed, int count, float[] sums) {
        int m = 0;
        for (; m + 3 < columns.length; m += 4) {
            four(a, columns[m], columns[m + 1], columns[m + 2], columns[m + 3], listed, count, sums, m);
        }
        for (; m < columns.length; m++) {
            sums[m] = dot(a, columns[m], listed, count);
        }
    }

    private static void four(
            float[] a,
            float[] column0,
            float[] column1,
            float[] column2,
            float[] column3,
            int[] listed,
            int count,
            float[] sums,
            int at) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int k = 0; k < count; k++) {
            int j = listed[k];
            float x = a[j];
            sum0 = Math.fma(x, column0[j], sum0);
            sum1 = Math.fma(x, column1[j], sum1);
            sum2 = Math.fma(x, column2[j], sum2);
            sum3 = Math.fma(x, column3[j], sum3);
        }
        sums[at] = sum0;
        sums[at + 1] = sum1;
        sums[at + 2] = sum2;
        sums[at + 3] = sum3;
    }

    private static float dot(float[] a, float[] b, int[] listed, int count) {
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
