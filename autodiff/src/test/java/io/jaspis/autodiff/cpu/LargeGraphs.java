package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Graphs with enough work that it is cut among threads. */
final class LargeGraphs {
    private LargeGraphs() {}

    /** A small convolutional net with the gradient in its input and all its weights. */
    static Sample convolutional() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(3, 24, 24));
        Value first = trace.parameter("first", Shape.of(16, 3, 3, 3));
        Value second = trace.parameter("second", Shape.of(16, 8, 3, 3));
        Value dense = trace.parameter("dense", Shape.of(30, 16 * 6 * 6));
        Value y = x.convolve(first, Window.of(3, 3).padding(1, 1, 1, 1), 1)
                .relu()
                .maxPool(Window.of(2, 2).stride(2, 2))
                .convolve(second, Window.of(3, 3).stride(2, 2).padding(1, 1, 1, 1), 2)
                .tanh()
                .flatten()
                .scale(0.1f)
                .dense(dense)
                .logSoftmax(0);
        Map<String, Value> outputs = new LinkedHashMap<>(Map.of("y", y));
        List<Value> sources = List.of(x, first, second, dense);
        List<Value> gradients = Gradient.of(y.times(y), sources);
        for (int i = 0; i < gradients.size(); i++) {
            outputs.put("gradient " + i, gradients.get(i));
        }
        return new Sample("a convolutional net", trace.graph(outputs), 1, -1, 1);
    }

    /** Arrays of tens of thousands of elements, batched and shared. */
    static Sample elementwise() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(70, 50));
        Value w = trace.parameter("w", Shape.of(50, 70));
        Value y = x.tanh().times(w.transpose(1, 0).exponential()).max(x.relu());
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("y", y.softmax(1));
        outputs.put("sums", y.sum(0));
        outputs.put("batch", y.batchSum());
        outputs.put("repeated", y.batchSum().plus(y.sum(1).broadcast(1, 50)));
        outputs.put("products", y.matMul(x.transpose(1, 0)));
        outputs.put("weights", y.denseWeight(x));
        return new Sample("wide element-wise work", trace.graph(outputs), 2, -1, 1);
    }

    /** Random draws among the work. */
    static Sample noisy() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(33, 61));
        Value y = x.plus(trace.normal(Shape.of(33, 61), 1)).times(trace.uniform(Shape.of(61), 2));
        return new Sample("noise", trace.graph("y", y.sigmoid()), 3, -1, 1);
    }

    /** Work that one thread does alone: element-wise, movements and sums. */
    static Sample unshared() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(6, 40));
        Value w = trace.parameter("w", Shape.of(40));
        Value y = x.times(w).plus(1).relu().exponential().minus(x).pad(1, 1, 2).slice(1, 2, 30);
        Value joined = trace.concatenate(0, List.of(y, y.scale(2).max(y))).gather(0, List.of(3, 1, 9));
        return new Sample("unshared work", trace.graph("y", joined.sum(0).batchSum()), 4, -1, 1);
    }
}
