/**
 * What laws range over: {@link io.jaspis.autodiff.samples.Operations} has a small graph of every operation, and {@link
 * io.jaspis.autodiff.samples.RandomGraphs} composes them at random. Other modules use it through this module's test jar.
 */
package io.jaspis.autodiff.samples;
