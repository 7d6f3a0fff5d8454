package io.jaspis.check.proof;

/** A sum of a network's numbers that is to be above zero, or not below it, everywhere. */
public final class Lead {
    private final Form form;
    private final boolean zero;
    private final String otherwise;

    /**
     * @param zero whether zero is enough
     * @param otherwise what may be where it isn't so, for messages
     */
    Lead(Form form, boolean zero, String otherwise) {
        this.form = form;
        this.zero = zero;
        this.otherwise = otherwise;
    }

    Form form() {
        return form;
    }

    String otherwise() {
        return otherwise;
    }

    /** Whether a lower bound of it is enough; written so that what is no number proves nothing. */
    public boolean holds(double least) {
        return zero ? least >= 0 : least > 0;
    }
}
