/**
 * Attacks that use bounds: where a proof fails it shows where to look, and where it holds nothing more is to be paid.
 * {@link io.jaspis.certify.guided.VerifierAttack} is the first of them.
 */
package io.jaspis.certify.guided;
