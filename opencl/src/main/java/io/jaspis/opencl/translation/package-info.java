/** From kernels in Java to OpenCL C: {@link io.jaspis.opencl.translation.Translation}. */
package io.jaspis.opencl.translation;
