/** The processor as a device: {@link io.jaspis.autodiff.cpu.Cpu} turns each step of a plan into calls of kernels. */
package io.jaspis.autodiff.cpu;
