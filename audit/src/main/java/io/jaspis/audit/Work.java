package io.jaspis.audit;

import io.jaspis.threat.Budget;
import java.util.List;

/**
 * What a piece of an audit took, so that a report of several runs tells the work of all.
 *
 * @param times the seconds of each part that had any
 * @param spendings what attacks spent on each example that they decided
 * @param claims of attacks, that an example is broken
 */
public record Work(List<Time> times, List<Spending> spendings, List<Claim> claims) {
    public static final Work NONE = new Work(List.of(), List.of(), List.of());

    public Work {
        times = List.copyOf(times);
        spendings = List.copyOf(spendings);
        claims = List.copyOf(claims);
    }

    /**
     * The time of a part.
     *
     * @param name of the attack or certifier; empty of other parts
     */
    public record Time(Phase.Part part, String name, double seconds) {}

    /**
     * What an attack spent on an example.
     *
     * @param name of the attack where it is a part of its own; empty of the curve
     */
    public record Spending(Phase.Part part, String name, int index, Budget.Spent spent) {}

    /**
     * A claim of an attack that an example is broken.
     *
     * @param name of the attack
     * @param stood whether a check of the audit's own confirmed it
     */
    public record Claim(String name, int index, boolean stood) {}
}
