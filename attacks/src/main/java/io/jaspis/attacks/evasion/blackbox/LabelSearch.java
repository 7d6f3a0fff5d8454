package io.jaspis.attacks.evasion.blackbox;

/** A search along the decision boundary for the adversarial point nearest to an example, by labels alone. */
interface LabelSearch {

    /**
     * The first question of a search at an example; it goes on as long as there are queries.
     *
     * @param starts finds an adversarial point to begin with
     * @param chance of this example and attack
     */
    Question begin(Boundary boundary, Starts starts, Chance chance);
}
