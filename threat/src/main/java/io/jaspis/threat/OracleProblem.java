package io.jaspis.threat;

import io.jaspis.autodiff.data.Examples;
import java.util.Objects;

/**
 * What a black box is asked about: an oracle of anybody's, examples, and what an attacker may do to them. Whether these fit
 * each other is looked at here, once, before the first query, as {@link Problem} does.
 *
 * @param oracle what is asked; it stays the caller's to close
 * @param examples of the oracle's shape, but for axes of extent 1, or flat
 * @param target which classes the attacker wants
 * @param batch how many inputs a question has at most, at least 1
 */
public record OracleProblem(Oracle oracle, Examples examples, Threat threat, Target target, int batch) {
    /** @throws IllegalArgumentException where these don't fit, saying which example and what of it */
    public OracleProblem {
        Objects.requireNonNull(target);
        if (batch < 1) {
            throw new IllegalArgumentException("the batch must be at least 1, but is " + batch);
        }
        Problem.requireMatch(oracle.input(), oracle.classes(), examples, threat);
    }

    /** Of an attacker to whom any class but the label will do. */
    public OracleProblem(Oracle oracle, Examples examples, Threat threat, int batch) {
        this(oracle, examples, threat, Target.ANY, batch);
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
