package io.jaspis.attacks.evasion.blackbox;

import java.util.random.RandomGenerator;

/**
 * The random numbers of one attack on one example: each step of each restart has a sequence of its own, which follows from
 * the seed, the example, the attack, the restart and the step alone. The sequence is SplitMix64's (Steele, Lea &amp; Flood
 * 2014).
 */
public final class Chance implements RandomGenerator {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long origin;
    private long state;

    /** Of the first step of restart 0. */
    public Chance(long seed, int example, String attack) {
        this.origin = mixed(mixed(mixed(seed) + example) + attack.hashCode());
        at(0, 0);
    }

    /** Goes to the beginning of a step's sequence, and returns this. */
    public Chance at(int restart, long step) {
        state = mixed(mixed(origin + restart) + step);
        return this;
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    private static long mixed(long value) {
        return mix(value + GOLDEN);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
