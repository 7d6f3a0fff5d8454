package io.jaspis.certify.verifying;

import io.jaspis.certify.branching.ReluProver;
import io.jaspis.threat.vnnlib.Query;

/**
 * How a query is verified.
 *
 * @param attack whether counterexamples are looked for by attacks too; without, they are what no proof is found for
 * @param starts of the first attack, at least 0
 * @param seed of what is random
 * @param splitting how domains are split; {@link Splitting#AUTO} to find out
 * @param work what may be spent
 * @param needed in which arithmetic no input may be unsafe for an answer of unsat; null for what the query declares, which is
 *     {@link Arithmetic#REAL} where it declares nothing
 */
public record VerifySettings(boolean attack, int starts, long seed, Splitting splitting, Work work, Arithmetic needed) {
    /** What is used where nothing else is asked for. */
    public static final VerifySettings STANDARD =
            new VerifySettings(true, 256, 1, Splitting.AUTO, Work.UNLIMITED, null);

    /**
     * Work that is counted, so that the same comes of it on any machine.
     *
     * @param domains that may be bounded in each region, at least 1
     * @param products multiplications that closer bounds of neurons may cost at each of several steps
     * @param gradients that attacks may take in each region, each of one point, at least 0
     * @param looks at single points without a gradient, to judge candidates and corners, at least 0
     */
    public record Work(long domains, double products, long gradients, long looks) {
        /** As much as the time allows. */
        public static final Work UNLIMITED =
                new Work(Long.MAX_VALUE, ReluProver.MOST_PRODUCTS, Long.MAX_VALUE, Long.MAX_VALUE);

        public Work {
            if (domains < 1 || !(products >= 0) || gradients < 0 || looks < 0) {
                throw new IllegalArgumentException(
                        "domains are counted from 1 on, products, gradients and looks from 0 on, but there are "
                                + domains + ", " + products + ", " + gradients + " and " + looks);
            }
        }

        /** With as many gradients and looks as it takes. */
        public Work(long domains, double products) {
            this(domains, products, Long.MAX_VALUE, Long.MAX_VALUE);
        }

        /** What is left of it after so much; of what has no end as much as before, and of domains at least the one that begins. */
        Work after(long domainsSpent, long gradientsSpent) {
            return new Work(
                    limited() ? Math.max(1, domains - domainsSpent) : domains,
                    products,
                    gradients < Long.MAX_VALUE ? gradients - gradientsSpent : gradients,
                    looks);
        }

        boolean limited() {
            return domains < Long.MAX_VALUE;
        }
    }

    public VerifySettings {
        if (starts < 0) {
            throw new IllegalArgumentException("an attack has at least 0 starts, not " + starts);
        }
    }

    /** In which arithmetic an unsat of a query must hold. */
    public Arithmetic neededFor(Query query) {
        return needed != null ? needed : query.asksFloat32() ? Arithmetic.FLOAT32 : Arithmetic.REAL;
    }

    public VerifySettings withAttack(boolean attacks) {
        return new VerifySettings(attacks, starts, seed, splitting, work, needed);
    }

    public VerifySettings withSeed(long another) {
        return new VerifySettings(attack, starts, another, splitting, work, needed);
    }

    public VerifySettings withSplitting(Splitting another) {
        return new VerifySettings(attack, starts, seed, another, work, needed);
    }

    public VerifySettings within(Work another) {
        return new VerifySettings(attack, starts, seed, splitting, another, needed);
    }

    /** In this arithmetic whatever the query declares. */
    public VerifySettings needing(Arithmetic another) {
        return new VerifySettings(attack, starts, seed, splitting, work, another);
    }
}
