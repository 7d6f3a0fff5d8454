package io.jaspis.opencl.runtime;

import io.jaspis.autodiff.plan.DeviceException;

/** OpenCL said no: which call, with which error, and what it may mean. */
public final class OpenClException extends DeviceException {
    private static final long serialVersionUID = 1;

    private final int code;

    OpenClException(String call, int code) {
        super(call + " failed with " + Status.name(code) + advice(code));
        this.code = code;
    }

    /** In words of its own, which have the code in them. */
    OpenClException(int code, String message) {
        super(message + advice(code));
        this.code = code;
    }

    /** The error code of OpenCL. */
    public int code() {
        return code;
    }

    /** Whether the device has too little memory left. */
    public boolean outOfMemory() {
        return code == Status.MEM_OBJECT_ALLOCATION_FAILURE
                || code == Status.OUT_OF_RESOURCES
                || code == Status.OUT_OF_HOST_MEMORY
                || code == Status.INVALID_BUFFER_SIZE;
    }

    private static String advice(int code) {
        return switch (code) {
            case Status.DEVICE_NOT_AVAILABLE, Status.INVALID_COMMAND_QUEUE, -14, -9999 ->
                ": the device was lost, or a kernel crashed on it; results that were read before are whole. Run again,"
                        + " or with --device cpu";
            case Status.OUT_OF_RESOURCES ->
                ": too little memory is left on the device, or it was lost; use a smaller batch, or --device cpu";
            case Status.MEM_OBJECT_ALLOCATION_FAILURE, Status.OUT_OF_HOST_MEMORY, Status.INVALID_BUFFER_SIZE ->
                ": too little memory is left on the device; use a smaller batch";
            case -3 -> ": the driver has no compiler; install the whole of it";
            default -> "";
        };
    }
}
