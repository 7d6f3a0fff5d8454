/**
 * The question, and how an answer is judged. A {@link io.jaspis.threat.Model} or an {@link io.jaspis.threat.Oracle} is
 * what is asked about; a {@link io.jaspis.threat.Threat} says what an attacker may do to an example, which gives an
 * {@link io.jaspis.threat.InputSet} ({@link io.jaspis.threat.Features} where columns or channels differ in what they can
 * be, {@link io.jaspis.threat.Levels} where pictures are to be storable); a
 * {@link io.jaspis.threat.Property} says what is to hold on such a set; {@link io.jaspis.threat.vnnlib} reads such questions. A
 * {@link io.jaspis.threat.Problem} puts model, examples and threat together (a model with one output becomes one of two
 * scores by {@link io.jaspis.threat.BinaryClassifier}): attacks and certifiers take it, within a
 * {@link io.jaspis.threat.Budget}; an {@link io.jaspis.threat.OracleProblem} does so with an oracle. {@link io.jaspis.threat.Verification} checks each {@link io.jaspis.threat.Witness} from
 * scratch, and a {@link io.jaspis.threat.Verdict} is the answer for one example.
 */
package io.jaspis.threat;
