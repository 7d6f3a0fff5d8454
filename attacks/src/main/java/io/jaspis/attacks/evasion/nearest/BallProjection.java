package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Norm;

/** The nearest deviation, in the Euclidean sense, of a ball around 0: about, since no set depends on it. */
final class BallProjection {
    private BallProjection() {}

    static void project(Norm norm, float[] deviation, double radius) {
        switch (norm) {
            case LINF -> {
                float most = (float) radius;
                for (int i = 0; i < deviation.length; i++) {
                    deviation[i] = Math.max(-most, Math.min(most, deviation[i]));
                }
            }
            case L2 -> {
                double length = Lengths.of(Norm.L2, deviation);
                for (int i = 0; length > radius && i < deviation.length; i++) {
                    deviation[i] = (float) (deviation[i] * radius / length);
                }
            }
            case L1 -> shrink(deviation, radius);
        }
    }

    /** By the λ with {@code Σ max(|δ| − λ, 0) = ε}: Newton's steps come up to it from below. */
    private static void shrink(float[] deviation, double radius) {
        double shrinkage = 0;
        while (true) {
            double sum = 0;
            int count = 0;
            for (float element : deviation) {
                if (Math.abs(element) > shrinkage) {
                    sum += Math.abs(element);
                    count++;
                }
            }
            double next = count == 0 ? shrinkage : (sum - radius) / count;
            if (!(next > shrinkage)) {
                break;
            }
            shrinkage = next;
        }
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = (float) Math.copySign(Math.max(0, Math.abs(deviation[i]) - shrinkage), deviation[i]);
        }
    }
}
