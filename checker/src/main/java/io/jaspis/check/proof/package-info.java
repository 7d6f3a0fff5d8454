/**
 * What a proof about a network of ReLUs is, and a slow, plain program that follows it step by step. It shares nothing with what
 * finds proofs but the reading of models and the reference interpreter. Start with {@link io.jaspis.check.proof.Proof}.
 */
package io.jaspis.check.proof;
