/**
 * Complete verification: is there an input of a region whose outputs are unsafe? Attacks look for one, branch and bound for a proof
 * that there is none. Start with {@link io.jaspis.certify.verifying.Verifier}.
 */
package io.jaspis.certify.verifying;
