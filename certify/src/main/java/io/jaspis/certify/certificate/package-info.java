/**
 * Certificates as files, and a checker that computes nothing by the code that made them: one thread, the reference
 * interpreter in float64, scalar random numbers, and tails of distributions summed here. It shares the readers of model and data,
 * and what is cut off a model's end ({@link io.jaspis.threat.Decision}). Start with {@link
 * io.jaspis.certify.certificate.SmoothingChecker}.
 */
package io.jaspis.certify.certificate;
