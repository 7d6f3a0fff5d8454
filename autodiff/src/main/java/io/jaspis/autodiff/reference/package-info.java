/**
 * The meaning of every operation, written as plainly as its definition: what the fast code is held against. Start with
 * {@link io.jaspis.autodiff.reference.Evaluate}; {@link io.jaspis.autodiff.reference.ExactArithmetic} says what a
 * network computes in real arithmetic, which is what certificates speak of. Nothing here is fast.
 */
package io.jaspis.autodiff.reference;
