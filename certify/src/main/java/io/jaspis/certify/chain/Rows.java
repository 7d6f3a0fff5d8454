package io.jaspis.certify.chain;

/**
 * The rows of a matrix, and sums of them: the one loop that all else is made of. Where most elements are zero, only the others are
 * kept.
 */
sealed interface Rows {

    /** {@code sum[i] = Σ_j a[j]·row j[i]} over the j that are listed. */
    void combine(float[] a, int[] listed, int count, float[] sum);

    /** The same for two sums, which have the bits that each alone has. */
    default void combine(float[] a, float[] b, int[] listed, int count, float[] sumOfA, float[] sumOfB) {
        combine(a, listed, count, sumOfA);
        combine(b, listed, count, sumOfB);
    }

    /** Writes a row, times 1 or −1. */
    void copy(int row, float sign, float[] to);

    /** Elements of a row. */
    int width();

    /**
     * Rows in full. Each is an array of its own and each loop a small method, so that C2 makes vectors of it after some thousand
     * calls; four rows at a time share a load and a store of the sum, and two sums those of the rows.
     */
    record Dense(float[][] rows, int width) implements Rows {

        @Override
        public void combine(float[] a, int[] listed, int count, float[] sum) {
            clear(sum, width);
            int k = 0;
            for (; k + 3 < count; k += 4) {
                int j0 = listed[k];
                int j1 = listed[k + 1];
                int j2 = listed[k + 2];
                int j3 = listed[k + 3];
                four(a[j0], rows[j0], a[j1], rows[j1], a[j2], rows[j2], a[j3], rows[j3], sum, width);
            }
            for (; k < count; k++) {
                one(a[listed[k]], rows[listed[k]], sum, width);
            }
        }

        @Override
        public void combine(float[] a, float[] b, int[] listed, int count, float[] sumOfA, float[] sumOfB) {
            clear(sumOfA, width);
            clear(sumOfB, width);
            int k = 0;
            for (; k + 3 < count; k += 4) {
                int j0 = listed[k];
                int j1 = listed[k + 1];
                int j2 = listed[k + 2];
                int j3 = listed[k + 3];
                eight(
                        a[j0], a[j1], a[j2], a[j3], b[j0], b[j1], b[j2], b[j3], rows[j0], rows[j1], rows[j2], rows[j3],
                        sumOfA, sumOfB, width);
            }
            for (; k < count; k++) {
                one(a[listed[k]], rows[listed[k]], sumOfA, width);
                one(b[listed[k]], rows[listed[k]], sumOfB, width);
            }
        }

        private static void eight(
                float a0,
                float a1,
                float a2,
                float a3,
                float b0,
                float b1,
                float b2,
                float b3,
                float[] row0,
                float[] row1,
                float[] row2,
                float[] row3,
                float[] sumOfA,
                float[] sumOfB,
                int n) {
            for (int i = 0; i < n; i++) {
                float x0 = row0[i];
                float x1 = row1[i];
                float x2 = row2[i];
                float x3 = row3[i];
                float next = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, sumOfA[i]))));
                float other = Math.fma(b3, x3, Math.fma(b2, x2, Math.fma(b1, x1, Math.fma(b0, x0, sumOfB[i]))));
                sumOfA[i] = next;
                sumOfB[i] = other;
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
                sum[i] = Math.fma(
                        a3, row3[i], Math.fma(a2, row2[i], Math.fma(a1, row1[i], Math.fma(a0, row0[i], sum[i]))));
            }
        }

        private static void one(float a, float[] row, float[] sum, int n) {
            for (int i = 0; i < n; i++) {
                sum[i] = Math.fma(a, row[i], sum[i]);
            }
        }

        @Override
        public void copy(int row, float sign, float[] to) {
            float[] from = rows[row];
            for (int i = 0; i < width; i++) {
                to[i] = sign * from[i];
            }
        }
    }

    /** Rows of which most elements are zero: the others, and where they are. */
    record Sparse(int[][] columns, float[][] values, int width) implements Rows {

        @Override
        public void combine(float[] a, int[] listed, int count, float[] sum) {
            clear(sum, width);
            for (int k = 0; k < count; k++) {
                int j = listed[k];
                if (a[j] != 0) {
                    scatter(a[j], columns[j], values[j], sum);
                }
            }
        }

        private static void scatter(float a, int[] columns, float[] values, float[] sum) {
            for (int m = 0; m < columns.length; m++) {
                sum[columns[m]] = Math.fma(a, values[m], sum[columns[m]]);
            }
        }

        @Override
        public void copy(int row, float sign, float[] to) {
            clear(to, width);
            for (int m = 0; m < columns[row].length; m++) {
                to[columns[row][m]] = sign * values[row][m];
            }
        }
    }

    /** Elements of a row that a matrix may keep on average, as a share of its width, before it is kept in full. */
    double SPARSE = 0.125;

    /** Rows of which these elements aren't zero. */
    static Rows of(int[][] columns, float[][] values, int width) {
        long kept = 0;
        for (float[] row : values) {
            kept += row.length;
        }
        if (kept < SPARSE * width * values.length) {
            return new Sparse(columns, values, width);
        }
        float[][] rows = new float[values.length][width];
        for (int j = 0; j < rows.length; j++) {
            for (int m = 0; m < columns[j].length; m++) {
                rows[j][columns[j][m]] = values[j][m];
            }
        }
        return new Dense(rows, width);
    }

    private static void clear(float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] = 0;
        }
    }
}
