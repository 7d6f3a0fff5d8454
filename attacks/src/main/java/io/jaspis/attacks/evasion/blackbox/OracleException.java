package io.jaspis.attacks.evasion.blackbox;

/** An oracle that failed while it was asked. What had been found before stays found. */
public final class OracleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int decided;
    private final int undecided;

    /**
     * @param queries of the attack until then
     * @param decided examples before
     * @param cause what the oracle threw, not null
     */
    public OracleException(String attack, long queries, int decided, int undecided, Throwable cause) {
        super(
                ("the oracle failed after %s queries of %s: %s. Of its examples %s were decided before, which stays true, and"
                                + " %s are undecided")
                        .formatted(queries, attack, told(cause), decided, undecided),
                cause);
        this.decided = decided;
        this.undecided = undecided;
    }

    private static String told(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** How many examples were decided before. */
    public int decided() {
        return decided;
    }

    /** How many examples nothing is known of. */
    public int undecided() {
        return undecided;
    }
}
