package io.jaspis.cli;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.kernels.provider.Providers;

/** What this machine computes with. */
final class Processor {
    private Processor() {}

    /** What rounding depends on: the same kind gives the same bits. */
    static String kind() {
        return System.getProperty("os.arch") + ", " + Providers.best().name() + " kernels";
    }

    /** A device, but for the number of its threads, of which nothing depends. */
    static String kind(Device device) {
        return kind(device.name());
    }

    /** The same of a device with this name. */
    static String kind(String device) {
        return device.replaceAll("\\b\\d+ threads?, ", "");
    }
}
