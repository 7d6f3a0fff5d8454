/**
 * OpenCL 1.2 by {@code java.lang.foreign}: {@link io.jaspis.opencl.runtime.Library} finds the loader of the machine,
 * {@link io.jaspis.opencl.runtime.Platforms} lists devices, and a {@link io.jaspis.opencl.runtime.Context} makes buffers,
 * queues and programs on one of them. No native code but the system's.
 */
package io.jaspis.opencl.runtime;
