package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.search.SplitMix64;
import java.util.random.RandomGenerator;

/**
 * The random numbers of one attack on one example: each step of each restart has a sequence of its own, which follows from
 * the seed, the example, the attack, the restart and the step alone. The sequence is SplitMix64's (Steele, Lea &amp; Flood
 * 2014).
 */
public final class Chance implements RandomGenerator {
    private final long origin;
    private long state;

    /** Of the first step of restart 0. */
    public Chance(long seed, int example, String attack) {
        this.origin = SplitMix64.within(SplitMix64.within(SplitMix64.within(seed, 0), example), attack.hashCode());
        at(0, 0);
    }

    /** Goes to the beginning of a step's sequence, and returns this. */
    public Chance at(int restart, long step) {
        state = SplitMix64.within(SplitMix64.within(origin, restart), step);
        return this;
    }

    @Override
    public long nextLong() {
        state += SplitMix64.NEXT;
        return SplitMix64.mix(state);
    }
}
