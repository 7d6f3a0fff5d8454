package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.Attack;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.threat.Budget;
import io.jaspis.threat.OracleProblem;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An attack by the slopes of other networks than the attacked one, of which it knows answers alone. So that may be a {@link
 * io.jaspis.threat.Problem}'s network or an oracle, which has none.
 */
public interface TransferAttack extends Attack {

    /** Those of other networks alone. */
    @Override
    default boolean followsGradients() {
        return false;
    }

    /**
     * Attacks an oracle by its labels. One of a problem's network is shown the points that the network is. Nothing is known of an
     * oracle but what it answers, so it is asked again about each success, or as often as {@link OracleProblem.Noise} says, of which the
     * queries are kept for that.
     *
     * @param device that computes the other networks
     * @param indices of the examples to attack
     * @param seed of all chance in it
     * @param budget what each example may cost in queries; its time limit is the caller's to keep, by {@code stopped}
     * @param listener told of each example as soon as it is decided
     * @param stopped asked before each batch of questions, and where a network is trained after each step; once true, the rest is
     *     left undecided
     * @throws IllegalArgumentException where the other networks don't take what the oracle takes, or tell other classes apart,
     *     before any query
     * @throws io.jaspis.attacks.evasion.blackbox.OracleException where the oracle failed; the listener was told of all that was
     *     found until then
     */
    void attack(
            OracleProblem problem,
            Device device,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped);
}
