package io.jaspis.attacks.evasion.blackbox;

/**
 * The search at one example, as turns of questions and answers. It is over as soon as one of its points is a success, and
 * needn't look for that itself.
 */
public interface Inquiry {
    /** What it wants where it has found nothing to ask about yet, and goes on seeking: the others have their turn. */
    int NOTHING_YET = -1;

    /**
     * How many points it asks about next; 0 where the search is over, and {@link #NOTHING_YET}.
     *
     * @param left the queries that the example has left, at least 1; who wants more gets none
     */
    int wanted(long left);

    /**
     * Writes one of these points. It may be told to write the same point more than once.
     *
     * @param point from 0 on, below what was wanted
     * @param rows where its elements go, from the offset on
     */
    void write(int point, float[] rows, int offset);

    /** Takes the answers to all points that were wanted. */
    void take(Answers answers);
}
