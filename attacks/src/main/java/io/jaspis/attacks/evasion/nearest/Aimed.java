package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;

/**
 * An attack that goes after the largest other score, whichever that is; each further attempt goes after one class alone, those
 * of the example's larger scores first: the best case of Carlini &amp; Wagner (2017, section III-A).
 */
abstract class Aimed extends MinimumNorm {
    private final int restarts;

    /** @param restarts attempts for each example at most: the first, and then one a class */
    Aimed(int restarts) {
        if (restarts < 1) {
            throw new IllegalArgumentException("an attack needs at least one restart, not " + restarts);
        }
        this.restarts = restarts;
    }

    int restarts() {
        return restarts;
    }

    @Override
    final int attempts(Problem problem) {
        // Of two classes there is but one to go after.
        return problem.targeted() || problem.classes() == 2 ? 1 : Math.min(restarts, problem.classes());
    }

    @Override
    final int aim(int attempt, int[] rivals) {
        return attempt == 0 ? Logits.NONE : rivals[attempt - 1];
    }
}
