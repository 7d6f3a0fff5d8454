package io.jaspis.bench.verify;

/**
 * What became of an instance.
 *
 * @param answer the first word of the answer; {@code none} where there is none
 * @param kind how it is judged
 * @param seconds from the start of the process to its end
 * @param note what is wrong, or what went wrong; empty where nothing did
 */
public record Outcome(Instance instance, String answer, Kind kind, double seconds, String note) {
    /** How an answer is judged. */
    public enum Kind {
        /** {@code sat} with a counterexample that was checked, or {@code unsat} where nobody knows of one. */
        SOLVED,
        /** {@code unsat} where others have a counterexample. */
        WRONG,
        /** {@code sat} with a counterexample that isn't one. */
        BAD_WITNESS,
        /** {@code unknown} or {@code timeout}, or stopped because it took longer. */
        OPEN,
        /** An error, or no answer. */
        FAILED
    }

    /** The same where it took longer than its timeout: what was right came too late, what was wrong stays so. */
    Outcome late() {
        return kind == Kind.SOLVED
                ? new Outcome(instance, answer, Kind.OPEN, seconds, "it answered after its timeout")
                : this;
    }

    /** The instance in words. */
    public String about() {
        return instance.onnx() + " " + instance.vnnlib();
    }
}
