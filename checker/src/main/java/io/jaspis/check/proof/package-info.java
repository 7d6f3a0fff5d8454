/**
 * What a proof about a network of ReLUs is, and a slow, plain program that follows it step by step. It shares with what
 * finds proofs the reading of models and specifications, what is cut off at a network's end and the reference interpreter.
 * Start with {@link io.jaspis.check.proof.Proof}.
 */
package io.jaspis.check.proof;
