package io.jaspis.threat;

import java.util.Objects;
import java.util.Optional;

/**
 * The check of what attacks claim, which may be anybody's: each adversarial example is {@linkplain Verification verified}
 * from scratch, under the problem's own threat and target. Threads take turns.
 */
public final class Confirmation {
    private final Problem problem;
    private final Verification verification;

    public Confirmation(Problem problem) {
        this.problem = problem;
        this.verification = new Verification(problem);
    }

    /** What is true of the claim; nothing where it isn't. */
    public Optional<Witness> of(int index, Witness claim) {
        Objects.requireNonNull(claim, "a claim that example " + index + " is broken is null");
        // An attack that knows no targets may have reached another class.
        int target = problem.targeted() ? problem.target(index) : Logits.NONE;
        return verification.check(index, claim.x(), claim.attack(), target);
    }
}
