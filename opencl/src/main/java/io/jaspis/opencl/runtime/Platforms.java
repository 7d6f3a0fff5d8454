package io.jaspis.opencl.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The devices of this machine. */
public final class Platforms {
    private static final long ALL_TYPES = 0xFFFFFFFFL;
    private static final long TYPE_CPU = 2;
    private static final long TYPE_GPU = 4;
    private static final int PLATFORM_NAME = 0x0902;
    private static final int DENORMALS = 1;
    private static final int FUSED = 1 << 5;
    private static final int EXACT_DIVISION = 1 << 7;

    /** A device and what it says of itself. */
    public static final class Found {
        private final Library library;
        private final MemorySegment device;
        private final DeviceFacts facts;

        private Found(Library library, MemorySegment device, DeviceFacts facts) {
            this.library = library;
            this.device = device;
            this.facts = facts;
        }

        Library library() {
            return library;
        }

        MemorySegment device() {
            return device;
        }

        public DeviceFacts facts() {
            return facts;
        }
    }

    private Platforms() {}

    /** Whether this machine has a loader of OpenCL; it may still have no device. */
    public static boolean installed() {
        return Library.installed().isPresent();
    }

    /** Every device of every platform, processors last and otherwise in the loader's order; none where no OpenCL is installed. */
    public static List<Found> devices() {
        return Library.installed().map(Platforms::devices).orElse(List.of());
    }

    static List<Found> devices(Library library) {
        List<Found> found = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (MemorySegment platform : platforms(library, arena)) {
                String name = text(library.getPlatformInfo, platform, PLATFORM_NAME, arena);
                for (MemorySegment device : devices(library, platform, arena)) {
                    found.add(new Found(library, device, facts(library, name, device, arena)));
                }
            }
        }
        found.sort(Comparator.comparing(device -> device.facts().isProcessor()));
        return found;
    }

    private static List<MemorySegment> platforms(Library library, Arena arena) {
        MemorySegment count = arena.allocate(JAVA_INT);
        int code = Call.code(library.getPlatformIds, 0, MemorySegment.NULL, count);
        if (code == Status.PLATFORM_NOT_FOUND) {
            return List.of();
        }
        Call.check("clGetPlatformIDs", code);
        int platforms = count.get(JAVA_INT, 0);
        MemorySegment ids = arena.allocate(ADDRESS, Math.max(1, platforms));
        if (platforms > 0) {
            Call.run("clGetPlatformIDs", library.getPlatformIds, platforms, ids, MemorySegment.NULL);
        }
        return segments(ids, platforms);
    }

    private static List<MemorySegment> devices(Library library, MemorySegment platform, Arena arena) {
        MemorySegment count = arena.allocate(JAVA_INT);
        int code = Call.code(library.getDeviceIds, platform, ALL_TYPES, 0, MemorySegment.NULL, count);
        if (code == Status.DEVICE_NOT_FOUND) {
            return List.of();
        }
        Call.check("clGetDeviceIDs", code);
        int devices = count.get(JAVA_INT, 0);
        MemorySegment ids = arena.allocate(ADDRESS, devices);
        Call.run("clGetDeviceIDs", library.getDeviceIds, platform, ALL_TYPES, devices, ids, MemorySegment.NULL);
        return segments(ids, devices);
    }

    private static List<MemorySegment> segments(MemorySegment array, int count) {
        List<MemorySegment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(array.getAtIndex(ADDRESS, i));
        }
        return segments;
    }

    private static DeviceFacts facts(Library library, String platform, MemorySegment device, Arena arena) {
        MethodHandle info = library.getDeviceInfo;
        long type = number(info, device, 0x1000, arena);
        long single = number(info, device, 0x101B, arena);
        return new DeviceFacts(
                platform,
                text(info, device, 0x102B, arena),
                text(info, device, 0x102C, arena),
                (type & TYPE_GPU) != 0 ? "GPU" : (type & TYPE_CPU) != 0 ? "CPU" : "accelerator",
                text(info, device, 0x102F, arena),
                text(info, device, 0x102D, arena),
                number(info, device, 0x101F, arena),
                number(info, device, 0x1010, arena),
                number(info, device, 0x1023, arena),
                largestGroup(info, device, arena),
                (int) number(info, device, 0x1002, arena),
                (int) number(info, device, 0x100C, arena),
                number(info, device, 0x1017, arena),
                number(info, device, 0x1032, arena) != 0,
                (single & DENORMALS) != 0,
                (single & FUSED) != 0,
                (single & EXACT_DIVISION) != 0);
    }

    private static String text(MethodHandle info, MemorySegment object, int what, Arena arena) {
        MemorySegment size = arena.allocate(JAVA_LONG);
        Call.run("an information call", info, object, what, 0L, MemorySegment.NULL, size);
        MemorySegment text = arena.allocate(size.get(JAVA_LONG, 0) + 1);
        Call.run("an information call", info, object, what, size.get(JAVA_LONG, 0), text, MemorySegment.NULL);
        byte[] bytes = text.toArray(JAVA_BYTE);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }

    /** By the limits of a group and of its first axis, on which some devices have more room than on the others; 1 or more. */
    private static long largestGroup(MethodHandle info, MemorySegment device, Arena arena) {
        int axes = (int) Math.max(3, number(info, device, 0x1003, arena));
        MemorySegment sides = arena.allocate(JAVA_LONG, axes);
        int code = Call.code(info, device, 0x1005, 8L * axes, sides, MemorySegment.NULL);
        long group = number(info, device, 0x1004, arena);
        return Math.max(1, code == Status.SUCCESS ? Math.min(group, sides.get(JAVA_LONG, 0)) : group);
    }

    /** A number of 4 or 8 bytes; 0 where the device doesn't know the question. */
    private static long number(MethodHandle info, MemorySegment object, int what, Arena arena) {
        MemorySegment number = arena.allocate(JAVA_LONG);
        int code = Call.code(info, object, what, 8L, number, MemorySegment.NULL);
        return code == Status.SUCCESS ? number.get(JAVA_LONG, 0) : 0;
    }
}
