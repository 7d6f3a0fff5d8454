package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The OpenCL loader of this machine and the functions of it that are called. It is looked for once, by the names it has
 * on Linux, macOS and Windows; the system property {@code jaspis.opencl.library} names another.
 */
final class Library extends Functions {
    private static final Optional<Library> INSTALLED = find();

    final MethodHandle getPlatformIds = function("clGetPlatformIDs", JAVA_INT, ADDRESS, ADDRESS);
    final MethodHandle getPlatformInfo = function("clGetPlatformInfo", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
    final MethodHandle getDeviceIds = function("clGetDeviceIDs", ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    final MethodHandle getDeviceInfo = function("clGetDeviceInfo", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
    final MethodHandle createContext = maker("clCreateContext", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    final MethodHandle createCommandQueue = maker("clCreateCommandQueue", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    final MethodHandle createBuffer = maker("clCreateBuffer", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
    final MethodHandle createProgram = maker("clCreateProgramWithSource", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    final MethodHandle createKernel = maker("clCreateKernel", ADDRESS, ADDRESS, ADDRESS);
    final MethodHandle buildProgram = function("clBuildProgram", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    final MethodHandle getProgramBuildInfo =
            function("clGetProgramBuildInfo", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
    final MethodHandle getKernelGroupInfo =
            function("clGetKernelWorkGroupInfo", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
    final MethodHandle setKernelArg = function("clSetKernelArg", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS);
    final MethodHandle enqueueKernel = function(
            "clEnqueueNDRangeKernel",
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    final MethodHandle enqueueWrite = function(
            "clEnqueueWriteBuffer",
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    final MethodHandle enqueueRead = function(
            "clEnqueueReadBuffer",
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    final MethodHandle enqueueCopy = function(
            "clEnqueueCopyBuffer",
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    final MethodHandle enqueueFill = function(
            "clEnqueueFillBuffer",
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    final MethodHandle flush = function("clFlush", ADDRESS);
    final MethodHandle finish = function("clFinish", ADDRESS);
    final MethodHandle waitForEvents = function("clWaitForEvents", JAVA_INT, ADDRESS);
    final MethodHandle releaseContext = function("clReleaseContext", ADDRESS);
    final MethodHandle releaseCommandQueue = function("clReleaseCommandQueue", ADDRESS);
    final MethodHandle releaseBuffer = function("clReleaseMemObject", ADDRESS);
    final MethodHandle releaseProgram = function("clReleaseProgram", ADDRESS);
    final MethodHandle releaseKernel = function("clReleaseKernel", ADDRESS);
    final MethodHandle releaseEvent = function("clReleaseEvent", ADDRESS);

    Library(Table table) {
        super(table);
    }

    /** The loader, or nothing where none is installed. */
    static Optional<Library> installed() {
        return INSTALLED;
    }

    @SuppressWarnings("restricted")
    static Table table(String name) {
        return Table.of(SymbolLookup.libraryLookup(name, Arena.global()));
    }

    private static Optional<Library> find() {
        for (String name : names()) {
            try {
                return Optional.of(new Library(table(name)));
            } catch (IllegalArgumentException | UnsatisfiedLinkError absent) {
                // Not under this name, or older than 1.2; the next may do.
            }
        }
        return Optional.empty();
    }

    /** What the loader is called here. */
    static List<String> names() {
        String named = System.getProperty("jaspis.opencl.library");
        if (named != null) {
            return List.of(named);
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("windows")) {
            return List.of("OpenCL.dll");
        }
        if (system.contains("mac")) {
            return List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL");
        }
        return List.of("libOpenCL.so.1", "libOpenCL.so");
    }
}
