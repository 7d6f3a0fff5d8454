package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Reductions;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * From a value of a plan to the kernel calls that compute it. Where the operands lie and how the work is cut is decided
 * here, once; a step only calls. Cuts depend on sizes alone, never on the number of threads.
 */
final class Lowering {
    /** Columns of a sum that are shared out together: whole cache lines. */
    private static final int COLUMNS = 64;

    private final Site site;
    private final Contractions contractions;
    private final Windows windows;
    private final Moves moves;

    Lowering(Site site) {
        this.site = site;
        this.contractions = new Contractions(site);
        this.windows = new Windows(site);
        this.moves = new Moves(site);
    }

    Action step(Step step) {
        return switch (step) {
            case Step.Single(Value value) -> value(value);
            case Step.Layer layer -> contractions.layer(layer);
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
            case Quotient _, Maximum.Max _, Maximum.Min _ -> alone(value);
            case Maximum.Pool(var pooling) -> windows.maximum(value, pooling);
            case Movement movement -> moves.of(movement, value);
            case Random random -> random(random, value);
        };
    }

    private Action linear(Linear op, Value value) {
        return switch (op) {
            case Linear.Dense(boolean transposed) -> contractions.dense(value, transposed, value, Epilogue.NONE);
            case Linear.Convolve(var geometry, boolean transposed) ->
                contractions.convolve(value, geometry, transposed, value, Epilogue.NONE);
            case Linear.Add _, Linear.Subtract _, Linear.Scale _ -> alone(value);
            case Linear.Sum(int axis) -> {
                Value x = value.operand(0);
                yield sum(value, site.outer(x, axis), x.shape().extent(axis), Site.inner(x, axis));
            }
            case Linear.BatchSum() ->
                sum(value, 1, site.plan().batch(), value.shape().size());
            case Linear.Select(var pooling, boolean transposed) -> windows.select(value, pooling, transposed);
        };
    }

    private Action sum(Value value, int outer, int extent, int inner) {
        Location x = site.locate(value.operand(0));
        Location y = site.locate(value);
        Reductions reductions = site.kernels().reductions();
        if (outer == 1 && inner > 1) {
            return site.perLine(Math.ceilDiv(inner, COLUMNS), extent * COLUMNS, (from, count) -> {
                int first = from * COLUMNS;
                int columns = Math.min(count * COLUMNS, inner - first);
                reductions.columns(extent, columns, inner, x.array(), x.at() + first, y.array(), y.at() + first);
            });
        }
        int size = extent * inner;
        return site.perLine(
                outer,
                size,
                (from, count) -> reductions.sum(
                        count, extent, inner, x.array(), x.at() + from * size, y.array(), y.at() + from * inner));
    }

    private Action product(Product op, Value value) {
        return switch (op) {
            case Product.Multiply(), Product.Gate() -> alone(value);
            case Product.MatMul() -> contractions.matMul(value);
            case Product.DenseWeight() -> contractions.denseWeight(value);
            case Product.ConvolveWeight(var geometry) -> contractions.convolveWeight(value, geometry);
        };
    }

    private Action alone(Value value) {
        return chain(new Step.Chain(List.of(value), Set.of()));
    }

    private Action chain(Step.Chain step) {
        Chain chain = new Chain(site.plan(), site.memory(), site.kernels().elementwise(), step);
        int size = chain.size();
        int unit = chain.unit();
        int cut = (Site.CHUNK + unit - 1) / unit * unit;
        if (site.workers().threads() == 1 || size <= 2 * cut) {
            return () -> chain.run(0, size);
        }
        int tasks = (size + cut - 1) / cut;
        IntConsumer task = i -> chain.run(i * cut, Math.min(size, (i + 1) * cut));
        return () -> site.workers().run(tasks, task);
    }

    private Action source(Source source, Value value) {
        Location y = site.locate(value);
        return switch (source) {
            case Source.BatchSize() -> () -> y.array()[y.at()] = site.plan().batch();
            case Source.Input _, Source.Parameter _, Source.Constant _ ->
                throw new IllegalStateException("a source is not computed: " + value);
        };
    }

    private Action random(Random op, Value value) {
        Location y = site.locate(value);
        int size = value.shape().size();
        int stream = switch (op) {
            case Random.Uniform(var _, int number) -> number;
            case Random.Normal(var _, int number) -> number;
        };
        boolean normal = op instanceof Random.Normal;
        return site.perExample(site.plan().batch(), (from, count) -> {
            for (int i = from; i < from + count; i++) {
                // One stream an example: its noise is the same whatever batch it is in.
                long key = (long) stream << 48 | site.seed().firstExample + i;
                if (normal) {
                    site.kernels().randoms().normal(site.seed().seed, key, 0, size, y.array(), y.at() + i * size);
                } else {
                    site.kernels().randoms().uniform(site.seed().seed, key, 0, size, y.array(), y.at() + i * size);
                }
            }
        });
    }
}
