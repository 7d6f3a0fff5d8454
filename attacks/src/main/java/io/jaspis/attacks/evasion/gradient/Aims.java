package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Search;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;

/**
 * What the attempts on an example aim at: the class that the problem wants, else the targets of an attack, else nothing.
 *
 * @param targets of the attack
 * @param restarts for each of them
 */
record Aims(Problem problem, Targets targets, int restarts) {

    /** Whether they are the attack's own, any wrong class being a success. */
    boolean own() {
        return targets != Targets.NONE && !problem.targeted();
    }

    /** Whether attempts aim at a class at all. */
    boolean any() {
        return own() || problem.targeted();
    }

    /** The attempts on an example. */
    int attempts() {
        return restarts * (own() ? targets.count(problem.classes()) : 1);
    }

    /** A search with these attempts. */
    Search.Settings search(String name, int moves, boolean randomStart) {
        return new Search.Settings(
                name, moves, attempts(), randomStart, problem.targeted() ? problem::target : null, own());
    }

    /** Tells the graph of the class, where it isn't the problem's and the search has told it. */
    void begin(Table table, int place, Attempt attempt) {
        if (own()) {
            table.mark(AscentGraph.AIM, place, targets.of(attempt, attempt.restart() / restarts));
        }
    }

    /** @throws IllegalArgumentException where a loss needs more classes than there are */
    void require(GradientLoss loss) {
        int fewest = loss.fewestClasses(any());
        if (problem.classes() < fewest) {
            throw new IllegalArgumentException("the " + (any() ? "targeted " : "") + loss.text() + " loss compares "
                    + fewest + " logits, but the model has " + problem.classes() + " outputs");
        }
    }
}
