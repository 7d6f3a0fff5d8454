/**
 * Proofs by cases: a set of inputs is split into {@link io.jaspis.threat.Domain domains}, which are bounded as one batch,
 * until all of them are proved. Start with {@link io.jaspis.certify.cases.SplitProver}.
 */
package io.jaspis.certify.cases;
