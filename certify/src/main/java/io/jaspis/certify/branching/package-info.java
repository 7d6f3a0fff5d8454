/**
 * Proofs by cases. A set of features is split into {@link io.jaspis.threat.Domain domains}, which are bounded as one batch,
 * until all of them are proved: start with {@link io.jaspis.certify.branching.SplitProver}. A box of a network of ReLUs is
 * split by its neurons: start with {@link io.jaspis.certify.branching.ReluProver}.
 */
package io.jaspis.certify.branching;
