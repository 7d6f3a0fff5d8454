package io.jaspis.attacks.trust;

import io.jaspis.threat.Logits;

/** How far scores are from an attacker's success. */
final class Leads {
    private Leads() {}

    /** By how much the label leads over the largest other score, or the largest other over the target. NaN counts as a lead without end. */
    static float of(float[] scores, int offset, int classes, int label, int target) {
        boolean aimed = target != Logits.NONE;
        double own = Logits.lead(scores, offset, classes, aimed ? target : label);
        double lead = aimed ? -own : own;
        return Double.isNaN(lead) ? Float.POSITIVE_INFINITY : (float) lead;
    }
}
