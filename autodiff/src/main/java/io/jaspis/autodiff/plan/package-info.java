/**
 * From a graph to something that runs: {@link io.jaspis.autodiff.plan.Plan} fixes the batch, the order and a place for
 * every value, {@link io.jaspis.autodiff.plan.Device} loads a plan, and the {@link
 * io.jaspis.autodiff.plan.Execution} it returns runs it as often as asked.
 * {@link io.jaspis.autodiff.plan.Batches} runs any number of rows, and what {@link
 * io.jaspis.autodiff.plan.Plan#carrying} carries stays on the device from run to run. A device that is lost is told by a {@link
 * io.jaspis.autodiff.plan.DeviceException}.
 */
package io.jaspis.autodiff.plan;
