/**
 * The law over the seam between a file and a verdict: random ONNX files go through the reader, bounds, audit and
 * certificate, and points of their boxes are evaluated exactly, straight from the file.
 *
 * <p>{@link io.jaspis.bench.seams.FileGenerator} makes a file from a seed. {@link io.jaspis.bench.seams.FileEvaluator}
 * says what the file means: its network in real arithmetic over the numbers that it stores. It shares nothing with the
 * reader but the classes of ONNX's schema. {@link io.jaspis.bench.seams.SeamLaw} holds the two together; start there.
 * {@link io.jaspis.bench.seams.SeamRun} does so for many files and keeps what breaks the law.
 */
package io.jaspis.bench.seams;
