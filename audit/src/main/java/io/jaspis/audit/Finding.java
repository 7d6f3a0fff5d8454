package io.jaspis.audit;

import io.jaspis.threat.Verdict;

/**
 * What an audit found of one example at its radius.
 *
 * @param index of the example
 * @param prediction the class that the network gives the example itself in float32, another than the label where both
 *     lead; {@link io.jaspis.threat.Logits#NONE} where an output is NaN
 * @param confidence the network's own probability of the prediction; NaN without one
 * @param margin the best known lower bound of the label's lead over every other class all over the ball, or where a class is
 *     aimed at, over that, in the scores that decide; −∞ where nothing is known
 * @param tied whether several of the network's own float32 outputs are the largest
 * @param rounding whether float32 gives another class, of the example or of a point that was found in the ball, where
 *     real arithmetic gives the label: the verdict is then certified
 * @param inFloat32 whether what certifies it is a proof of float32, too, in whatever order that sums: of the graph, beyond which a
 *     runtime may round by itself ({@link io.jaspis.threat.Model#boundsRounding})
 * @param tried the name of the plan's attack that broke it: the witness may name one that this is made of. Null of an
 *     example that isn't broken, and where it isn't known
 */
public record Finding(
        int index,
        int label,
        int prediction,
        double confidence,
        Verdict verdict,
        double margin,
        boolean tied,
        boolean rounding,
        boolean inFloat32,
        String tried) {
    public Finding {
        inFloat32 &= verdict instanceof Verdict.Certified;
        tried = verdict instanceof Verdict.Falsified ? tried : null;
    }

    /** The same example with another verdict, which no attack changed and no proof of float32. */
    Finding as(Verdict other, double lead) {
        return new Finding(index, label, prediction, confidence, other, lead, tied, rounding, false, tried);
    }

    /** The same example, broken by an attack. */
    Finding brokenBy(Assault.Break broken) {
        Verdict falsified = new Verdict.Falsified(broken.witness());
        return new Finding(
                index, label, prediction, confidence, falsified, margin, tied, rounding, false, broken.tried());
    }
}
