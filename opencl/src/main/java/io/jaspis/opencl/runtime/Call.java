package io.jaspis.opencl.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls of OpenCL whose errors become exceptions. For set-up; what is called often has its own exact call. */
final class Call {
    private Call() {}

    /** Calls a function that returns an error code. */
    static void run(String name, MethodHandle function, Object... arguments) {
        check(name, code(function, arguments));
    }

    static int code(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /** Calls a function that returns an object; the place for its error code is added as the last argument. */
    static MemorySegment make(String name, MethodHandle function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ValueLayout.JAVA_INT);
            Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = error;
            MemorySegment made = (MemorySegment) function.invokeWithArguments(all);
            check(name, error.get(ValueLayout.JAVA_INT, 0));
            return made;
        } catch (OpenClException e) {
            throw e;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    static void check(String name, int code) {
        if (code != Status.SUCCESS) {
            throw new OpenClException(name, code);
        }
    }

    /** What a handle can throw but for an error of ours: none of these functions calls back into Java. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a call of OpenCL could not be made", thrown);
    }
}
