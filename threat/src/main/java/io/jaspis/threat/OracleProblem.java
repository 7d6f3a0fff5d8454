package io.jaspis.threat;

import io.jaspis.autodiff.data.Examples;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a black box is asked about: an oracle of anybody's, examples, and what an attacker may do to them. Whether these fit
 * each other is looked at here, once, before the first query, as {@link Problem} does.
 *
 * @param oracle what is asked; it stays the caller's to close
 * @param examples of the oracle's shape, but for axes of extent 1, or flat
 * @param target which classes the attacker wants
 * @param batch how many inputs a question has at most, at least 1
 * @param noise how a success is judged where the oracle answers at random; nothing where it always answers the same
 */
public record OracleProblem(
        Oracle oracle, Examples examples, Threat threat, Target target, int batch, Optional<Noise> noise) {

    /**
     * How a success is judged where the same input can get different answers: by so many answers that had no part in its
     * choice, most of which must be what the attacker wants.
     *
     * @param evaluations of a point that is judged; as many as can show a majority
     * @param alpha how probable it may be that any success of an example is none, above 0 and below 1
     */
    public record Noise(int evaluations, double alpha) {
        /** @throws IllegalArgumentException where not even answers that are all alike would show a majority */
        public Noise {
            require(evaluations, alpha);
        }

        /**
         * Refuses what can judge nothing.
         *
         * @throws IllegalArgumentException where not even answers that are all alike would show a majority
         */
        public static void require(int evaluations, double alpha) {
            if (!(alpha > 0 && alpha < 1)) {
                throw new IllegalArgumentException("alpha must be above 0 and below 1, but is " + alpha);
            }
            if (evaluations < 1) {
                throw new IllegalArgumentException(
                        "a success is judged by at least one evaluation, not by " + evaluations);
            }
            if (!Majority.ofSeveral(evaluations, evaluations, alpha, 1).mostlyWrong()) {
                throw new IllegalArgumentException(
                        "%s evaluations that all agree don't show a majority but for a probability of %s: give more"
                                .formatted(evaluations, alpha));
            }
        }

        /**
         * What the answers to a point show.
         *
         * @param wrong those that are what the attacker wants
         * @param number of the judgement among its example's, from 1: as {@link Majority#ofSeveral} has it
         */
        public Majority judged(int wrong, int number) {
            return Majority.ofSeveral(wrong, evaluations, alpha, number);
        }
    }

    /** @throws IllegalArgumentException where these don't fit, saying which example and what of it */
    public OracleProblem {
        Objects.requireNonNull(target);
        Objects.requireNonNull(noise);
        if (batch < 1) {
            throw new IllegalArgumentException("the batch must be at least 1, but is " + batch);
        }
        Problem.requireMatch(oracle.input(), oracle.classes(), examples, threat);
    }

    /** Of an oracle that always answers the same. */
    public OracleProblem(Oracle oracle, Examples examples, Threat threat, Target target, int batch) {
        this(oracle, examples, threat, target, batch, Optional.empty());
    }

    /** Of an attacker to whom any class but the label will do. */
    public OracleProblem(Oracle oracle, Examples examples, Threat threat, int batch) {
        this(oracle, examples, threat, Target.ANY, batch);
    }

    /** The same of an oracle that {@linkplain Oracle#countedAnew counts anew}. */
    public OracleProblem countedAnew() {
        return new OracleProblem(oracle.countedAnew(), examples, threat, target, batch, noise);
    }

    /** The same of an oracle that answers at random. */
    public OracleProblem withNoise(Noise random) {
        return new OracleProblem(oracle, examples, threat, target, batch, Optional.of(random));
    }

    /**
     * Refuses examples that can't be attacked, before the first query.
     *
     * @throws IllegalArgumentException where one isn't there, or has no class that it could be brought to
     */
    public void requireAttackable(List<Integer> indices) {
        indices.forEach(index -> {
            Problem.requireExample(examples, index);
            target(index);
        });
    }

    /** The queries that it takes to judge a success of which nobody knows more than the answers. */
    public int judging() {
        return noise.map(Noise::evaluations).orElse(1);
    }

    /**
     * The class that an example is to get, or {@link Logits#NONE} where any but its label will do.
     *
     * @throws IllegalArgumentException where that is its label, or no class of the oracle
     */
    public int target(int index) {
        return Problem.requireTarget(target, index, examples.label(index), oracle.classes());
    }
}
