package io.jaspis.attacks.search;

/**
 * What one attack does to the points of a batch between two evaluations; the rest of it is {@link Search}'s. What it keeps
 * of each place stands in columns of the {@link Table}, which move with the places: so a step is told places alone, and
 * holds nothing of an example itself. Whatever is random in it must follow from the seed, the example, the restart and the
 * number of the move alone.
 *
 * <p>The point stands in the column of {@link Method#X}. A step that moves on the host writes it there; one that is part of
 * the graph has its next point carried to that input, and has nothing to do on the host after it has begun.
 */
public interface Step {
    /** Begins an attempt, whose start is in the column of {@link Method#X}: all that is kept of the place starts anew. */
    void begin(int place, Attempt attempt);

    /** Moves the point on, after an evaluation of it that found nothing. */
    void move(int place, Attempt attempt);

    /** Told after the last evaluation of an attempt, which found nothing; a step that learns nothing from points ignores it. */
    default void end(int place, Attempt attempt) {}
}
