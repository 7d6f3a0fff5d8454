package io.jaspis.attacks.evasion.nearest;

/** The way that one attempt goes from one example. */
abstract class Walk {
    /** The deviation from the example, in units; what is evaluated next is the allowed point at which it settles. */
    protected final float[] point;

    /** From the example itself. */
    Walk(int size) {
        this.point = new float[size];
    }

    /** Goes on after an evaluation of the point; false where it is over. */
    abstract boolean advance(Sight sight);

    /**
     * Takes down what it needs of a {@linkplain Slopes#parts part} of the point's slopes that isn't the last; false where it can
     * {@linkplain #advance go on} without the others.
     */
    boolean gather(Sight sight) {
        return false;
    }

    /**
     * Writes what weighs the scores for a slope: a row of zeros, which is read before each evaluation from the beginning of
     * the attempt on, or of the part where there are several. Nothing where the slope is that of a loss, or where there are no
     * more.
     */
    void weigh(int slope, float[] seed, int at) {}
}
