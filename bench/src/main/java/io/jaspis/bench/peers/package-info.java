/**
 * The software that Jaspis is compared with: ONNX Runtime, and PyTorch through DJL. Each gets its operands once, in its
 * own memory, and results stay there, so that what is timed is the computation alone.
 */
package io.jaspis.bench.peers;
