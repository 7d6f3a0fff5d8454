package io.jaspis.bench.suites;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.bench.measure.Agreement;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Work;
import io.jaspis.bench.peers.OnnxContender;
import io.jaspis.bench.peers.OnnxModel;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.peers.TorchContender;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Functions of each element, noise, reductions and pooling, in cache and out of it. */
final class Elementwise {
    private static final int IN_CACHE = 16 << 10;
    private static final int OUT_OF_CACHE = 4 << 20;
    /** Beyond the caches of a GPU too. */
    private static final int OUT_OF_DEVICE_CACHE = 32 << 20;

    private Elementwise() {}

    static List<Case> cases(Lineup lineup) {
        List<Case> cases = new ArrayList<>();
        for (int size : lineup.quick() ? new int[] {IN_CACHE} : new int[] {IN_CACHE, OUT_OF_CACHE}) {
            Form flat = new Form(1, size);
            cases.add(unary(lineup, "relu", flat, Value::relu, "Relu", JniUtils::relu));
            cases.add(unary(lineup, "exp", flat, Value::exponential, "Exp", JniUtils::exp));
            cases.add(unary(lineup, "tanh", flat, Value::tanh, "Tanh", JniUtils::tanh));
            cases.add(add(lineup, size));
            cases.add(chain(lineup, size));
            cases.add(noise(lineup, size));
            cases.add(sum(lineup, size / 256, 256));
        }
        if (lineup.onDevice()) {
            cases.add(chain(lineup, lineup.size(OUT_OF_DEVICE_CACHE, 64 << 10)));
        }
        Form rows = new Form(lineup.size(1024, 64), 1000);
        cases.add(unary(
                lineup, "softmax", rows, x -> x.softmax(-1), "Softmax", x -> JniUtils.softmax(x, 1, x.getDataType())));
        cases.add(pooling(lineup, lineup.size(64, 4)));
        return cases;
    }

    /** Rows, which are the batch, and their length. */
    private record Form(int rows, int columns) {
        int size() {
            return rows * columns;
        }

        @Override
        public String toString() {
            return rows == 1 ? Integer.toString(columns) : rows + "×" + columns;
        }
    }

    private static Case unary(
            Lineup lineup,
            String name,
            Form form,
            UnaryOperator<Value> ours,
            String operator,
            UnaryOperator<PtNDArray> theirs) {
        float[] x = Operands.normal(1, form.size());
        return Case.of("elementwise " + name + " " + form, lineup.threads(), Work.floats(2.0 * form.size()))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value y = ours.apply(trace.input("x", Shape.of(form.columns())));
                    return new PlanContender(on, trace.graph("y", y), form.rows(), Map.of("x", x), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", form.rows(), form.columns())
                                        .output("y", form.rows(), form.columns())
                                        .node(operator, List.of("x"), "y"),
                                lineup.threads(),
                                Map.of("x", x)))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray array = torch.array(x, form.rows(), form.columns());
                    return new TorchContender(torch, () -> theirs.apply(array));
                });
    }

    private static Case add(Lineup lineup, int size) {
        float[] a = Operands.normal(1, size);
        float[] b = Operands.normal(2, size);
        return Case.of("elementwise add " + size, lineup.threads(), Work.floats(3.0 * size))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value y = trace.input("a", Shape.of(size)).plus(trace.input("b", Shape.of(size)));
                    return new PlanContender(on, trace.graph("y", y), 1, Map.of("a", a, "b", b), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("a", size)
                                        .input("b", size)
                                        .output("y", size)
                                        .node("Add", List.of("a", "b"), "y"),
                                lineup.threads(),
                                Map.of("a", a, "b", b)))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray first = torch.array(a, size);
                    PtNDArray second = torch.array(b, size);
                    return new TorchContender(torch, () -> JniUtils.add(first, second));
                });
    }

    /** A step of projected gradient descent: {@code min(max(x + a·sign(g), lower), upper)}. */
    private static Case chain(Lineup lineup, int size) {
        Supplier<Map<String, float[]>> operands = () -> Map.of(
                "x", Operands.uniform(1, size),
                "g", Operands.normal(2, size),
                "lower", Operands.uniform(3, size),
                "upper", Operands.uniform(4, size));
        float length = 0.1f;
        return Case.of("elementwise chain of 5 " + size, lineup.threads(), Work.floats(5.0 * size))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value x = trace.input("x", Shape.of(size));
                    Value y = x.plus(trace.input("g", Shape.of(size)).sign().scale(length))
                            .max(trace.input("lower", Shape.of(size)))
                            .min(trace.input("upper", Shape.of(size)));
                    return new PlanContender(on, trace.graph("y", y), 1, operands.get(), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", size)
                                        .input("g", size)
                                        .input("lower", size)
                                        .input("upper", size)
                                        .constant("length", new float[] {length})
                                        .output("y", size)
                                        .node("Sign", List.of("g"), "sign")
                                        .node("Mul", List.of("sign", "length"), "step")
                                        .node("Add", List.of("x", "step"), "moved")
                                        .node("Max", List.of("moved", "lower"), "raised")
                                        .node("Min", List.of("raised", "upper"), "y"),
                                lineup.threads(),
                                operands.get()))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    Map<String, float[]> elements = operands.get();
                    PtNDArray x = torch.array(elements.get("x"), size);
                    PtNDArray g = torch.array(elements.get("g"), size);
                    PtNDArray lower = torch.array(elements.get("lower"), size);
                    PtNDArray upper = torch.array(elements.get("upper"), size);
                    PtNDArray scalar = torch.array(new float[] {length});
                    return new TorchContender(torch, () -> {
                        try (PtNDArray step = JniUtils.sign(g)) {
                            JniUtils.muli(step, scalar);
                            JniUtils.addi(step, x);
                            try (PtNDArray raised = JniUtils.max(step, lower)) {
                                return JniUtils.min(raised, upper);
                            }
                        }
                    });
                });
    }

    private static Case noise(Lineup lineup, int size) {
        float[] x = Operands.uniform(1, size);
        return Case.of("noise gaussian+add " + size, lineup.threads(), Work.floats(2.0 * size))
                .agreeing(Agreement.inDistribution(0.05))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value y = trace.input("x", Shape.of(size)).plus(trace.normal(Shape.of(size), 0));
                    return new PlanContender(on, trace.graph("y", y), 1, Map.of("x", x), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", size)
                                        .output("y", size)
                                        .node("RandomNormalLike", List.of("x"), "n")
                                        .node("Add", List.of("x", "n"), "y"),
                                lineup.threads(),
                                Map.of("x", x)))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray array = torch.array(x, size);
                    return new TorchContender(torch, () -> {
                        PtNDArray noise = torch.normal(size);
                        JniUtils.addi(noise, array);
                        return noise;
                    });
                });
    }

    private static Case sum(Lineup lineup, int rows, int columns) {
        float[] x = Operands.normal(1, rows * columns);
        return Case.of(
                        "reduction sum of rows " + rows + "×" + columns,
                        lineup.threads(),
                        Work.floats((double) rows * columns + rows))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value y = trace.input("x", Shape.of(columns)).sum();
                    return new PlanContender(on, trace.graph("y", y), rows, Map.of("x", x), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", rows, columns)
                                        .numbers("axes", 1)
                                        .output("y", rows)
                                        .node(
                                                "ReduceSum",
                                                List.of("x", "axes"),
                                                "y",
                                                OnnxModel.attribute("keepdims", 0)),
                                lineup.threads(),
                                Map.of("x", x)))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray array = torch.array(x, rows, columns);
                    return new TorchContender(torch, () -> JniUtils.sum(array, new long[] {1}, false));
                });
    }

    private static Case pooling(Lineup lineup, int batch) {
        int channels = 32;
        int side = 32;
        float[] x = Operands.normal(1, batch * channels * side * side);
        AttributeProto[] attributes = {OnnxModel.attributes("kernel_shape", 2, 2), OnnxModel.attributes("strides", 2, 2)
        };
        return Case.of(
                        "pooling max 2×2 of %d×%d×%d batch %d".formatted(channels, side, side, batch),
                        lineup.threads(),
                        Work.floats(1.25 * x.length))
                .entering(lineup.jaspis(on -> {
                    Trace trace = new Trace();
                    Value y = trace.input("x", Shape.of(channels, side, side))
                            .maxPool(Window.of(2, 2).stride(2, 2));
                    return new PlanContender(on, trace.graph("y", y), batch, Map.of("x", x), "y");
                }))
                .peer(
                        Case.ONNX_RUNTIME,
                        () -> new OnnxContender(
                                new OnnxModel()
                                        .input("x", batch, channels, side, side)
                                        .output("y", batch, channels, side / 2, side / 2)
                                        .node("MaxPool", List.of("x"), "y", attributes),
                                lineup.threads(),
                                Map.of("x", x)))
                .peer(Case.PYTORCH, () -> {
                    Torch torch = new Torch(lineup.threads());
                    PtNDArray array = torch.array(x, batch, channels, side, side);
                    var two = new ai.djl.ndarray.types.Shape(2, 2);
                    var none = new ai.djl.ndarray.types.Shape(0, 0);
                    return new TorchContender(torch, () -> JniUtils.maxPool(array, two, two, none, false));
                });
    }
}
