/**
 * Certificates as files, and a checker that trusts none of the code that made them: one thread, the reference
 * interpreter in float64, scalar random numbers, and tails of distributions summed here. Start with {@link
 * io.jaspis.certify.certificate.SmoothingChecker}.
 */
package io.jaspis.certify.certificate;
