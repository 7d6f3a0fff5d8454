package io.jaspis.opencl;

import io.jaspis.opencl.kernels.DeviceKernel;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.NativeKernel;
import io.jaspis.opencl.runtime.Queue;
import io.jaspis.opencl.translation.Translation;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.function.Function;

/** A kernel with its arguments, ready to be queued in every run. */
final class Launch implements AutoCloseable {
    private final NativeKernel kernel;
    private final long[] global;
    private final long[] local;

    Launch(NativeKernel kernel, long[] global, long[] local) {
        this.kernel = kernel;
        this.global = global;
        this.local = local;
    }

    /**
     * A kernel written in Java: its numbers are taken from its fields, its float arrays are the buffers of these names.
     *
     * @param integers makes a buffer of an array of ints
     */
    static Launch of(
            Context context, DeviceKernel kernel, Map<String, Buffer> buffers, Function<int[], Buffer> integers) {
        NativeKernel made = fitting(context, kernel);
        try {
            bind(made, Translation.of(kernel), kernel, buffers, integers);
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
        DeviceKernel.Extent extent = kernel.extent();
        return new Launch(made, extent.global(), extent.local());
    }

    /** Made for groups that the device allows, or for smaller ones where it allows this kernel no more than those. */
    private static NativeKernel fitting(Context context, DeviceKernel kernel) {
        long most = context.facts().largestGroup();
        while (true) {
            kernel.fit(most);
            NativeKernel made = context.program(Translation.of(kernel).text()).kernel(Translation.ENTRY);
            try {
                most = made.largestGroup();
            } catch (RuntimeException e) {
                made.close();
                throw e;
            }
            if (kernel.extent().group() <= most) {
                return made;
            }
            made.close();
        }
    }

    private static void bind(
            NativeKernel made,
            Translation translation,
            DeviceKernel kernel,
            Map<String, Buffer> buffers,
            Function<int[], Buffer> integers) {
        for (int i = 0; i < translation.arguments().size(); i++) {
            Translation.Argument argument = translation.arguments().get(i);
            switch (argument.place()) {
                case NUMBER -> number(made, i, kernel, argument.name());
                case LOCAL -> made.setLocal(i, 4L * ((float[]) value(kernel, argument.name())).length);
                case GLOBAL -> {
                    if (value(kernel, argument.name()) instanceof int[] array) {
                        made.set(i, integers.apply(array));
                    } else if (buffers.containsKey(argument.name())) {
                        made.set(i, buffers.get(argument.name()));
                    } else {
                        throw new IllegalStateException(kernel.getClass() + " needs a buffer " + argument.name());
                    }
                }
            }
        }
    }

    /** Takes the numbers from the kernel's fields again. */
    void renumber(DeviceKernel of) {
        Translation translation = Translation.of(of);
        for (int i = 0; i < translation.arguments().size(); i++) {
            if (translation.arguments().get(i).place() == Translation.Place.NUMBER) {
                number(kernel, i, of, translation.arguments().get(i).name());
            }
        }
    }

    private static void number(NativeKernel made, int argument, DeviceKernel kernel, String name) {
        if (name.equals("passid")) {
            made.set(argument, 0);
            return;
        }
        switch (value(kernel, name)) {
            case Integer number -> made.set(argument, (int) number);
            case Long number -> made.set(argument, (long) number);
            case Float number -> made.set(argument, (float) number);
            default -> throw new IllegalStateException(name + " of " + kernel.getClass() + " is no number");
        }
    }

    private static Object value(DeviceKernel kernel, String name) {
        for (Class<?> type = kernel.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    try {
                        return field.get(kernel);
                    } catch (IllegalAccessException impossible) {
                        throw new AssertionError(impossible);
                    }
                }
            }
        }
        throw new IllegalStateException(kernel.getClass() + " has no field " + name);
    }

    void run(Queue queue) {
        queue.run(kernel, global, local);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
