package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.List;

/** What came of one file. */
public final class Examination {
    private final List<Violation> violations = new ArrayList<>();
    private String refusal;
    private boolean meaningless;
    private int points;
    private int undefined;
    private int gradients;
    private int certified;
    private int proved;
    private int attacks;
    private int roundingAttacks;
    private int smoothed;

    void violation(Violation.Kind kind, String detail) {
        violations.add(new Violation(kind, detail));
    }

    void refused(String message) {
        refusal = message;
    }

    void withoutMeaning() {
        meaningless = true;
    }

    void point() {
        points++;
    }

    void undefinedPoint() {
        undefined++;
    }

    void gradient() {
        gradients++;
    }

    void certifiedExample() {
        certified++;
    }

    void provedQuery() {
        proved++;
    }

    void attack() {
        attacks++;
    }

    void roundingAttack() {
        roundingAttacks++;
    }

    void smoothedExample() {
        smoothed++;
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** Why the file wasn't read; null where it was. */
    public String refusal() {
        return refusal;
    }

    public boolean read() {
        return refusal == null;
    }

    /**
     * Whether the file was read, but its constants have no value in real arithmetic, so that nothing could be compared.
     */
    public boolean meaningless() {
        return meaningless;
    }

    /** Points at which exact values were compared with what was said of them. */
    public int points() {
        return points;
    }

    /** Points without a value in real arithmetic. */
    public int undefinedPoints() {
        return undefined;
    }

    /** Points at which the gradient was compared with the slope. */
    public int gradients() {
        return gradients;
    }

    /** Certified examples whose balls were searched. */
    public int certified() {
        return certified;
    }

    /** Boxes without an unsafe point, as the verifier says, that were searched. */
    public int proved() {
        return proved;
    }

    /** Adversarial examples that were evaluated exactly. */
    public int attacks() {
        return attacks;
    }

    /** Those among them that only the rounding of float32 makes adversarial. */
    public int roundingAttacks() {
        return roundingAttacks;
    }

    /** Examples whose votes were all replayed. */
    public int smoothed() {
        return smoothed;
    }
}
