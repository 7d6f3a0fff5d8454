package io.jaspis.check.proof;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Why all inputs of a ball get one class: what {@link ProofChecker} follows to see for itself that no rival's score comes near. It
 * holds for each rival by bounds of the whole ball that need no more to be said; or it lists the parts that the ball falls into, and
 * with what slopes and multipliers each of them is bounded.
 *
 * @param neurons how the neurons are bounded before
 * @param rivals the classes that take parts, and these
 */
public record Proof(Neurons neurons, List<Rival> rivals) {
    /** Splits that lead to a part, or cuts to a box, at most: more than any search needs. */
    public static final int DEEPEST = 1000;

    /** How neurons are bounded. */
    public enum Neurons {
        /** By intervals. */
        INTERVALS,
        /** By CROWN, each that intervals leave on or off, in their order. */
        CROWN
    }

    public Proof {
        rivals = List.copyOf(rivals);
        Set<Integer> known = new HashSet<>();
        for (int i = 0; i < rivals.size(); i++) {
            if (!known.add(rivals.get(i).rival())) {
                throw new IllegalArgumentException(
                        "rivals[" + i + "].rival is " + rivals.get(i).rival() + " as in one before it");
            }
        }
    }

    /**
     * A class that the whole ball isn't proved against at once.
     *
     * @param rival the class
     * @param cases the parts of the ball, which cover it
     */
    public record Rival(int rival, List<Case> cases) {
        public Rival {
            cases = List.copyOf(cases);
            if (rival < 0) {
                throw new IllegalArgumentException("rival is " + rival + ", but must be a class");
            }
            if (cases.isEmpty()) {
                throw new IllegalArgumentException("cases is an empty list");
            }
        }

        /**
         * The parts, on each of which a lead is to hold.
         *
         * @param place of this in what is followed, for messages
         */
        public List<Bounded.Piece> pieces(Lead lead, String place) {
            return IntStream.range(0, cases.size())
                    .mapToObj(i -> new Bounded.Piece(
                            place + ".cases[" + i + "]",
                            cases.get(i).splits(),
                            cases.get(i).parameters(),
                            lead))
                    .toList();
        }
    }

    /**
     * A part of the ball.
     *
     * @param splits the neurons that decide it in the order in which the ball was split, twice their number and 1 more where they
     *     are on
     * @param parameters the slopes and multipliers of all neurons, {@linkplain Packed packed}; empty for those of CROWN
     */
    public record Case(List<Integer> splits, String parameters) {
        public Case {
            splits = requireSplits("splits", splits);
        }
    }

    static List<Integer> requireSplits(String name, List<Integer> splits) {
        if (splits.size() > DEEPEST || splits.stream().anyMatch(split -> split < 0)) {
            throw new IllegalArgumentException(name + " has a number below 0, or more than " + DEEPEST + " of them");
        }
        return List.copyOf(splits);
    }
}
