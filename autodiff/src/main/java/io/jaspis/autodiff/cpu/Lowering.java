package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Movements;
import io.jaspis.tensor.kernels.Packed;
import io.jaspis.tensor.kernels.PackedWeights;
import io.jaspis.tensor.kernels.PoolingKernels;
import io.jaspis.tensor.kernels.Product.Form;
import io.jaspis.tensor.kernels.Products;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * From a value of a plan to the kernel calls that compute it. Where the operands lie and how the work is cut is decided
 * here, once; a step only calls. Cuts depend on sizes alone, never on the number of threads.
 */
final class Lowering {
    /** Elements of element-wise work in one task: big enough to be worth a hand-over, small enough for the cache. */
    private static final int CHUNK = 16 * 1024;

    private final Plan plan;
    private final Kernels kernels;
    private final Workers workers;
    private final Whole.Seed seed;
    private final Memory memory;

    Lowering(Plan plan, Kernels kernels, Workers workers, Whole.Seed seed, Memory memory) {
        this.plan = plan;
        this.kernels = kernels;
        this.workers = workers;
        this.seed = seed;
        this.memory = memory;
    }

    Action step(Step step) {
        return switch (step) {
            case Step.Single(Value value) -> value(value);
            case Step.Layer layer -> layer(layer);
            case Step.Chain chain -> chain(chain);
        };
    }

    /** A value by itself. */
    Action value(Value value) {
        return switch (value.op()) {
            case Source source -> source(source, value);
            case Linear linear -> linear(linear, value);
            case Pointwise _ -> alone(value);
            case Product product -> product(product, value);
            case Maximum maximum -> maximum(maximum, value);
            case Movement movement -> movement(movement, value);
            case Random random -> random(random, value);
        };
    }

    private Action alone(Value value) {
        return chain(new Step.Chain(List.of(value), Set.of()));
    }

    private Action chain(Step.Chain step) {
        Chain chain = new Chain(plan, memory, kernels.elementwise(), step);
        int size = chain.size();
        int unit = chain.unit();
        int cut = (CHUNK + unit - 1) / unit * unit;
        if (workers.threads() == 1 || size <= 2 * cut) {
            return () -> chain.run(0, size);
        }
        int tasks = (size + cut - 1) / cut;
        IntConsumer task = i -> chain.run(i * cut, Math.min(size, (i + 1) * cut));
        return () -> workers.run(tasks, task);
    }

    /** The number of rows before the last {@code trailing} axes, the batch among them. */
    private int rows(Value value, int trailing) {
        return plan.size(value) / value.shape().trailing(trailing).size();
    }

    /** The number of arrays before an axis, the batch among them. */
    private int outer(Value value, int axis) {
        int each = value.shape().size(0, axis);
        return value.batched() ? plan.batch() * each : each;
    }

    private static int inner(Value value, int axis) {
        return value.shape().size(axis + 1, value.shape().rank());
    }

    private Action layer(Step.Layer layer) {
        Value bias = layer.bias();
        Epilogue epilogue = new Epilogue(
                bias == null ? null : memory.array(bias), bias == null ? 0 : memory.offset(bias), layer.relu());
        return switch (layer.product().op()) {
            case Linear.Dense(boolean transposed) -> dense(layer.product(), transposed, layer.result(), epilogue);
            case Linear.Convolve(var geometry, boolean transposed) ->
                convolve(layer.product(), geometry, transposed, layer.result(), epilogue);
            default -> throw new IllegalStateException("not a layer: " + layer.product());
        };
    }

    /** Constant weights are packed once; others are read where they lie. */
    private Action dense(Value value, boolean transposed, Value result, Epilogue epilogue) {
        Value weights = value.operand(1);
        float[] x = memory.array(value.operand(0));
        int xAt = memory.offset(value.operand(0));
        float[] w = memory.array(weights);
        int wAt = memory.offset(weights);
        float[] y = memory.array(result);
        int yAt = memory.offset(result);
        Products products = kernels.products();
        var product = io.jaspis.tensor.kernels.Product.of(
                transposed ? Form.NN : Form.NT,
                rows(value, 1),
                value.shape().extent(-1),
                weights.shape().extent(transposed ? 0 : 1));
        if (!memory.constant(weights)) {
            return () -> products.multiply(workers, product, x, xAt, w, wAt, y, yAt);
        }
        Packed packed = memory.once(weights, product.form(), Packed.class, () -> products.pack(product, w, wAt));
        return () -> products.multiply(workers, product, x, xAt, packed, y, yAt, epilogue);
    }

    private Action convolve(Value value, Convolution geometry, boolean transposed, Value result, Epilogue epilogue) {
        Value weights = value.operand(1);
        float[] x = memory.array(value.operand(0));
        int xAt = memory.offset(value.operand(0));
        float[] w = memory.array(weights);
        int wAt = memory.offset(weights);
        float[] y = memory.array(result);
        int yAt = memory.offset(result);
        int batch = rows(value, 3);
        Convolutions convolutions = kernels.convolutions();
        if (!memory.constant(weights)) {
            return transposed
                    ? () -> convolutions.inputGradient(workers, geometry, batch, x, xAt, w, wAt, y, yAt)
                    : () -> convolutions.forward(workers, geometry, batch, x, xAt, w, wAt, y, yAt);
        }
        PackedWeights packed = memory.once(
                weights,
                List.of(geometry, transposed),
                PackedWeights.class,
                () -> transposed ? convolutions.packTransposed(geometry, w, wAt) : convolutions.pack(geometry, w, wAt));
        return transposed
                ? () -> convolutions.inputGradient(workers, geometry, batch, x, xAt, packed, y, yAt, epilogue)
                : () -> convolutions.forward(workers, geometry, batch, x, xAt, packed, y, yAt, epilogue);
    }

    private Action source(Source source, Value value) {
        float[] y = memory.array(value);
        int at = memory.offset(value);
        return switch (source) {
            case Source.BatchSize() -> () -> y[at] = plan.batch();
            case Source.Input _, Source.Parameter _, Source.Constant _ ->
                throw new IllegalStateException("a source is not computed: " + value);
        };
    }

    private Action linear(Linear op, Value value) {
        Value first = value.operand(0);
        float[] x = memory.array(first);
        int xAt = memory.offset(first);
        float[] y = memory.array(value);
        int yAt = memory.offset(value);
        return switch (op) {
            case Linear.Dense(boolean transposed) -> dense(value, transposed, value, Epilogue.NONE);
            case Linear.Convolve(var geometry, boolean transposed) ->
                convolve(value, geometry, transposed, value, Epilogue.NONE);
            case Linear.Add _, Linear.Subtract _, Linear.Scale _ -> alone(value);
            case Linear.Sum(int axis) -> {
                int outer = outer(first, axis);
                int extent = first.shape().extent(axis);
                int inner = inner(first, axis);
                yield () -> kernels.reductions().sum(outer, extent, inner, x, xAt, y, yAt);
            }
            case Linear.BatchSum() -> {
                int size = value.shape().size();
                yield () -> kernels.reductions().sum(1, plan.batch(), size, x, xAt, y, yAt);
            }
            case Linear.Select(var pooling, boolean transposed) -> {
                float[] s = memory.array(value.operand(1));
                int sAt = memory.offset(value.operand(1));
                int batch = rows(value, 3);
                int in = transposed ? pooling.outputSize() : pooling.inputSize();
                int out = transposed ? pooling.inputSize() : pooling.outputSize();
                yield transposed
                        ? perExample(
                                batch,
                                (from, count) -> PoolingKernels.scatterMaximum(
                                        pooling,
                                        count,
                                        x,
                                        xAt + from * in,
                                        s,
                                        sAt + from * pooling.inputSize(),
                                        y,
                                        yAt + from * out))
                        : perExample(
                                batch,
                                (from, count) -> PoolingKernels.gatherMaximum(
                                        pooling,
                                        count,
                                        x,
                                        xAt + from * in,
                                        s,
                                        sAt + from * pooling.inputSize(),
                                        y,
                                        yAt + from * out));
            }
        };
    }

    private Action product(Product op, Value value) {
        if (op instanceof Product.Multiply) {
            return alone(value);
        }
        Value first = value.operand(0);
        Value second = value.operand(1);
        float[] a = memory.array(first);
        int aAt = memory.offset(first);
        float[] b = memory.array(second);
        int bAt = memory.offset(second);
        float[] y = memory.array(value);
        int yAt = memory.offset(value);
        return switch (op) {
            case Product.Multiply() -> throw new IllegalStateException("handled above");
            case Product.MatMul() -> {
                int rank = value.shape().rank();
                int rows = value.shape().extent(rank - 2);
                int columns = value.shape().extent(rank - 1);
                int depth = first.shape().extent(rank - 1);
                var each = io.jaspis.tensor.kernels.Product.of(Form.NN, rows, columns, depth);
                int lead = value.shape().leading(rank - 2).size();
                int count = rows(value, 2);
                yield () -> {
                    for (int i = 0; i < count; i++) {
                        int fromA = first.batched() ? i : i % lead;
                        int fromB = second.batched() ? i : i % lead;
                        kernels.products()
                                .multiply(
                                        workers,
                                        each,
                                        a,
                                        aAt + fromA * rows * depth,
                                        b,
                                        bAt + fromB * depth * columns,
                                        y,
                                        yAt + i * rows * columns);
                    }
                };
            }
            case Product.DenseWeight() -> {
                var product = io.jaspis.tensor.kernels.Product.of(
                        Form.TN, value.shape().extent(0), value.shape().extent(1), rows(first, 1));
                yield () -> kernels.products().multiply(workers, product, a, aAt, b, bAt, y, yAt);
            }
            case Product.ConvolveWeight(var geometry) -> {
                int batch = rows(first, 3);
                yield () -> kernels.convolutions().weightGradient(workers, geometry, batch, a, aAt, b, bAt, y, yAt);
            }
        };
    }

    private Action maximum(Maximum op, Value value) {
        return switch (op) {
            case Maximum.Max _, Maximum.Min _ -> alone(value);
            case Maximum.Pool(var pooling) -> {
                float[] x = memory.array(value.operand(0));
                int xAt = memory.offset(value.operand(0));
                float[] y = memory.array(value);
                int yAt = memory.offset(value);
                yield perExample(
                        rows(value, 3),
                        (from, count) -> PoolingKernels.maximum(
                                pooling,
                                count,
                                x,
                                xAt + from * pooling.inputSize(),
                                y,
                                yAt + from * pooling.outputSize()));
            }
        };
    }

    private Action movement(Movement op, Value value) {
        Value first = value.operand(0);
        float[] x = memory.array(first);
        int xAt = memory.offset(first);
        float[] y = memory.array(value);
        int yAt = memory.offset(value);
        return switch (op) {
            case Movement.Reshape _ -> throw new IllegalStateException("a reshape is not computed: " + value);
            case Movement.Transpose transpose -> {
                int lead = value.batched() ? 1 : 0;
                int[] extents = new int[value.shape().rank() + lead];
                int[] permutation = new int[extents.length];
                if (value.batched()) {
                    extents[0] = plan.batch();
                }
                for (int axis = 0; axis < value.shape().rank(); axis++) {
                    extents[axis + lead] = first.shape().extent(axis);
                    permutation[axis + lead] = transpose.permutation().get(axis) + lead;
                }
                yield () -> Movements.transpose(extents, permutation, x, xAt, y, yAt);
            }
            case Movement.Broadcast(int axis, int extent) -> {
                int outer = outer(value, axis);
                int inner = inner(value, axis);
                yield () -> Movements.broadcast(outer, extent, inner, x, xAt, y, yAt);
            }
            case Movement.RepeatBatch() -> {
                int size = value.shape().size();
                yield () -> Movements.broadcast(1, plan.batch(), size, x, xAt, y, yAt);
            }
            case Movement.Slice(int axis, int start, int count) -> {
                int outer = outer(value, axis);
                int inner = inner(value, axis);
                int extent = first.shape().extent(axis);
                yield () -> Movements.slice(outer, extent, start, count, inner, x, xAt, y, yAt);
            }
            case Movement.Pad(int axis, int before, int after) -> {
                int outer = outer(value, axis);
                int inner = inner(value, axis);
                int extent = first.shape().extent(axis);
                yield () -> Movements.pad(outer, extent, before, after, inner, x, xAt, y, yAt);
            }
            case Movement.Concatenate(int axis) -> concatenate(value, axis);
            case Movement.Gather(int axis, var indices) -> {
                int outer = outer(value, axis);
                int inner = inner(value, axis);
                int extent = first.shape().extent(axis);
                int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                yield () -> Movements.gather(outer, extent, order, inner, x, xAt, y, yAt);
            }
            case Movement.ScatterAdd(int axis, var indices, int extent) -> {
                int outer = outer(value, axis);
                int inner = inner(value, axis);
                int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                yield () -> Movements.scatterAdd(outer, extent, order, inner, x, xAt, y, yAt);
            }
        };
    }

    private Action concatenate(Value value, int axis) {
        int parts = value.operands().size();
        float[][] arrays = new float[parts][];
        int[] offsets = new int[parts];
        int[] lengths = new int[parts];
        for (int i = 0; i < parts; i++) {
            Value part = value.operand(i);
            arrays[i] = memory.array(part);
            offsets[i] = memory.offset(part);
            lengths[i] = part.shape().extent(axis) * inner(part, axis);
        }
        float[] y = memory.array(value);
        int yAt = memory.offset(value);
        int outer = outer(value, axis);
        int row = Arrays.stream(lengths).sum();
        return () -> {
            int start = yAt;
            for (int part = 0; part < parts; part++) {
                int length = lengths[part];
                for (int i = 0; i < outer; i++) {
                    System.arraycopy(arrays[part], offsets[part] + i * length, y, start + i * row, length);
                }
                start += length;
            }
        };
    }

    private Action random(Random op, Value value) {
        float[] y = memory.array(value);
        int yAt = memory.offset(value);
        int size = value.shape().size();
        int stream = switch (op) {
            case Random.Uniform(var _, int number) -> number;
            case Random.Normal(var _, int number) -> number;
        };
        boolean normal = op instanceof Random.Normal;
        return perExample(plan.batch(), (from, count) -> {
            for (int i = from; i < from + count; i++) {
                // One stream an example: its noise is the same whatever batch it is in.
                long key = (long) stream << 48 | seed.firstExample + i;
                if (normal) {
                    kernels.randoms().normal(seed.seed, key, 0, size, y, yAt + i * size);
                } else {
                    kernels.randoms().uniform(seed.seed, key, 0, size, y, yAt + i * size);
                }
            }
        });
    }

    /** Work on a range of elements or examples. */
    @FunctionalInterface
    private interface Range {
        void run(int from, int count);
    }

    private Action perExample(int examples, Range range) {
        if (examples < 8 || workers.threads() == 1) {
            return () -> range.run(0, examples);
        }
        int tasks = 8;
        IntConsumer task = i -> {
            int from = (int) ((long) examples * i / tasks);
            int to = (int) ((long) examples * (i + 1) / tasks);
            range.run(from, to - from);
        };
        return () -> workers.run(tasks, task);
    }
}
