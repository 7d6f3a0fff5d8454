package io.jaspis.opencl;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.opencl.runtime.Platforms;
import java.util.List;
import java.util.function.Consumer;

/** The devices of this machine, and their names for the option {@code --device}. */
public final class Devices {
    /** What the option takes. */
    public static final String NAMES = "cpu, opencl, opencl:N or auto";

    private Devices() {}

    /** Every OpenCL device, processors last; the first is {@code opencl:0}. None where no OpenCL is installed. */
    public static List<Platforms.Found> list() {
        return Platforms.devices();
    }

    /**
     * The device of this name. One that is {@link AutoCloseable} holds a device of OpenCL, and is the caller's to close; what is
     * forgotten is closed once the garbage collector finds it, or once another needs its memory.
     *
     * @param notices told of what a device does otherwise than was asked
     * @throws IllegalArgumentException where there is none, saying what to do
     */
    public static Device named(String name, Consumer<String> notices) {
        if (name.equals("cpu")) {
            return Cpu.best();
        }
        if (name.equals("auto")) {
            List<Platforms.Found> found = list();
            // A processor's own OpenCL has nothing that its kernels here don't have.
            return found.stream()
                    .filter(device -> !device.facts().isProcessor())
                    .findFirst()
                    .<Device>map(device -> Automatic.of(Cpu.best(), new OpenClDevice(device, notices)))
                    .orElseGet(Cpu::best);
        }
        if (!name.matches("opencl(:[0-9]{1,4})?")) {
            throw new IllegalArgumentException("--device must be " + NAMES + ", but is '" + name + "'");
        }
        List<Platforms.Found> found = list();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    Platforms.installed()
                            ? "OpenCL is installed, but it has no device: install a driver, or use --device cpu"
                            : "no OpenCL is installed: see README.md for how, or use --device cpu");
        }
        int number = name.contains(":") ? Integer.parseInt(name.substring(name.indexOf(':') + 1)) : 0;
        if (number >= found.size()) {
            throw new IllegalArgumentException("there is no device opencl:" + number + "; the last is opencl:"
                    + (found.size() - 1) + " (see jaspis devices)");
        }
        return new OpenClDevice(found.get(number), notices);
    }
}
