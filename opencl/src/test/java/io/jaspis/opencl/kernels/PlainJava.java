package io.jaspis.opencl.kernels;

import com.aparapi.Kernel;
import com.aparapi.internal.kernel.IKernelBarrier;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Runs a kernel as the Java it is: a thread for each work-item of a group, one group after the other. */
final class PlainJava {
    private PlainJava() {}

    static void run(DeviceKernel kernel, Map<String, float[]> arrays) {
        arrays.forEach((name, array) -> bind(kernel, name, array));
        long[] global = three(kernel.extent().global());
        long[] local = three(kernel.extent().local());
        for (int z = 0; z < global[2] / local[2]; z++) {
            for (int y = 0; y < global[1] / local[1]; y++) {
                for (int x = 0; x < global[0] / local[0]; x++) {
                    group(kernel, new int[] {x, y, z}, local);
                }
            }
        }
    }

    private static long[] three(long[] extents) {
        long[] three = {1, 1, 1};
        System.arraycopy(extents, 0, three, 0, extents.length);
        return three;
    }

    private static void group(DeviceKernel kernel, int[] group, long[] local) {
        int items = (int) (local[0] * local[1] * local[2]);
        CyclicBarrier barrier = new CyclicBarrier(items);
        IKernelBarrier shared = new IKernelBarrier() {
            @Override
            public boolean block() {
                try {
                    barrier.await();
                    return true;
                } catch (InterruptedException | BrokenBarrierException broken) {
                    throw new IllegalStateException(broken);
                }
            }

            @Override
            public boolean isReleasable() {
                return false;
            }

            @Override
            public void cancelBarrier() {
                barrier.reset();
            }

            @Override
            public void breakBarrier(Throwable reason) {
                barrier.reset();
            }
        };
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            int[] at = {
                (int) (item % local[0]), (int) (item / local[0] % local[1]), (int) (item / (local[0] * local[1]))
            };
            Kernel own = kernel.clone();
            own.getKernelState().setLocalIds(at);
            own.getKernelState().setGroupIds(group);
            own.getKernelState().setGlobalIds(new int[] {
                (int) (group[0] * local[0]) + at[0],
                (int) (group[1] * local[1]) + at[1],
                (int) (group[2] * local[2]) + at[2]
            });
            own.getKernelState().setLocalBarrier(shared);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    own.run();
                } catch (Throwable thrown) {
                    synchronized (failures) {
                        failures.add(thrown);
                    }
                    barrier.reset();
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a work-item failed", failures.getFirst());
        }
    }

    private static void bind(DeviceKernel kernel, String name, float[] array) {
        for (Class<?> type = kernel.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    try {
                        field.set(kernel, array);
                        return;
                    } catch (IllegalAccessException impossible) {
                        throw new AssertionError(impossible);
                    }
                }
            }
        }
        throw new IllegalStateException(kernel.getClass() + " has no array " + name);
    }
}
