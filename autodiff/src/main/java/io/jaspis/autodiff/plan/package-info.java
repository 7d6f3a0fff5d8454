/**
 * From a graph to something that runs: {@link io.jaspis.autodiff.plan.Plan} fixes the batch, the order and a place for
 * every value, {@link io.jaspis.autodiff.plan.Device} loads a plan, and the {@link
 * io.jaspis.autodiff.plan.Execution} it returns runs it as often as asked.
 */
package io.jaspis.autodiff.plan;
