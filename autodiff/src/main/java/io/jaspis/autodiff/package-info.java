/**
 * Everything is a graph: a network, its gradient, its loss, its bounds. {@link io.jaspis.autodiff.Op} is the set of
 * operations, {@link io.jaspis.autodiff.Trace} records them, {@link io.jaspis.autodiff.Graph} is the finished record
 * and {@link io.jaspis.autodiff.Gradient} the first transformation. Start with {@link io.jaspis.autodiff.Value}.
 */
package io.jaspis.autodiff;
