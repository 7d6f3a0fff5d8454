package io.jaspis.bench.seams;

/** What a file asks for has no value in real arithmetic, or none that its specification settles. */
public final class UndefinedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean wholly;

    UndefinedException(String message) {
        this(message, false);
    }

    private UndefinedException(String message, boolean wholly) {
        super(message, null, false, false);
        this.wholly = wholly;
    }

    /** Of a file that has no meaning at any point, so that nobody may read it. */
    static UndefinedException everywhere(String message) {
        return new UndefinedException(message, true);
    }

    boolean wholly() {
        return wholly;
    }
}
