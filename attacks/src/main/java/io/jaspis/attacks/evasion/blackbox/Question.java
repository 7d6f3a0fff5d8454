package io.jaspis.attacks.evasion.blackbox;

import java.util.function.Function;

/**
 * What a search by labels asks next, and how it goes on from the answers.
 *
 * @param count of the points; 0 where the search is over
 * @param points as ways from the example, which needn't be allowed: what is asked about is where they settle
 * @param then the next question
 */
record Question(int count, Points points, Function<Replies, Question> then) {
    /** The end of a search. */
    static final Question NONE = new Question(0, (_, _) -> {}, _ -> {
        throw new IllegalStateException("nothing was asked");
    });

    /** Writes the way to a point. */
    @FunctionalInterface
    interface Points {
        void write(int point, double[] way);
    }

    /** What was answered. */
    interface Replies {
        /** How many points were answered: fewer than were asked about where the queries come to their end. */
        int count();

        boolean adversarial(int point);

        /** Reads the way to where a point settled. */
        void read(int point, double[] way);
    }
}
