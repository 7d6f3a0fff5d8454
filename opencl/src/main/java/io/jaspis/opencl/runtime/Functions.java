package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The functions of a native library, as handles. */
abstract class Functions {
    private final Table table;

    Functions(Table table) {
        this.table = table;
    }

    /** Where functions come from. */
    @FunctionalInterface
    interface Table {
        MethodHandle handle(String name, FunctionDescriptor descriptor);

        @SuppressWarnings("restricted")
        static Table of(SymbolLookup symbols) {
            return (name, descriptor) -> symbols.find(name)
                    .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, descriptor))
                    .orElseThrow(() -> new UnsatisfiedLinkError("the OpenCL library has no " + name));
        }
    }

    /** A function that returns an error code. */
    final MethodHandle function(String name, MemoryLayout... arguments) {
        return table.handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** A function that returns an object and writes an error code through its last argument. */
    final MethodHandle maker(String name, MemoryLayout... arguments) {
        return table.handle(name, FunctionDescriptor.of(ADDRESS, arguments));
    }
}
