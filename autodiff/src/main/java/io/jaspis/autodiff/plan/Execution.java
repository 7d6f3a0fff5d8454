package io.jaspis.autodiff.plan;

import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan on a device, ready to run: write the inputs, run, read the outputs. Inputs stay until they are written again, or
 * until an output is carried to them. For one thread at a time.
 */
public interface Execution extends AutoCloseable {

    Plan plan();

    /**
     * Copies rows of an input from {@code source}, one behind the other; the others stay as they are.
     *
     * @param input its name; a parameter's in a plan that {@link Plan#carrying carries}
     * @param row the first, counted in examples of the batch; a shared value is a single row
     */
    void write(String input, float[] source, int offset, int row, int rows);

    /**
     * Computes all outputs, and has what the plan carries take the place of the inputs that it is carried to.
     *
     * @throws IllegalStateException where an input that is needed was never written
     */
    void run();

    /**
     * Copies rows of an output, as the last run computed it, to {@code destination}.
     *
     * @param output its name; or that of an input or parameter that may be written, as it is now
     */
    void read(String output, float[] destination, int offset, int row, int rows);

    /**
     * Has values of this execution take the place of inputs of another, or of its own, as if they were read here and
     * written there. Between executions on one device they stay on the device.
     *
     * @param inputs from the name of a value that can be read here to that of one that can be written there, of as many
     *     elements; where an execution hands to itself, none of those that are written is also read
     */
    default void hand(Map<String, String> inputs, Execution other) {
        inputs.forEach((from, to) -> plan().requireHandable(from, other.plan(), to));
        inputs.forEach((from, to) -> other.write(to, read(from), 0));
    }

    /**
     * Sets what noise is drawn from.
     *
     * @param seed of all noise
     * @param firstExample the number of the batch's first example
     */
    void seed(long seed, long firstExample);

    /** Gives back what it holds; it is of no use afterwards. */
    @Override
    void close();

    /** Copies all of an input's elements, all examples of the batch one behind the other, from {@code source}. */
    default void write(String input, float[] source, int offset) {
        write(input, source, offset, 0, plan().rows(plan().writable(input)));
    }

    /** Copies all of an output's elements to {@code destination}. */
    default void read(String output, float[] destination, int offset) {
        read(output, destination, offset, 0, plan().rows(plan().readable(output)));
    }

    default void write(String input, float... source) {
        int needed = plan().size(plan().writable(input));
        if (source.length != needed) {
            throw new IllegalArgumentException(
                    "input " + input + " needs " + needed + " elements, but was given " + source.length);
        }
        write(input, source, 0);
    }

    /** An output's elements in a new array. */
    default float[] read(String output) {
        float[] elements = new float[plan().size(plan().readable(output))];
        read(output, elements, 0);
        return elements;
    }

    /**
     * Writes these inputs, runs, and reads all outputs; batched tensors have the batch as their leading dimension. An input that
     * isn't among them stays as it was written last, or carried.
     */
    default Map<String, Tensor> run(Map<String, Tensor> inputs) {
        inputs.forEach((name, tensor) -> write(name, tensor.data()));
        run();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        plan().graph().outputs().forEach((name, value) -> {
            var shape = value.batched() ? value.shape().insert(0, plan().batch()) : value.shape();
            outputs.put(name, Tensor.of(shape, read(name)));
        });
        return outputs;
    }
}
