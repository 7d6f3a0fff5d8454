package io.jaspis.audit.evidence;

/** What an audit knows about one example, from the best that it can be to the worst. */
public enum VerdictKind {
    /** Proved: no point of the ball changes the class. */
    CERTIFIED("certified"),
    /** Neither proved nor broken. */
    UNKNOWN("unknown"),
    /** Broken: a point of the ball was found, and checked, whose class is another. */
    FALSIFIED("falsified"),
    /** Wrong before any change. */
    MISCLASSIFIED("misclassified");

    private final String word;

    VerdictKind(String word) {
        this.word = word;
    }

    /** Whether this is more than another verdict: an example that got it from there became safer. */
    public boolean isBetterThan(VerdictKind other) {
        return compareTo(other) < 0;
    }

    /** The verdict in lower case, as reports write it. */
    public String word() {
        return word;
    }
}
