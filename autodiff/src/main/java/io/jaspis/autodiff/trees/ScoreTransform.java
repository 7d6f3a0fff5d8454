package io.jaspis.autodiff.trees;

/** What is done to scores at the end, in float32 as ONNX Runtime does it. */
public enum ScoreTransform {
    NONE,
    SOFTMAX,
    LOGISTIC,
    /** A softmax that leaves scores of zero at zero. */
    SOFTMAX_ZERO,
    /** The quantile function of the normal distribution, by the approximation that the runtime has. */
    PROBIT;

    /** Nearer to zero than this a score is zero. */
    private static final float ZERO = 1e-7f;

    private static final float ROOT_OF_TWO = 1.41421356f;

    /** Transforms {@code count} scores in their place. */
    void apply(float[] scores, int offset, int count) {
        switch (this) {
            case NONE -> {}
            case SOFTMAX -> softmax(scores, offset, count, false);
            case SOFTMAX_ZERO -> softmax(scores, offset, count, true);
            case LOGISTIC -> {
                for (int i = offset; i < offset + count; i++) {
                    scores[i] = logistic(scores[i]);
                }
            }
            case PROBIT -> {
                for (int i = offset; i < offset + count; i++) {
                    scores[i] = probit(scores[i]);
                }
            }
        }
    }

    static float logistic(float score) {
        float value = 1 / (1 + exponential(-Math.abs(score)));
        return score < 0 ? 1 - value : value;
    }

    static float probit(float score) {
        float x = 2 * score - 1;
        float log = (float) Math.log((1 - x) * (1 + x));
        float v = 2 / (3.14159f * 0.147f) + 0.5f * log;
        float square = v * v - 1 / 0.147f * log;
        float root = (float) Math.sqrt(-v + (float) Math.sqrt(square));
        return ROOT_OF_TWO * (x < 0 ? -root : root);
    }

    private static void softmax(float[] scores, int offset, int count, boolean zero) {
        float largest = -Float.MAX_VALUE;
        for (int i = offset; i < offset + count; i++) {
            largest = scores[i] > largest ? scores[i] : largest;
        }
        float scale = exponential(-largest);
        float sum = 0;
        for (int i = offset; i < offset + count; i++) {
            boolean counts = !zero || scores[i] > ZERO || scores[i] < -ZERO;
            scores[i] = counts ? exponential(scores[i] - largest) : scores[i] * scale;
            sum += counts ? scores[i] : 0;
        }
        for (int i = offset; i < offset + count; i++) {
            scores[i] /= sum;
        }
    }

    private static float exponential(float x) {
        return (float) Math.exp(x);
    }
}
