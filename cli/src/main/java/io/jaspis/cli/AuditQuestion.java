package io.jaspis.cli;

import io.jaspis.attacks.Attack;
import io.jaspis.audit.AuditPlan;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.threat.Problem;

/**
 * What an audit asks, and what it tries.
 *
 * @param all the examples of the whole run
 * @param chosen those that are looked at here: all, or those of a shard
 * @param shaped the examples whose elements there are: those that are chosen, and those that attacks look at besides
 */
record AuditQuestion(Selection all, Selection chosen, Dataset shaped, Problem problem, AuditPlan plan) {
    /** How many examples are looked at here. */
    int count() {
        return chosen.indices().size();
    }

    /** Whether what is found of an example hangs on no other. */
    boolean alone() {
        return Attack.Company.of(plan.everyAttack()) == Attack.Company.NONE;
    }
}
