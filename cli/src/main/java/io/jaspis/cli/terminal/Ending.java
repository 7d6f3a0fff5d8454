package io.jaspis.cli.terminal;

import io.jaspis.autodiff.plan.DeviceException;

/**
 * How a run ended: with all that was asked for, or with what was finished before its device failed.
 *
 * @param lost what the device failed with, or null
 */
public record Ending<T>(T result, DeviceException lost) {}
