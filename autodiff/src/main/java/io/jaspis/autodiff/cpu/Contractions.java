package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Packed;
import io.jaspis.tensor.kernels.PackedWeights;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Product.Form;
import io.jaspis.tensor.kernels.Products;
import java.util.List;

/**
 * Dense layers, convolutions, the gradients in their weights, and products of matrices. Constant weights are packed once,
 * parameters once a run; others are read where they lie.
 */
record Contractions(Site site) {

    /** A product with what is done to its elements while they are at hand. */
    Action layer(Step.Layer layer) {
        Value bias = layer.bias();
        Location biases = bias == null ? null : site.locate(bias);
        Epilogue epilogue =
                new Epilogue(bias == null ? null : biases.array(), bias == null ? 0 : biases.at(), layer.relu());
        return switch (layer.operation()) {
            case Linear.Dense(boolean transposed) -> dense(layer.product(), transposed, layer.result(), epilogue);
            case Linear.Convolve(var geometry, boolean transposed) ->
                convolve(layer.product(), geometry, transposed, layer.result(), epilogue);
        };
    }

    Action dense(Value value, boolean transposed, Value result, Epilogue epilogue) {
        Value weights = value.operand(1);
        Location x = site.locate(value.operand(0));
        Location w = site.locate(weights);
        Location y = site.locate(result);
        Products products = site.kernels().products();
        var product = Product.of(
                transposed ? Form.NN : Form.NT,
                site.rows(value, 1),
                value.shape().extent(-1),
                weights.shape().extent(transposed ? 0 : 1));
        if (!site.memory().fixed(weights)) {
            return () ->
                    products.multiply(site.workers(), product, x.array(), x.at(), w.array(), w.at(), y.array(), y.at());
        }
        Packed packed = site.memory()
                .once(
                        weights,
                        List.of(product.form(), product.columns(), product.depth()),
                        Packed.class,
                        () -> products.pack(product, w.array(), w.at()),
                        changed -> products.repack(changed, w.array(), w.at()));
        return () -> products.multiply(site.workers(), product, x.array(), x.at(), packed, y.array(), y.at(), epilogue);
    }

    Action convolve(Value value, Convolution geometry, boolean transposed, Value result, Epilogue epilogue) {
        Value weights = value.operand(1);
        Location x = site.locate(value.operand(0));
        Location w = site.locate(weights);
        Location y = site.locate(result);
        int batch = site.rows(value, 3);
        Convolutions convolutions = site.kernels().convolutions();
        if (!site.memory().fixed(weights)) {
            return transposed
                    ? () -> convolutions.inputGradient(
                            site.workers(), geometry, batch, x.array(), x.at(), w.array(), w.at(), y.array(), y.at())
                    : () -> convolutions.forward(
                            site.workers(), geometry, batch, x.array(), x.at(), w.array(), w.at(), y.array(), y.at());
        }
        PackedWeights packed = site.memory()
                .once(
                        weights,
                        List.of(geometry, transposed),
                        PackedWeights.class,
                        () -> transposed
                                ? convolutions.packTransposed(geometry, w.array(), w.at())
                                : convolutions.pack(geometry, w.array(), w.at()),
                        changed -> convolutions.repack(changed, w.array(), w.at()));
        return transposed
                ? () -> convolutions.inputGradient(
                        site.workers(), geometry, batch, x.array(), x.at(), packed, y.array(), y.at(), epilogue)
                : () -> convolutions.forward(
                        site.workers(), geometry, batch, x.array(), x.at(), packed, y.array(), y.at(), epilogue);
    }

    /** Each example's matrices, or each of the leading axes': a shared operand is the same for all examples. */
    Action matMul(Value value) {
        Value first = value.operand(0);
        Value second = value.operand(1);
        Location a = site.locate(first);
        Location b = site.locate(second);
        Location y = site.locate(value);
        int rows = value.shape().extent(-2);
        int columns = value.shape().extent(-1);
        int depth = first.shape().extent(-1);
        Product each = Product.of(Form.NN, rows, columns, depth);
        int lead = value.shape().leading(value.shape().rank() - 2).size();
        int count = site.rows(value, 2);
        Products products = site.kernels().products();
        return () -> {
            for (int i = 0; i < count; i++) {
                int fromA = a.at() + (first.batched() ? i : i % lead) * rows * depth;
                int fromB = b.at() + (second.batched() ? i : i % lead) * depth * columns;
                products.multiply(
                        site.workers(),
                        each,
                        a.array(),
                        fromA,
                        b.array(),
                        fromB,
                        y.array(),
                        y.at() + i * rows * columns);
            }
        };
    }

    Action denseWeight(Value value) {
        Location a = site.locate(value.operand(0));
        Location b = site.locate(value.operand(1));
        Location y = site.locate(value);
        Product product =
                Product.of(Form.TN, value.shape().extent(0), value.shape().extent(1), site.rows(value.operand(0), 1));
        Products products = site.kernels().products();
        return () ->
                products.multiply(site.workers(), product, a.array(), a.at(), b.array(), b.at(), y.array(), y.at());
    }

    Action convolveWeight(Value value, Convolution geometry) {
        Location x = site.locate(value.operand(0));
        Location g = site.locate(value.operand(1));
        Location y = site.locate(value);
        int batch = site.rows(value.operand(0), 3);
        Convolutions convolutions = site.kernels().convolutions();
        return () -> convolutions.weightGradient(
                site.workers(), geometry, batch, x.array(), x.at(), g.array(), g.at(), y.array(), y.at());
    }
}
