package io.jaspis.certify.chain;

/** The rows of a chain at single points, and their gradients, in plain float32. For one thread at a time. */
public final class ChainPoints {
    private final Stages stages;
    private final int[][] on;
    private final int[] ons;
    private final float[][] values;
    private final float[] own;
    private final float[] back;
    private final float[] next;
    private final int[] all;

    /** The rows that these bounds are of. */
    public ChainPoints(ChainBounds bounds) {
        stages = bounds.stages();
        int count = stages.stages.length;
        on = new int[count][];
        ons = new int[count];
        values = new float[count][];
        int most = stages.stages[0].inputs();
        for (int k = 0; k < count; k++) {
            int outputs = stages.stages[k].outputs();
            on[k] = new int[outputs];
            values[k] = new float[outputs];
            most = Math.max(most, outputs);
        }
        own = new float[most];
        back = new float[most];
        next = new float[most];
        all = new int[most];
        for (int i = 0; i < most; i++) {
            all[i] = i;
        }
    }

    /** The rows at a point; they change with the next. */
    public float[] rows(float[] x) {
        float[] h = x;
        int[] listed = all;
        int count = x.length;
        int last = stages.stages.length - 1;
        for (int k = 0; k <= last; k++) {
            Stages.Stage stage = stages.stages[k];
            float[] z = values[k];
            stage.columns().combine(h, listed, count, z);
            int positive = 0;
            for (int j = 0; j < z.length; j++) {
                z[j] += stage.bias()[j];
                if (k < last && z[j] > 0) {
                    on[k][positive++] = j;
                }
            }
            ons[k] = positive;
            listed = on[k];
            count = positive;
            h = z;
        }
        for (int r = 0; r < h.length; r++) {
            for (int i = 0; i < x.length; i++) {
                h[r] += stages.direct[r][i] * x[i];
            }
        }
        return h;
    }

    /** The gradient of a row at the last point. */
    public void gradient(int row, float[] gradient) {
        int last = stages.stages.length - 1;
        float[] from = own;
        stages.stages[last].rows().copy(row, 1, own);
        for (int k = last - 1; k >= 0; k--) {
            float[] to = k == 0 ? gradient : (k & 1) == 0 ? back : next;
            stages.stages[k].rows().combine(from, on[k], ons[k], to);
            from = to;
        }
        if (last == 0) {
            System.arraycopy(from, 0, gradient, 0, gradient.length);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += stages.direct[row][i];
        }
    }
}
