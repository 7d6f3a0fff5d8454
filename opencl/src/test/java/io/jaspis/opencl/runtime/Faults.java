package io.jaspis.opencl.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** This machine's OpenCL with faults in it: functions that return errors in the place of what they do. */
public final class Faults {
    /** The device has gone: a driver was reset, or a card fell off its bus. */
    public static final int NOT_AVAILABLE = Status.DEVICE_NOT_AVAILABLE;

    public static final int OUT_OF_RESOURCES = Status.OUT_OF_RESOURCES;
    public static final int ALLOCATION_FAILURE = Status.MEM_OBJECT_ALLOCATION_FAILURE;

    private static final String LAUNCH = "clEnqueueNDRangeKernel";
    private static final String ALLOCATION = "clCreateBuffer";
    private static final String GROUP = "clGetKernelWorkGroupInfo";
    private static final String READ = "clEnqueueReadBuffer";
    private static final String FACT = "clGetDeviceInfo";
    private static final int DOUBLES = 0x1032;

    private final AtomicInteger launches = new AtomicInteger();
    private volatile int lastLaunch = Integer.MAX_VALUE;
    private final AtomicInteger allocationsFailing = new AtomicInteger();
    private volatile long largestGroup = Long.MAX_VALUE;
    private volatile boolean flushing;
    private volatile boolean singleOnly;
    private volatile int lost = Status.SUCCESS;
    private volatile int code = NOT_AVAILABLE;

    /** The devices, on which the faults show. */
    public List<Platforms.Found> devices() {
        for (String name : Library.names()) {
            try {
                return Platforms.devices(new Library(faulty(Library.table(name))));
            } catch (IllegalArgumentException absent) {
                // The next may be there.
            }
        }
        throw new IllegalStateException("no OpenCL is installed on this machine");
    }

    /** The launches of kernels so far. */
    public int launches() {
        return launches.get();
    }

    /** After so many launches of kernels from now on the device is lost: every call then fails, with this error. */
    public void loseAfter(int more, int error) {
        code = error;
        lastLaunch = launches.get() + more;
    }

    /** The next so many allocations fail for want of memory. */
    public void failAllocations(int count) {
        allocationsFailing.set(count);
    }

    /** From now on no kernel is allowed groups of more work-items, whatever the device says of groups in general. */
    public void limitGroups(long most) {
        largestGroup = most;
    }

    /** From now on what is read has zeros in the place of denormal numbers, as of a device that flushes its results. */
    public void flushDenormals() {
        flushing = true;
    }

    /** The devices that are listed from now on say that they have no doubles. */
    public void hideDoubles() {
        singleOnly = true;
    }

    private Functions.Table faulty(Functions.Table real) {
        return (name, descriptor) -> {
            MethodHandle function = real.handle(name, descriptor);
            MethodType type = function.type();
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                switch (name) {
                    case GROUP ->
                        function = told(function, lookup, "limited", List.of(int.class, MemorySegment.class), 0, 5);
                    case READ ->
                        function = told(function, lookup, "flushed", List.of(int.class, MemorySegment.class), 0, 6);
                    case FACT ->
                        function = told(
                                function,
                                lookup,
                                "stated",
                                List.of(int.class, int.class, MemorySegment.class),
                                0,
                                2,
                                4);
                    default -> {}
                }
                MethodHandle fault = lookup.findVirtual(
                                Faults.class, "fault", MethodType.methodType(int.class, String.class))
                        .bindTo(this)
                        .bindTo(name);
                MethodHandle fails =
                        lookup.findStatic(Faults.class, "fails", MethodType.methodType(boolean.class, int.class));
                // (code, arguments…) → the function, or the error; then code = fault().
                MethodHandle chosen = MethodHandles.guardWithTest(
                        MethodHandles.dropArguments(fails, 1, type.parameterList()),
                        error(lookup, type, descriptor),
                        MethodHandles.dropArguments(function, 0, int.class));
                return MethodHandles.foldArguments(chosen, fault);
            } catch (ReflectiveOperationException impossible) {
                throw new AssertionError(impossible);
            }
        };
    }

    /**
     * The function, of which a method of this class is told and returns the code.
     *
     * @param places of what the method is told: 0 for the code that the function returned, then its arguments from 1
     */
    private MethodHandle told(
            MethodHandle function, MethodHandles.Lookup lookup, String method, List<Class<?>> types, int... places)
            throws ReflectiveOperationException {
        MethodHandle teller = lookup.findVirtual(Faults.class, method, MethodType.methodType(int.class, types))
                .bindTo(this);
        // (arguments…) → (what the function returned, arguments…).
        MethodType all = function.type().insertParameterTypes(0, int.class);
        return MethodHandles.foldArguments(MethodHandles.permuteArguments(teller, all, places), function);
    }

    /** (code, arguments…) → the code, or where a function makes an object, none of it and the code at its place. */
    private static MethodHandle error(MethodHandles.Lookup lookup, MethodType type, FunctionDescriptor descriptor)
            throws ReflectiveOperationException {
        List<Class<?>> arguments = new ArrayList<>(type.parameterList());
        if (descriptor.returnLayout().orElseThrow().equals(ValueLayout.JAVA_INT)) {
            return MethodHandles.dropArguments(MethodHandles.identity(int.class), 1, arguments);
        }
        MethodHandle tell = lookup.findStatic(
                Faults.class, "tell", MethodType.methodType(MemorySegment.class, int.class, MemorySegment.class));
        return MethodHandles.dropArguments(tell, 1, arguments.subList(0, arguments.size() - 1));
    }

    static MemorySegment tell(int error, MemorySegment place) {
        place.set(ValueLayout.JAVA_INT, 0, error);
        return MemorySegment.NULL;
    }

    static boolean fails(int error) {
        return error != Status.SUCCESS;
    }

    int limited(int code, MemorySegment size) {
        size.set(ValueLayout.JAVA_LONG, 0, Math.min(largestGroup, size.get(ValueLayout.JAVA_LONG, 0)));
        return code;
    }

    int flushed(int code, MemorySegment read) {
        for (long at = 0; flushing && at < read.byteSize() / 4; at++) {
            float number = read.getAtIndex(ValueLayout.JAVA_FLOAT, at);
            if (Math.abs(number) < Float.MIN_NORMAL) {
                read.setAtIndex(ValueLayout.JAVA_FLOAT, at, 0 * number);
            }
        }
        return code;
    }

    int stated(int code, int what, MemorySegment value) {
        if (singleOnly && what == DOUBLES) {
            value.set(ValueLayout.JAVA_LONG, 0, 0);
        }
        return code;
    }

    int fault(String name) {
        if (lost != Status.SUCCESS) {
            return lost;
        }
        if (name.equals(LAUNCH) && launches.incrementAndGet() > lastLaunch) {
            lost = code;
            return lost;
        }
        if (name.equals(ALLOCATION) && allocationsFailing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return ALLOCATION_FAILURE;
        }
        return Status.SUCCESS;
    }
}
