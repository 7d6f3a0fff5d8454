/**
 * Certificates as files, and checkers that compute nothing by the code that made them. Of smoothing the votes are replayed by the
 * reference interpreter in float64 and scalar random numbers, with tails of distributions summed here ({@link
 * io.jaspis.check.SmoothingChecker}); proofs of bounds and of an unsat are followed by {@link io.jaspis.check.proof}. Shared are the
 * readers of model, data and specification, and what is cut off a model's end ({@link io.jaspis.threat.Decision}).
 */
package io.jaspis.check;
