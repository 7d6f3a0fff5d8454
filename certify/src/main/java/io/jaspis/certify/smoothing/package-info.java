/**
 * Randomized smoothing (Cohen, Rosenfeld &amp; Kolter 2019): the class that a network gives most often under noise,
 * with a radius in which that class can't change, and the probability that this is wrong. Start with {@link
 * io.jaspis.certify.smoothing.Smoothing}; what is claimed, and of which classifier, is in {@code
 * docs/decisions/005-randomized-smoothing.md}.
 */
package io.jaspis.certify.smoothing;
