package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Elementwise;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Indicators;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one graph: walks its values in order and gives each the nodes that compute it. A sum with a constant after a
 * product or a convolution becomes their bias.
 *
 * <p>Three things can be written but not read back, since their nodes let examples meet: the sum over the batch, its size
 * as a number, and windows over values with axes before the channels, which are joined to the batch for it.
 */
final class OnnxWriter {
    private final Graph graph;
    private final ModelBuilder model;
    private final Biases biases;
    private final Indicators indicators = new Indicators();

    OnnxWriter(Graph graph) {
        this.graph = graph;
        this.model = new ModelBuilder(graph);
        this.biases = new Biases(graph);
    }

    ModelProto write(Map<String, String> metadata) throws OnnxException {
        for (Map.Entry<String, Value> input : graph.inputs().entrySet()) {
            model.input(input.getKey(), input.getValue());
        }
        Set<Value> needed = needed();
        for (Value value : graph.values()) {
            if (needed.contains(value)) {
                write(value);
            }
        }
        for (Map.Entry<String, Value> output : graph.outputs().entrySet()) {
            model.output(output.getKey(), output.getValue());
        }
        return model.build(metadata);
    }

    /** The values that get nodes of their own: those that no node takes in. */
    private Set<Value> needed() {
        Set<Value> needed = new HashSet<>(graph.outputs().values());
        for (Value value : graph.values().reversed()) {
            if (needed.contains(value)) {
                Biases.Sum sum = biases.find(value);
                List<Value> operands =
                        sum == null ? value.operands() : sum.product().operands();
                for (Value operand : operands) {
                    if (!(value.op() instanceof Elementwise) || sum != null || repeated(value, operand) == null) {
                        needed.add(operand);
                    }
                }
            }
        }
        return needed;
    }

    /** The operand of a batched element-wise value, if it is a constant that may be repeated; else null. */
    private static Term.Floats repeated(Value value, Value operand) {
        return value.batched() ? Biases.constant(operand) : null;
    }

    private void write(Value value) throws OnnxException {
        Biases.Sum sum = biases.find(value);
        if (sum != null) {
            String bias = model.constant(new int[] {sum.bias().length}, sum.bias());
            switch (sum.operation()) {
                case Linear.Dense(boolean transposed) -> gemm(value, sum.product(), transposed, bias);
                case Linear.Convolve convolve -> WindowWriter.convolve(model, value, sum.product(), convolve, bias);
            }
            return;
        }
        switch (value.op()) {
            case Source source -> source(value, source);
            case Linear linear -> linear(value, linear);
            case Pointwise pointwise -> pointwise(value, pointwise);
            case Product product -> product(value, product);
            case Quotient _ -> elementwise(value, "Div");
            case Maximum maximum -> maximum(value, maximum);
            case Movement movement -> MovementWriter.write(model, value, movement);
            case Random _ -> throw noCounterpart(value);
        }
    }

    static OnnxException noCounterpart(Value value) {
        return new OnnxException("the operation " + value.op()
                + value.label().map(label -> " at '" + label + "'").orElse("") + " has no counterpart in ONNX");
    }

    private void source(Value value, Source source) throws OnnxException {
        switch (source) {
            case Source.Input _ -> {}
            case Source.Constant(var tensor) ->
                model.name(value, model.constant(tensor.shape().extents(), tensor.data()));
            case Source.Parameter(String name, Shape _) ->
                throw new OnnxException("the parameter '" + name + "' has no value: bind the graph's parameters first");
            case Source.BatchSize _ -> {
                String batch = model.node("Squeeze", List.of(model.batchExtent(), model.integers(0)));
                model.node(value, "Cast", List.of(batch), ModelBuilder.attribute("to", ElementType.FLOAT.code()));
            }
        }
    }

    private void linear(Value value, Linear linear) throws OnnxException {
        switch (linear) {
            case Linear.Dense(boolean transposed) -> dense(value, transposed);
            case Linear.Convolve convolve -> WindowWriter.convolve(model, value, value, convolve, null);
            case Linear.Add _ -> elementwise(value, "Add");
            case Linear.Subtract _ -> elementwise(value, "Sub");
            case Linear.Scale(float factor) -> {
                if (factor == -1) {
                    model.node(value, "Neg", model.names(value));
                } else {
                    model.node(value, "Mul", List.of(model.name(value.operand(0)), model.number(factor)));
                }
            }
            case Linear.Sum(int axis) ->
                model.node(
                        value,
                        "ReduceSum",
                        List.of(model.name(value.operand(0)), model.integers(ModelBuilder.axis(value, axis))),
                        ModelBuilder.attribute("keepdims", 0));
            case Linear.BatchSum _ ->
                model.node(
                        value,
                        "ReduceSum",
                        List.of(model.name(value.operand(0)), model.integers(0)),
                        ModelBuilder.attribute("keepdims", 0));
            case Linear.Select _ -> throw noCounterpart(value);
        }
    }

    private void dense(Value value, boolean transposed) {
        Type x = value.operand(0).type();
        if (x.batched() && x.shape().rank() == 1) {
            gemm(value, value, transposed, null);
            return;
        }
        Value weights = value.operand(1);
        String matrix = transposed
                ? model.name(weights)
                : weights.op() instanceof Source.Constant(var tensor)
                        ? model.constant(Layout.transpose(
                                new Term.Floats(
                                        ElementType.FLOAT, tensor.shape().extents(), tensor.data()),
                                new int[] {1, 0}))
                        : model.node("Transpose", List.of(model.name(weights)), ModelBuilder.attribute("perm", 1, 0));
        model.node(value, "MatMul", List.of(model.name(value.operand(0)), matrix));
    }

    private void gemm(Value value, Value dense, boolean transposed, String bias) {
        String x = model.name(dense.operand(0));
        String weights = model.name(dense.operand(1));
        model.node(
                value,
                "Gemm",
                bias == null ? List.of(x, weights) : List.of(x, weights, bias),
                ModelBuilder.attribute("transB", transposed ? 0L : 1L));
    }

    private void product(Value value, Product product) throws OnnxException {
        switch (product) {
            case Product.Multiply _ -> elementwise(value, "Mul");
            case Product.Gate _ -> gate(value);
            case Product.MatMul _ -> model.node(value, "MatMul", model.names(value));
            case Product.DenseWeight _, Product.ConvolveWeight _ -> throw noCounterpart(value);
        }
    }

    private void gate(Value value) {
        String indicator = model.name(value.operand(0));
        String other = model.name(value.operand(1));
        String chosen = model.node("Cast", List.of(indicator), ModelBuilder.attribute("to", ElementType.BOOL.code()));
        boolean chooses = indicators.contains(value.operand(0));
        String through = chooses ? other : model.node("Mul", List.of(indicator, other));
        model.node(value, "Where", List.of(chosen, through, model.number(0)));
    }

    private void maximum(Value value, Maximum maximum) {
        switch (maximum) {
            case Maximum.Max _ -> elementwise(value, "Max");
            case Maximum.Min _ -> elementwise(value, "Min");
            case Maximum.Pool(var pooling) -> WindowWriter.maxPool(model, value, pooling);
        }
    }

    /** ONNX repeats operands by itself, so a constant that meets a batched value is stored without its repetition. */
    private void elementwise(Value value, String operator) {
        List<String> names = new ArrayList<>();
        for (Value operand : value.operands()) {
            Term.Floats constant = repeated(value, operand);
            names.add(constant == null ? model.name(operand) : model.constant(Biases.compressed(constant)));
        }
        model.node(value, operator, names);
    }

    private void pointwise(Value value, Pointwise pointwise) throws OnnxException {
        String x = model.name(value.operand(0));
        switch (pointwise) {
            case Pointwise.Absolute _ -> model.node(value, "Abs", List.of(x));
            // Of NaN this is NaN, where a step is 0.
            case Pointwise.Step _ -> model.node(value, "Relu", List.of(model.node("Sign", List.of(x))));
            case Pointwise.Sign _ -> model.node(value, "Sign", List.of(x));
            case Pointwise.Relu _ -> model.node(value, "Relu", List.of(x));
            case Pointwise.LeakyRelu(float slope) ->
                model.node(value, "LeakyRelu", List.of(x), ModelBuilder.attribute("alpha", slope));
            case Pointwise.Clip(float lower, float upper) ->
                model.node(value, "Clip", List.of(x, model.number(lower), model.number(upper)));
            case Pointwise.Shift(float amount) -> model.node(value, "Add", List.of(x, model.number(amount)));
            case Pointwise.Sigmoid _ -> model.node(value, "Sigmoid", List.of(x));
            case Pointwise.Tanh _ -> model.node(value, "Tanh", List.of(x));
            case Pointwise.Exponential _ -> model.node(value, "Exp", List.of(x));
            case Pointwise.ExponentialMinusOne _ -> exponentialMinusOne(value, x);
            case Pointwise.Softplus _ -> model.node(value, "Softplus", List.of(x));
            case Pointwise.Logarithm _ -> model.node(value, "Log", List.of(x));
            case Pointwise.SquareRoot _ -> model.node(value, "Sqrt", List.of(x));
            case Pointwise.Reciprocal _ -> model.node(value, "Reciprocal", List.of(x));
            case Pointwise.Sine _ -> model.node(value, "Sin", List.of(x));
            case Pointwise.Cosine _ -> model.node(value, "Cos", List.of(x));
            case Pointwise.Power(float exponent) -> model.node(value, "Pow", List.of(x, model.number(exponent)));
            case Pointwise.Round _ -> model.node(value, "Round", List.of(x));
            case Pointwise.ErrorFunction _ -> model.node(value, "Erf", List.of(x));
            case Pointwise.ArcTangent _ -> model.node(value, "Atan", List.of(x));
            case Pointwise.ArcSine _ -> model.node(value, "Asin", List.of(x));
            case Pointwise.ArcCosine _ -> model.node(value, "Acos", List.of(x));
            case Pointwise.Narrow(Pointwise.Format format) -> narrowed(value, x, format);
            case Pointwise.Floor _ -> model.node(value, "Floor", List.of(x));
            case Pointwise.RoundUp _, Pointwise.RoundDown _ -> throw noCounterpart(value);
        }
    }

    /** To the format and back. */
    private void narrowed(Value value, String x, Pointwise.Format format) throws OnnxException {
        ElementType type = switch (format) {
            case FLOAT16 -> ElementType.FLOAT16;
            case BFLOAT16 -> ElementType.BFLOAT16;
        };
        String narrow = model.node("Cast", List.of(x), ModelBuilder.attribute("to", type.code()));
        model.node(value, "Cast", List.of(narrow), ModelBuilder.attribute("to", ElementType.FLOAT.code()));
    }

    /**
     * e^x − 1, which ONNX has for x ≤ 0 only, as Elu. For positive x it is −e^x·(e^−x − 1); {@code Exp} less 1 would
     * cancel near zero. Of min(x, 0) and max(x, 0) one is always zero, so the two parts are added.
     */
    private void exponentialMinusOne(Value value, String x) {
        if (PointwiseOperators.isNeverPositive(value.operand(0))) {
            model.node(value, "Elu", List.of(x));
            return;
        }
        String above = model.node("Relu", List.of(x));
        String below = model.node("Neg", List.of(model.node("Relu", List.of(model.node("Neg", List.of(x))))));
        String falling = model.node("Elu", List.of(model.node("Neg", List.of(above))));
        String rising = model.node("Mul", List.of(model.node("Exp", List.of(above)), falling));
        model.node(value, "Sub", List.of(model.node("Elu", List.of(below)), rising));
    }
}
