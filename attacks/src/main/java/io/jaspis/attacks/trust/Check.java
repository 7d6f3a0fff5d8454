package io.jaspis.attacks.trust;

import io.jaspis.attacks.Attack;
import java.util.List;

/**
 * A sign that attacks fail for another reason than the model's strength. Each is counted on a sample of the examples that the
 * attacks left standing, and has a threshold from which on it makes the number doubtful.
 */
public enum Check {
    /** No attack got beyond a first answer of the network: the budget is too small. Doubtful where that is so. */
    NOTHING_SPENT(Trust.Level.QUICK, false),
    /**
     * The gradient of the margin, or of the target's where there is one, vanishes at the example, or after one step of ε along it,
     * from where a step by gradients leads nowhere. Doubtful from a tenth of the sample on.
     */
    ZERO_GRADIENTS(Trust.Level.QUICK, true),
    /**
     * The label's score leads by so much that in float32 a softmax gives every other class nothing, and the gradient of a
     * cross-entropy is exactly 0. Doubtful where ascent of the margin, which is not, breaks one of them: a model may have large
     * scores and be strong.
     */
    SATURATED_SCORES(Trust.Level.QUICK, true),
    /** Points drawn at random from the ball break what gradients didn't. Doubtful from one example on. */
    RANDOM_POINTS(Trust.Level.QUICK, false),
    /** A search by scores alone breaks what the attacks didn't. Doubtful from one example on. */
    BLACK_BOX(Trust.Level.FULL, false),
    /** The same attacks with ten times the steps break more. Doubtful from 1 % of all examples on. */
    MORE_STEPS(Trust.Level.FULL, false),
    /**
     * The largest loss that ascent finds is smaller in the ball than in one of half the radius, or there than in one of a
     * quarter. Doubtful from half of the sample on.
     */
    LARGER_RADIUS(Trust.Level.FULL, true),
    /** In a ball that holds the whole range of inputs the attack fails. Doubtful from a tenth of the sample on. */
    WHOLE_RANGE(Trust.Level.FULL, true);

    private final Trust.Level from;
    private final boolean ofGradients;

    Check(Trust.Level from, boolean ofGradients) {
        this.from = from;
        this.ofGradients = ofGradients;
    }

    /** Whether it belongs to this level, and says something of attacks such as these: those without gradients can't lack them. */
    boolean isOf(Trust.Level level, List<Attack> attacks) {
        return from.compareTo(level) <= 0 && (!ofGradients || attacks.stream().anyMatch(Attack::followsGradients));
    }
}
