/**
 * Interval bound propagation, sound under floating-point rounding: {@link io.jaspis.certify.intervals.Intervals} turns
 * the graph of a network into the graph of its bounds.
 */
package io.jaspis.certify.intervals;
