package io.jaspis.attacks;

import io.jaspis.attacks.search.SplitMix64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The seeds of attacks that are tried one after the other. Each has one of its own, so that what one's random starts miss the
 * next doesn't miss for the same reason. It follows from the seed of all and the attack's name: whatever is tried beside it,
 * before it or after it changes nothing of what an attack draws. Only where a name comes again does its second attack draw
 * otherwise than the first, and otherwise than alone: the same once more would find nothing.
 */
public final class AttackSeeds {
    private AttackSeeds() {}

    /** The seed of each of these attacks, in their order. */
    public static List<Long> of(long seed, List<Attack> attacks) {
        Map<String, Integer> before = new HashMap<>();
        List<Long> seeds = new ArrayList<>();
        for (Attack attack : attacks) {
            String name = attack.name();
            if (name == null) {
                throw new IllegalArgumentException("an attack needs a name, but that of "
                        + attack.getClass().getName() + " is null");
            }
            int times = before.merge(name, 1, Integer::sum) - 1;
            long named = SplitMix64.within(SplitMix64.within(seed, 0), name.hashCode());
            seeds.add(SplitMix64.within(named, times));
        }
        return seeds;
    }
}
