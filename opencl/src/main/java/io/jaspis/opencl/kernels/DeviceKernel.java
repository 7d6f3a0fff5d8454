package io.jaspis.opencl.kernels;

import com.aparapi.Kernel;
import java.util.Map;

/**
 * A kernel in the part of Java that Aparapi can translate: fields are its arguments, {@link #run} is what one work-item
 * does. Arrays are left null for a device, which binds buffers by the fields' names; in plain Java they are arrays.
 *
 * <p>It can't hold a switch, break, lambda, record, boolean field or chained assignment, nor {@code max} and {@code
 * min}, which lose NaN on a device. Arrays in private memory would spill, so there are scalars with names.
 */
public abstract class DeviceKernel extends Kernel {
    /** Work-items of a group, where a device allows as many and a kernel doesn't want more. */
    static final int GROUP = 64;

    int group = GROUP;

    /**
     * How many work-items there are along each axis, and how many of them are a group. Groups lie along the first axis: there
     * are devices that allow one work-item along the others.
     *
     * @param global multiples of {@code local}
     */
    public record Extent(long[] global, long[] local) {

        /** At least this many work-items in a row, in groups of at most {@code most}; a kernel leaves out those beyond. */
        public static Extent row(long items, long most) {
            long group = Math.min(GROUP, Long.highestOneBit(most));
            return new Extent(new long[] {(items + group - 1) / group * group}, new long[] {group});
        }

        /** Work-items of a group. */
        public long group() {
            return local[0];
        }
    }

    /**
     * Has groups of at most so many work-items from now on.
     *
     * @param most at least 1
     */
    public void fit(long most) {
        group = (int) Math.min(GROUP, Long.highestOneBit(most));
    }

    /** Fields whose values are written into the translation, so that the device's compiler knows them. */
    public Map<String, Integer> constants() {
        return Map.of();
    }

    /**
     * OpenCL C that takes the place of {@link #run}'s translation, or an empty text; it may call the kernel's other methods, as
     * macros of their names in capitals.
     */
    public String loop() {
        return "";
    }

    /** What there is to run. */
    public abstract Extent extent();

    /** At least this many work-items in a row; a kernel leaves out those beyond. */
    final Extent row(long items) {
        return Extent.row(items, group);
    }

    /** a·b + c rounded once: {@code fma}, which takes the place of this body; Aparapi's own rounds twice in Java. */
    float fused(float a, float b, float c) {
        return rawFused(a, b, c);
    }

    /** The bits of a number: {@code as_int}, which takes the place of this body in the translation. */
    int bits(float x) {
        return rawBits(x);
    }

    /** The number of these bits: {@code as_float}, which takes the place of this body in the translation. */
    float number(int bits) {
        return rawNumber(bits);
    }

    @NoCL
    private static float rawFused(float a, float b, float c) {
        return Math.fma(a, b, c);
    }

    @NoCL
    private static int rawBits(float x) {
        return Float.floatToRawIntBits(x);
    }

    @NoCL
    private static float rawNumber(int bits) {
        return Float.intBitsToFloat(bits);
    }
}
