package io.jaspis.cli;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.kernels.Kernels;

/** What this machine computes with. */
final class Processor {
    private Processor() {}

    /** What rounding depends on: the same kind gives the same bits. */
    static String kind() {
        return System.getProperty("os.arch") + ", " + Kernels.best().name() + " kernels";
    }

    /** A device, but for the number of its threads, of which nothing depends. */
    static String kind(Device device) {
        return device.name().replaceAll("\\b\\d+ threads?, ", "");
    }
}
