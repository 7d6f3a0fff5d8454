package io.jaspis.attacks.search;

import io.jaspis.threat.Logits;

/** One attempt on one example: from a start so many moves. */
public final class Attempt {
    private final int index;
    private final int restart;
    private final int label;
    private final int target;
    /** Of the example, over all of its attempts so far. */
    private long evaluations;

    private int moves;
    private boolean looking;
    /** Null until it has looked. */
    private float[] clean;

    /**
     * The first on an example, of who goes through its moves without a {@link Search}.
     *
     * @param target the class that is to be reached; {@link Logits#NONE} where any but the label will do
     */
    public static Attempt of(int index, int label, int target) {
        return new Attempt(index, label, target, false);
    }

    /** The first on an example. */
    Attempt(int index, int label, int target, boolean looking) {
        this(index, 0, label, target, 0, looking, null);
    }

    private Attempt(int index, int restart, int label, int target, long evaluations, boolean looking, float[] clean) {
        this.index = index;
        this.restart = restart;
        this.label = label;
        this.target = target;
        this.evaluations = evaluations;
        this.looking = looking;
        this.clean = clean;
    }

    /** The next attempt on the same example. */
    Attempt next() {
        return new Attempt(index, restart + 1, label, target, evaluations, false, clean);
    }

    /** The index of the example. */
    public int index() {
        return index;
    }

    /** The number of the attempt on this example, from 0 on. */
    public int restart() {
        return restart;
    }

    /** The label of the example. */
    public int label() {
        return label;
    }

    /** The class that is to be reached; {@link Logits#NONE} where any but the label will do. */
    public int target() {
        return target;
    }

    /** How often the point has moved since the attempt's start. */
    public int moves() {
        return moves;
    }

    /** The scores of the example itself, where the search looked at it first; not to be written. */
    public float[] clean() {
        return clean;
    }

    long evaluations() {
        return evaluations;
    }

    void countEvaluation() {
        evaluations++;
    }

    /** Told after each move. */
    public void countMove() {
        moves++;
    }

    /** Whether it has yet to look at the example itself, before its start. */
    boolean looking() {
        return looking;
    }

    void haveLooked(float[] scores) {
        looking = false;
        clean = scores;
    }
}
