/**
 * ONNX models as graphs and back. {@link io.jaspis.autodiff.onnx.Onnx} is the entrance; {@code OnnxReader} walks a
 * model's nodes and {@code OnnxWriter} a graph's values. The rule for each operator is in one of the files named
 * {@code …Operators}; a {@code Term} is what a name of the model stands for while it is read. The protobuf schema is in
 * {@code src/main/proto}.
 */
package io.jaspis.autodiff.onnx;
