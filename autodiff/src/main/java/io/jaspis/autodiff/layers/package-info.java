/**
 * Networks put together from layers. A {@link io.jaspis.autodiff.layers.Layer} is a function from value to value that
 * may ask its {@link io.jaspis.autodiff.layers.Scope} for parameters; the rest is tracing. {@link
 * io.jaspis.autodiff.layers.Losses} has the losses of training and of attacks.
 */
package io.jaspis.autodiff.layers;
