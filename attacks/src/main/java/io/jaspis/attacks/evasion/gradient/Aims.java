package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;
import java.util.Arrays;

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

    /** Tells the graph of the class, where it isn't the problem's and the search has told it. */
    void begin(Table table, int place, Attempt attempt) {
        if (own() && table.has(AscentGraph.AIM)) {
            Column aim = table.input(AscentGraph.AIM);
            int at = aim.change(place);
            Arrays.fill(aim.elements(), at, at + aim.width(), 0);
            aim.elements()[at + targets.of(attempt, attempt.restart() / restarts)] = 1;
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
