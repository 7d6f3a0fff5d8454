package io.jaspis.autodiff.plan;

import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan on a device, ready to run: write the inputs, run, read the outputs. Inputs stay until they are written again.
 * For one thread at a time.
 */
public interface Execution extends AutoCloseable {

    Plan plan();

    /** Copies an input's elements, all examples of the batch one behind the other, from {@code source}. */
    void write(String input, float[] source, int offset);

    /** Computes all outputs. */
    void run();

    /** Copies an output's elements to {@code destination}. */
    void read(String output, float[] destination, int offset);

    /**
     * Sets what noise is drawn from.
     *
     * @param seed of all noise
     * @param firstExample the number of the batch's first example
     */
    void seed(long seed, long firstExample);

    @Override
    void close();

    default void write(String input, float... source) {
        int needed = plan().size(plan().graph().input(input));
        if (source.length != needed) {
            throw new IllegalArgumentException(
                    "input " + input + " needs " + needed + " elements, but was given " + source.length);
        }
        write(input, source, 0);
    }

    /** An output's elements in a new array. */
    default float[] read(String output) {
        float[] elements = new float[plan().size(plan().graph().output(output))];
        read(output, elements, 0);
        return elements;
    }

    /** Writes all inputs, runs, and reads all outputs; batched tensors have the batch as their leading dimension. */
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
