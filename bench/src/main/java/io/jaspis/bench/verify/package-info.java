/**
 * Runs {@code jaspis verify} on lists of instances as the Verification of Neural Networks Competition does, each in a process
 * of its own, and judges the answers. Start with {@link io.jaspis.bench.verify.Attempt}.
 */
package io.jaspis.bench.verify;
