/**
 * The way in for programs: {@link io.jaspis.audit.robustness.Robustness} asks of a model what the command asks, with the same
 * defaults, and gives the same report.
 */
package io.jaspis.audit.robustness;
