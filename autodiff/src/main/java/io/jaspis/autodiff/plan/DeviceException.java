package io.jaspis.autodiff.plan;

/**
 * A device failed: it was lost, or has too little memory. Any call of a {@link Device} or an {@link Execution} may throw
 * it. What was read before is whole; the same work may be done again on another device.
 */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }
}
