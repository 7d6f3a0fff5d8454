package io.jaspis.bench;

import io.jaspis.opencl.OpenClDevice;
import java.nio.file.Path;
import java.util.List;

/**
 * What cases are made for.
 *
 * @param counts each number of threads
 * @param device that is measured; null for the processor
 * @param home the folder with the models and data of some
 */
record Setup(List<Integer> counts, OpenClDevice device, Path home) {}
