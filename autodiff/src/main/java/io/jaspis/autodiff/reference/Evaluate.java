package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference interpreter: what a graph means, in any arithmetic, one plain rule for each operation.
 *
 * <p>Numbers are given and returned row by row, one example after the other where a value is batched: the layout of
 * {@link io.jaspis.tensor.Tensor}. In real arithmetic nothing rounds, so {@link Pointwise.RoundUp} and {@link
 * Pointwise.RoundDown} give what they get.
 */
public final class Evaluate<N> {
    private final Arithmetic<N> in;
    private final int batch;
    private final Map<String, List<N>> inputs;
    private final Map<String, List<N>> parameters;
    private final Map<Random, List<N>> noise;
    /** The arrays of each value: one for each example, or a single one where it is shared. */
    private final Map<Value, List<Array<N>>> known = new HashMap<>();

    private Evaluate(
            Arithmetic<N> arithmetic,
            int batch,
            Map<String, List<N>> inputs,
            Map<String, List<N>> parameters,
            Map<Random, List<N>> noise) {
        this.in = arithmetic;
        this.batch = batch;
        this.inputs = inputs;
        this.parameters = parameters;
        this.noise = noise;
    }

    /**
     * The outputs of a graph by name, in the graph's order.
     *
     * @param batch the number of examples, at least 1
     * @throws IllegalArgumentException where a value is missing or of another size, or the graph draws random numbers
     */
    public static <N> Map<String, List<N>> run(
            Graph graph,
            int batch,
            Map<String, List<N>> inputs,
            Map<String, List<N>> parameters,
            Arithmetic<N> arithmetic) {
        return run(graph, batch, inputs, parameters, Map.of(), arithmetic);
    }

    /** The same for a graph that draws random numbers: those to take for each of its draws. */
    public static <N> Map<String, List<N>> run(
            Graph graph,
            int batch,
            Map<String, List<N>> inputs,
            Map<String, List<N>> parameters,
            Map<Random, List<N>> noise,
            Arithmetic<N> arithmetic) {
        Map<Value, List<N>> values = values(graph, batch, inputs, parameters, noise, arithmetic);
        Map<String, List<N>> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> outputs.put(name, values.get(value)));
        return Collections.unmodifiableMap(outputs);
    }

    /** Every value of the graph, those between as well. */
    public static <N> Map<Value, List<N>> values(
            Graph graph,
            int batch,
            Map<String, List<N>> inputs,
            Map<String, List<N>> parameters,
            Map<Random, List<N>> noise,
            Arithmetic<N> arithmetic) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch needs an example, but has " + batch);
        }
        Evaluate<N> evaluation = new Evaluate<>(arithmetic, batch, inputs, parameters, noise);
        Map<Value, List<N>> flat = new HashMap<>();
        for (Value value : graph.values()) {
            List<Array<N>> arrays = evaluation.arrays(value);
            evaluation.known.put(value, arrays);
            flat.put(value, Collections.unmodifiableList(evaluation.flat(arrays)));
        }
        return flat;
    }

    private List<N> flat(List<Array<N>> arrays) {
        if (arrays.size() == 1) {
            return arrays.getFirst().elements();
        }
        List<N> elements = new ArrayList<>();
        arrays.forEach(array -> elements.addAll(array.elements()));
        return elements;
    }

    private List<Array<N>> arrays(Value value) {
        return switch (value.op()) {
            case Source source -> source(source, value);
            case Random random -> given(noise.get(random), "random numbers for", random.toString(), value);
            case Linear.BatchSum _, Product.DenseWeight _, Product.ConvolveWeight _ ->
                List.of(summed(examples(value, batchOf(value.operand(0)))));
            case Linear _, Pointwise _, Product _, Quotient _, Maximum _, Movement _ -> examples(value, batchOf(value));
        };
    }

    private int batchOf(Value value) {
        return value.batched() ? batch : 1;
    }

    private List<Array<N>> source(Source op, Value value) {
        return switch (op) {
            case Source.Input(String name, var _) -> given(inputs.get(name), "numbers for the input", name, value);
            case Source.Parameter(String name, var _) ->
                given(parameters.get(name), "numbers for the parameter", name, value);
            case Source.Constant(var tensor) -> List.of(new Array<>(tensor.shape(), in.of(tensor.data())));
            case Source.BatchSize() -> List.of(new Array<>(value.shape(), List.of(in.of(batch))));
        };
    }

    private List<Array<N>> given(List<N> numbers, String what, String name, Value value) {
        int needed = value.type().size(batch);
        if (numbers == null || numbers.size() != needed) {
            throw new IllegalArgumentException("needed are %s %s %s of type %s, but there are %s"
                    .formatted(needed, what, name, value.type(), numbers == null ? "none" : numbers.size()));
        }
        List<Array<N>> arrays = new ArrayList<>();
        int size = value.shape().size();
        for (int start = 0; start < needed; start += size) {
            arrays.add(new Array<>(value.shape(), List.copyOf(numbers.subList(start, start + size))));
        }
        return arrays;
    }

    /** The operation for one example after the other; a shared operand meets each of them. */
    private List<Array<N>> examples(Value value, int count) {
        List<Array<N>> results = new ArrayList<>(count);
        for (int example = 0; example < count; example++) {
            List<Array<N>> operands = new ArrayList<>();
            for (Value operand : value.operands()) {
                List<Array<N>> arrays = known.get(operand);
                operands.add(arrays.get(operand.batched() ? example : 0));
            }
            results.add(apply(value.op(), operands, value));
        }
        return results;
    }

    private Array<N> summed(List<Array<N>> examples) {
        return examples.stream().reduce((a, b) -> a.with(b, in::add)).orElseThrow();
    }

    private Array<N> apply(Op op, List<Array<N>> operands, Value value) {
        return switch (op) {
            case Linear linear -> linear(linear, operands, value);
            case Pointwise pointwise -> operands.getFirst().map(x -> new Pointwises<>(in).apply(pointwise, x));
            case Product product -> product(product, operands.get(0), operands.get(1), value);
            case Quotient() -> operands.get(0).with(operands.get(1), in::divide);
            case Maximum maximum -> maximum(maximum, operands, value);
            case Movement movement -> new Movements<>(in).move(movement, operands, value.shape());
            case Source _, Random _ -> throw new AssertionError("there is nothing to apply in " + op);
        };
    }

    private Array<N> linear(Linear op, List<Array<N>> operands, Value value) {
        Array<N> x = operands.getFirst();
        Contractions<N> contractions = new Contractions<>(in);
        return switch (op) {
            case Linear.Dense dense -> contractions.dense(dense, x, operands.get(1), value.shape());
            case Linear.Convolve convolve -> contractions.convolve(convolve, x, operands.get(1), value.shape());
            case Linear.Add() -> x.with(operands.get(1), in::add);
            case Linear.Subtract() -> x.with(operands.get(1), in::subtract);
            case Linear.Scale(float factor) -> x.map(element -> in.multiply(in.of(factor), element));
            case Linear.Sum(int axis) -> contractions.sum(x, axis, value.shape());
            // Every example gives what is then summed.
            case Linear.BatchSum() -> x;
            case Linear.Select select -> new Windows<>(in).select(select, x, operands.get(1), value.shape());
        };
    }

    private Array<N> product(Product op, Array<N> a, Array<N> b, Value value) {
        Contractions<N> contractions = new Contractions<>(in);
        return switch (op) {
            case Product.Multiply() -> a.with(b, in::multiply);
            case Product.Gate() -> a.with(b, in::gate);
            case Product.MatMul() -> contractions.matMul(a, b, value.shape());
            case Product.DenseWeight() -> contractions.denseWeight(a, b, value.shape());
            case Product.ConvolveWeight weight -> contractions.convolveWeight(weight, a, b, value.shape());
        };
    }

    private Array<N> maximum(Maximum op, List<Array<N>> operands, Value value) {
        Array<N> a = operands.getFirst();
        return switch (op) {
            case Maximum.Max() -> a.with(operands.get(1), in::max);
            case Maximum.Min() -> a.with(operands.get(1), in::min);
            case Maximum.Pool pool -> new Windows<>(in).pool(pool, a, value.shape());
        };
    }
}
