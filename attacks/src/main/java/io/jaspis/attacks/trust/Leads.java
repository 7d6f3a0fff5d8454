package io.jaspis.attacks.trust;

import io.jaspis.threat.Logits;

/** How far scores are from an attacker's success. */
final class Leads {
    private Leads() {}

    /** By how much the label leads over the largest other score, or the largest other over the target. NaN counts as a lead without end. */
    static float of(float[] scores, int offset, int classes, int label, int target) {
        int own = target == Logits.NONE ? label : target;
        float rival = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            rival = j == own ? rival : Math.max(rival, scores[offset + j]);
        }
        float lead = target == Logits.NONE ? scores[offset + own] - rival : rival - scores[offset + own];
        return Float.isNaN(lead) ? Float.POSITIVE_INFINITY : lead;
    }
}
