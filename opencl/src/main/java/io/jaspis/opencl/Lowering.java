package io.jaspis.opencl;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.opencl.kernels.ConvolutionForward;
import io.jaspis.opencl.kernels.ConvolutionInputGradient;
import io.jaspis.opencl.kernels.ConvolutionWeightGradient;
import io.jaspis.opencl.kernels.DenseProducts;
import io.jaspis.opencl.kernels.DeviceKernel;
import io.jaspis.opencl.kernels.Gathering;
import io.jaspis.opencl.kernels.LongSums;
import io.jaspis.opencl.kernels.Noise;
import io.jaspis.opencl.kernels.Permutation;
import io.jaspis.opencl.kernels.Repetition;
import io.jaspis.opencl.kernels.Rows;
import io.jaspis.opencl.kernels.Sums;
import io.jaspis.opencl.kernels.Tiles;
import io.jaspis.opencl.kernels.WindowGather;
import io.jaspis.opencl.kernels.WindowScatter;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.DeviceFacts;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Product.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From a step of a plan to the kernels that compute it, with all their arguments; a run only queues them. */
final class Lowering {
    /** From so many elements on, too few sums to fill a device are each made by a group. */
    private static final int LONG_SUM = 512;

    private static final int FEW_SUMS = 4096;

    private final Plan plan;
    private final Context context;
    private final Storage storage;
    private final List<Launch> launches;
    private final Map<Noise, Launch> noise = new HashMap<>();

    /** @param launches where what is lowered goes, in order; there even if more can't be lowered */
    Lowering(Plan plan, Context context, Storage storage, List<Launch> launches) {
        this.plan = plan;
        this.context = context;
        this.storage = storage;
        this.launches = launches;
    }

    /** The launches that draw noise, by their kernels. */
    Map<Noise, Launch> noise() {
        return noise;
    }

    void step(Step step) {
        switch (step) {
            case Step.Single(Value value) -> value(value);
            case Step.Layer layer -> layer(layer);
            case Step.Chain chain -> launches.add(Chains.launch(plan, context, storage, chain));
        }
    }

    /** A value by itself. */
    void value(Value value) {
        switch (value.op()) {
            case Source source -> source(source, value);
            case Linear linear -> linear(linear, value);
            case Pointwise _ -> alone(value);
            case Product product -> product(product, value);
            case Quotient _ -> alone(value);
            case Maximum maximum -> maximum(maximum, value);
            case Movement movement -> movement(movement, value);
            case Random random -> random(random, value);
        }
    }

    private void alone(Value value) {
        step(new Step.Chain(List.of(value), Set.of()));
    }

    private Launch add(DeviceKernel kernel, Map<String, Buffer> buffers) {
        Launch launch = Launch.of(context, kernel, buffers, storage::numbers);
        launches.add(launch);
        return launch;
    }

    private Launch add(DeviceKernel kernel, Storage.Place x, Storage.Place y) {
        return add(kernel, Map.of("x", x.buffer(), "y", y.buffer()));
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

    /** The number of elements of one position of an axis. */
    static int inner(Value value, int axis) {
        return value.shape().size(axis + 1, value.shape().rank());
    }

    private void source(Source source, Value value) {
        switch (source) {
            case Source.BatchSize() -> {} // uploaded with the constants
            case Source.Input _, Source.Parameter _, Source.Constant _ ->
                throw new IllegalStateException("a source is not computed: " + value);
        }
    }

    private void layer(Step.Layer layer) {
        Value product = layer.product();
        switch (layer.operation()) {
            case Linear.Dense(boolean transposed) ->
                dense(product, transposed, layer.result(), layer.bias(), layer.relu());
            case Linear.Convolve(var geometry, boolean transposed) ->
                convolve(product, geometry, transposed, layer.result(), layer.bias(), layer.relu());
        }
    }

    private void dense(Value value, boolean transposed, Value result, Value bias, boolean relu) {
        Storage.Place x = storage.of(value.operand(0));
        Storage.Place w = storage.of(value.operand(1));
        Storage.Place y = storage.of(result);
        Storage.Place b = bias == null ? null : storage.of(bias);
        var sizes = io.jaspis.tensor.kernels.Product.of(
                transposed ? Form.NN : Form.NT,
                rows(value, 1),
                value.shape().extent(-1),
                value.operand(1).shape().extent(transposed ? 0 : 1));
        add(
                suited(
                        new DenseProducts(sizes, x.offset(), w.offset(), y.offset())
                                .finished(b == null ? -1 : b.offset(), relu),
                        false),
                Map.of("a", x.buffer(), "b", w.buffer(), "c", y.buffer(), "bias", (b == null ? y : b).buffer()));
    }

    private void convolve(
            Value value, Convolution geometry, boolean transposed, Value result, Value bias, boolean relu) {
        Storage.Place x = storage.of(value.operand(0));
        Storage.Place w = storage.of(value.operand(1));
        Storage.Place y = storage.of(result);
        Storage.Place b = bias == null ? null : storage.of(bias);
        int batch = rows(value, 3);
        if (transposed && (bias != null || relu)) {
            throw new IllegalStateException("a transposed convolution has no epilogue: " + value);
        }
        Tiles kernel = transposed
                ? new ConvolutionInputGradient(geometry, batch, x.offset(), w.offset(), y.offset())
                : new ConvolutionForward(
                        geometry, batch, x.offset(), w.offset(), y.offset(), b == null ? -1 : b.offset(), relu);
        add(
                suited(kernel, false),
                Map.of("x", x.buffer(), "w", w.buffer(), "y", y.buffer(), "bias", (b == null ? y : b).buffer()));
    }

    private void linear(Linear op, Value value) {
        Value first = value.operand(0);
        switch (op) {
            case Linear.Dense(boolean transposed) -> dense(value, transposed, value, null, false);
            case Linear.Convolve(var geometry, boolean transposed) ->
                convolve(value, geometry, transposed, value, null, false);
            case Linear.Add _, Linear.Subtract _, Linear.Scale _ -> alone(value);
            case Linear.Sum(int axis) ->
                sum(
                        first.shape().size(0, axis),
                        outer(first, axis),
                        first.shape().extent(axis),
                        inner(first, axis),
                        value);
            case Linear.BatchSum() -> sum(1, 1, plan.batch(), value.shape().size(), value);
            case Linear.Select(var pooling, boolean transposed) -> {
                Storage.Place x = storage.of(first);
                Storage.Place s = storage.of(value.operand(1));
                Storage.Place y = storage.of(value);
                int batch = rows(value, 3);
                add(
                        transposed
                                ? new WindowScatter(pooling, batch, x.offset(), s.offset(), y.offset())
                                : new WindowGather(pooling, batch, x.offset(), s.offset(), y.offset()),
                        Map.of("x", x.buffer(), "selector", s.buffer(), "y", y.buffer()));
            }
        }
    }

    /** @param each of the outer ones of an example, by which alone the order of a sum is chosen: it is the same in any batch */
    private void sum(int each, int outer, int reduced, int inner, Value value) {
        Storage.Place x = storage.of(value.operand(0));
        Storage.Place y = storage.of(value);
        boolean grouped = reduced >= LONG_SUM && (long) each * inner <= FEW_SUMS;
        add(
                grouped
                        ? new LongSums(outer, reduced, inner, x.offset(), y.offset())
                        : new Sums(outer, reduced, inner, x.offset(), y.offset()),
                x,
                y);
    }

    private void product(Product op, Value value) {
        switch (op) {
            case Product.Multiply(), Product.Gate() -> alone(value);
            case Product.MatMul() -> matMul(value);
            case Product.DenseWeight() -> denseWeight(value);
            case Product.ConvolveWeight(var geometry) -> convolveWeight(value, geometry);
        }
    }

    private void denseWeight(Value value) {
        Storage.Place a = storage.of(value.operand(0));
        Storage.Place b = storage.of(value.operand(1));
        var sizes = io.jaspis.tensor.kernels.Product.of(
                Form.TN, value.shape().extent(0), value.shape().extent(1), rows(value.operand(0), 1));
        int slices = suited(new DenseProducts(sizes, 0, 0, 0), true).slices();
        Storage.Place sums = sums(value, slices);
        add(
                suited(new DenseProducts(sizes, a.offset(), b.offset(), sums.offset()).finished(-1, false), true),
                Map.of("a", a.buffer(), "b", b.buffer(), "c", sums.buffer(), "bias", sums.buffer()));
        addUp(value, slices, sums);
    }

    private void convolveWeight(Value value, Convolution geometry) {
        Storage.Place x = storage.of(value.operand(0));
        Storage.Place g = storage.of(value.operand(1));
        int batch = rows(value.operand(0), 3);
        int slices = suited(new ConvolutionWeightGradient(geometry, batch, 0, 0, 0), true)
                .slices();
        Storage.Place sums = sums(value, slices);
        add(
                suited(new ConvolutionWeightGradient(geometry, batch, x.offset(), g.offset(), sums.offset()), true),
                Map.of("x", x.buffer(), "w", g.buffer(), "y", sums.buffer()));
        addUp(value, slices, sums);
    }

    /** As the device does it best; products whose slices may be results of their own are cut where it has too few groups. */
    private <T extends Tiles> T suited(T kernel, boolean sliced) {
        DeviceFacts facts = context.facts();
        if (facts.isGpu()) {
            kernel.forGpu(facts.units(), sliced);
        }
        if (sliced) {
            kernel.slice(facts.units());
        }
        return kernel;
    }

    /** Where the sums of a product's slices go: with one slice, where the product does. */
    private Storage.Place sums(Value product, int slices) {
        return slices == 1 ? storage.of(product) : storage.scratch(slices * plan.size(product));
    }

    /** Adds the slices' sums in order, so that the same device always gives the same bits. */
    private void addUp(Value product, int slices, Storage.Place sums) {
        if (slices > 1) {
            Storage.Place y = storage.of(product);
            add(new Sums(1, slices, plan.size(product), sums.offset(), y.offset()), sums, y);
        }
    }

    private void matMul(Value value) {
        Value first = value.operand(0);
        Value second = value.operand(1);
        Storage.Place a = storage.of(first);
        Storage.Place b = storage.of(second);
        Storage.Place y = storage.of(value);
        int rank = value.shape().rank();
        var each = io.jaspis.tensor.kernels.Product.of(
                Form.NN,
                value.shape().extent(rank - 2),
                value.shape().extent(rank - 1),
                first.shape().extent(rank - 1));
        int lead = value.shape().leading(rank - 2).size();
        int count = rows(value, 2);
        add(
                suited(
                        new DenseProducts(each, a.offset(), b.offset(), y.offset())
                                .times(count, first.batched() ? count : lead, second.batched() ? count : lead)
                                .finished(-1, false),
                        false),
                Map.of("a", a.buffer(), "b", b.buffer(), "c", y.buffer(), "bias", y.buffer()));
    }

    private void maximum(Maximum op, Value value) {
        switch (op) {
            case Maximum.Max _, Maximum.Min _ -> alone(value);
            case Maximum.Pool(var pooling) -> {
                Storage.Place x = storage.of(value.operand(0));
                Storage.Place y = storage.of(value);
                add(
                        new WindowGather(pooling, rows(value, 3), x.offset(), x.offset(), y.offset()),
                        Map.of("x", x.buffer(), "selector", x.buffer(), "y", y.buffer()));
            }
        }
    }

    private void movement(Movement op, Value value) {
        Value first = value.operand(0);
        Storage.Place x = storage.of(first);
        Storage.Place y = storage.of(value);
        int from = x.offset();
        int to = y.offset();
        switch (op) {
            case Movement.Reshape _ -> throw new IllegalStateException("a reshape is not computed: " + value);
            case Movement.Transpose transpose -> add(transposition(transpose, value, from, to), x, y);
            case Movement.Broadcast(int axis, int extent) ->
                add(new Repetition(outer(value, axis), extent, inner(value, axis), from, to), x, y);
            case Movement.RepeatBatch() ->
                add(new Repetition(1, plan.batch(), value.shape().size(), from, to), x, y);
            case Movement.Slice(int axis, int start, int count) -> {
                int inner = inner(value, axis);
                int row = first.shape().extent(axis) * inner;
                add(new Rows(outer(value, axis), count * inner, row, start * inner, count * inner, from, to), x, y);
            }
            case Movement.Pad(int axis, int before, int after) -> {
                int inner = inner(value, axis);
                int row = first.shape().extent(axis) * inner;
                int padded = row + (before + after) * inner;
                add(new Rows(outer(value, axis), padded, row, -before * inner, padded, from, to), x, y);
            }
            case Movement.Concatenate(int axis) -> concatenate(value, axis);
            case Movement.Gather(int axis, var indices) -> {
                int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                int extent = first.shape().extent(axis);
                add(Gathering.gather(outer(value, axis), extent, order, inner(value, axis), from, to), x, y);
            }
            case Movement.ScatterAdd(int axis, var indices, int extent) -> {
                int[] order = indices.stream().mapToInt(Integer::intValue).toArray();
                add(Gathering.scatterAdd(outer(value, axis), extent, order, inner(value, axis), from, to), x, y);
            }
        }
    }

    private Permutation transposition(Movement.Transpose transpose, Value value, int from, int to) {
        int lead = value.batched() ? 1 : 0;
        int[] extents = new int[value.shape().rank() + lead];
        int[] permutation = new int[extents.length];
        if (value.batched()) {
            extents[0] = plan.batch();
        }
        for (int axis = 0; axis < value.shape().rank(); axis++) {
            extents[axis + lead] = value.operand(0).shape().extent(axis);
            permutation[axis + lead] = transpose.permutation().get(axis) + lead;
        }
        return new Permutation(extents, permutation, from, to);
    }

    private void concatenate(Value value, int axis) {
        Storage.Place y = storage.of(value);
        int row = value.shape().extent(axis) * inner(value, axis);
        int start = 0;
        for (Value part : value.operands()) {
            Storage.Place x = storage.of(part);
            int length = part.shape().extent(axis) * inner(part, axis);
            add(new Rows(outer(value, axis), length, length, 0, row, x.offset(), y.offset() + start), x, y);
            start += length;
        }
    }

    private void random(Random op, Value value) {
        int stream = switch (op) {
            case Random.Uniform(var _, int number) -> number;
            case Random.Normal(var _, int number) -> number;
        };
        Storage.Place y = storage.of(value);
        Noise kernel = new Noise(plan.batch(), value.shape().size(), stream, op instanceof Random.Normal, y.offset());
        noise.put(kernel, add(kernel, Map.of("y", y.buffer())));
    }
}
