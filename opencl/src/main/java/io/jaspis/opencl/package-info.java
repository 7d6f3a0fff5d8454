/**
 * OpenCL devices that run plans as the processor does: same nodes, same offsets, the arena resident on the device. Start
 * at {@link io.jaspis.opencl.Devices} and {@link io.jaspis.opencl.OpenClDevice}; {@link io.jaspis.opencl.Lowering} says
 * which kernel computes which operation.
 */
package io.jaspis.opencl;
