package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Value;

/**
 * What bounds tell of a value that is 0 or 1, free of what they were rounded by.
 *
 * @param always 1 where it is surely 1, else 0
 * @param possible 0 where it is surely 0, else 1
 */
record Indicator(Value always, Value possible) {

    static Indicator of(Enclosure bounds) {
        if (bounds.exact()) {
            return new Indicator(bounds.lower(), bounds.lower());
        }
        // Written so that a bound that is no number tells nothing.
        Value never = bounds.upper().negate().plus(0.5f).step();
        return new Indicator(bounds.lower().plus(-0.5f).step(), never.not());
    }

    Value never() {
        return possible.not();
    }

    /** 1 where it may be either. */
    Value open() {
        return possible.minus(always);
    }

    /** What it lets through of a value, which never rounds. */
    Enclosure gate(Enclosure x) {
        if (always == possible && x.exact()) {
            return Enclosure.exactly(always.gate(x.lower()));
        }
        // x itself where it surely is let through, and else x or 0.
        Value least = x.lower().min(always.gate(x.lower()));
        Value most = x.upper().max(always.gate(x.upper()));
        return new Enclosure(possible.gate(least), possible.gate(most));
    }
}
