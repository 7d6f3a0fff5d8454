/**
 * Robustness as a test. {@link io.jaspis.junit.RobustnessTest} makes a test of a method, and
 * {@link io.jaspis.junit.RobustnessAssertions} is for tests that put their question together themselves. Both hold a model to
 * limits as {@code jaspis audit} does, and to a baseline as {@code jaspis diff} does.
 */
package io.jaspis.junit;
