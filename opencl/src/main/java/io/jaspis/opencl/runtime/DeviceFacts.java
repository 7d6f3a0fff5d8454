package io.jaspis.opencl.runtime;

/**
 * What a device says of itself.
 *
 * @param type CPU, GPU, or accelerator
 * @param version of OpenCL that it offers
 * @param driver the driver's version
 * @param memory bytes in all
 * @param largestAllocation bytes of the largest buffer
 * @param localMemory bytes that a work-group shares
 * @param largestGroup work-items of the largest work-group, all along its first axis
 * @param units compute units
 * @param megahertz the highest clock
 * @param parameterBytes room for the arguments of a kernel
 * @param fp64 whether there are doubles
 * @param denormals whether floats underflow gradually, as it says
 * @param fused whether fused multiply-adds are fast, as it says
 * @param exactDivision whether division and square root can be correctly rounded, as it says
 */
public record DeviceFacts(
        String platform,
        String name,
        String vendor,
        String type,
        String version,
        String driver,
        long memory,
        long largestAllocation,
        long localMemory,
        long largestGroup,
        int units,
        int megahertz,
        long parameterBytes,
        boolean fp64,
        boolean denormals,
        boolean fused,
        boolean exactDivision) {

    public boolean isProcessor() {
        return type.equals("CPU");
    }

    public boolean isGpu() {
        return type.equals("GPU");
    }

    /** Whether the driver is PoCL, which compiles by a clang in this process. */
    public boolean compilesHere() {
        return platform.startsWith("Portable Computing Language");
    }

    @Override
    public String toString() {
        return "%s (%s, %s, driver %s)".formatted(name, type, platform, driver);
    }
}
