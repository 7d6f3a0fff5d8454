/**
 * Networks put together from layers. A {@link io.jaspis.autodiff.layers.Layer} is a function from value to value that
 * may ask its {@link io.jaspis.autodiff.layers.Scope} for parameters; the rest is tracing.
 */
package io.jaspis.autodiff.layers;
