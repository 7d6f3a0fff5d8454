/**
 * Training: an {@link io.jaspis.autodiff.training.Objective} says what to make small, an {@link
 * io.jaspis.autodiff.training.Optimizer} how, and the {@link io.jaspis.autodiff.training.Trainer} runs it. The same seed
 * gives the same weights, whatever the number of threads. Losses are in {@link io.jaspis.autodiff.layers.Losses}; goals
 * against attackers and for proofs in the package {@code defend.training}.
 */
package io.jaspis.autodiff.training;
