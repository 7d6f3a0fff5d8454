/**
 * The kernels, as Java that Aparapi translates and that also runs as it stands. One class is one kernel; {@link
 * io.jaspis.opencl.kernels.ElementFunctions} holds what element-wise chains are composed of.
 */
package io.jaspis.opencl.kernels;
