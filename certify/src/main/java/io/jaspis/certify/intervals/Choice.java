package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Indicators;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Value;
import java.util.Map;
import java.util.Optional;

/**
 * A choice, the sum of one value that an indicator lets through and of another that its opposite does: whichever is chosen where the
 * indicator is known, and otherwise one of both, which bounds of the two apart don't see.
 */
record Choice(Value first, Value second, Value indicator) {

    /** The choice that a sum is; nothing where it is none. */
    static Optional<Choice> of(Value sum, Indicators indicators) {
        boolean gates =
                sum.operand(0).op() instanceof Product.Gate && sum.operand(1).op() instanceof Product.Gate;
        if (!gates) {
            return Optional.empty();
        }
        Value indicator = sum.operand(0).operand(0);
        boolean either = Indicators.opposite(sum.operand(1).operand(0)) == indicator;
        return either && indicators.contains(indicator)
                ? Optional.of(
                        new Choice(sum.operand(0).operand(1), sum.operand(1).operand(1), indicator))
                : Optional.empty();
    }

    /** The hull of what can be chosen: of three terms two are 0, so that nothing is rounded. */
    Enclosure enclose(Map<Value, Enclosure> enclosures) {
        Enclosure yes = enclosures.get(first);
        Enclosure no = enclosures.get(second);
        Indicator known = Indicator.of(enclosures.get(indicator));
        Value lower = known.always()
                .gate(yes.lower())
                .plus(known.never().gate(no.lower()))
                .plus(known.open().gate(yes.lower().min(no.lower())));
        if (known.always() == known.possible() && yes.exact() && no.exact()) {
            return Enclosure.exactly(lower);
        }
        Value upper = known.always()
                .gate(yes.upper())
                .plus(known.never().gate(no.upper()))
                .plus(known.open().gate(yes.upper().max(no.upper())));
        return new Enclosure(lower, upper);
    }
}
