package io.jaspis.cli;

import java.util.Locale;

/** What training makes small, by the name that the command line has for it. */
enum Goal {
    CLEAN,
    NOISE,
    FAST,
    ADVERSARIAL,
    TRADES,
    SMOOTHADV,
    INTERVAL,
    SABR,
    MTL_IBP,
    CROWN_IBP;

    /** Whether it trains for a proof by bounds. */
    boolean certified() {
        return compareTo(INTERVAL) >= 0;
    }

    /** Whether it has a radius ε. */
    boolean robust() {
        return compareTo(FAST) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
