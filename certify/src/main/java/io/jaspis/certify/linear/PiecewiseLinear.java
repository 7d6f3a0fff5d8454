package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a network's piecewise linear operations as linear ones and ReLUs: max(a, b) = b + relu(a − b), and so maxima and
 * minima, max pooling, magnitudes, leaky ReLUs and clips. In real arithmetic the function is the same, to the last digit; in floats it
 * isn't, so this is for proofs alone.
 */
public final class PiecewiseLinear {
    private final Trace trace = new Trace();
    private final Map<Value, Value> here = new HashMap<>();

    private PiecewiseLinear() {}

    /** The same function with the same inputs and outputs; other operations stay as they are. */
    public static Graph of(Graph network) {
        PiecewiseLinear rewriting = new PiecewiseLinear();
        Set<Value> dependents = network.dependents(Set.copyOf(network.inputs().values()));
        for (Value value : network.values()) {
            List<Value> operands =
                    value.operands().stream().map(rewriting.here::get).toList();
            Value written = dependents.contains(value) ? rewriting.written(value, operands) : null;
            rewriting.here.put(value, written == null ? rewriting.trace.copy(value, operands) : written);
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        network.outputs().forEach((name, value) -> outputs.put(name, rewriting.here.get(value)));
        List<Value> inputs =
                network.inputs().values().stream().map(rewriting.here::get).toList();
        return rewriting.trace.graph(inputs, outputs);
    }

    /** The value as linear operations and ReLUs, or null where it stays. */
    private Value written(Value value, List<Value> operands) {
        return switch (value.op()) {
            case Pointwise pointwise -> pointwise(pointwise, operands.getFirst());
            case Maximum.Max() -> maximum(operands.get(0), operands.get(1));
            case Maximum.Min() -> operands.get(0).minus(above(operands.get(0), operands.get(1)));
            case Maximum.Pool(var pooling) -> pool(operands.getFirst(), pooling);
            case Source _, Linear _, Product _, Quotient _, Movement _, Random _ -> null;
        };
    }

    private static Value above(Value a, Value b) {
        return a.minus(b).relu();
    }

    private static Value maximum(Value a, Value b) {
        return b.plus(above(a, b));
    }

    private static Value pointwise(Pointwise op, Value x) {
        return switch (op) {
            case Pointwise.Absolute() -> x.relu().scale(2).minus(x);
            case Pointwise.LeakyRelu(float slope) -> {
                Value positive = x.relu();
                yield positive.plus(x.minus(positive).scale(slope));
            }
            case Pointwise.Clip(float lower, float upper) -> {
                Value from = lower == Float.NEGATIVE_INFINITY
                        ? x
                        : x.plus(-lower).relu().plus(lower);
                // min(y, upper) = upper − relu(upper − y)
                yield upper == Float.POSITIVE_INFINITY
                        ? from
                        : from.negate().plus(upper).relu().negate().plus(upper);
            }
            case Pointwise.Relu _,
                    Pointwise.Shift _,
                    Pointwise.Step _,
                    Pointwise.Sign _,
                    Pointwise.Sigmoid _,
                    Pointwise.Tanh _,
                    Pointwise.Exponential _,
                    Pointwise.ExponentialMinusOne _,
                    Pointwise.Softplus _,
                    Pointwise.Logarithm _,
                    Pointwise.SquareRoot _,
                    Pointwise.Reciprocal _,
                    Pointwise.Sine _,
                    Pointwise.Cosine _,
                    Pointwise.Power _,
                    Pointwise.ErrorFunction _,
                    Pointwise.ArcTangent _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _,
                    Pointwise.Narrow _,
                    Pointwise.Floor _,
                    Pointwise.Round _,
                    Pointwise.RoundUp _,
                    Pointwise.RoundDown _ -> null;
        };
    }

    /** The maximum of each window, of its taps in pairs. */
    private static Value pool(Value x, Pooling pooling) {
        Window window = pooling.window();
        List<Value> taps = new ArrayList<>();
        for (int row = 0; row < window.kernelHeight(); row++) {
            List<Integer> rows = positions(
                    pooling.outputHeight(),
                    window.strideHeight(),
                    window.padTop(),
                    window.dilationHeight(),
                    row,
                    window.kernelHeight(),
                    pooling.height());
            Value lines = x.gather(x.shape().rank() - 2, rows);
            for (int column = 0; column < window.kernelWidth(); column++) {
                List<Integer> columns = positions(
                        pooling.outputWidth(),
                        window.strideWidth(),
                        window.padLeft(),
                        window.dilationWidth(),
                        column,
                        window.kernelWidth(),
                        pooling.width());
                taps.add(lines.gather(x.shape().rank() - 1, columns));
            }
        }
        while (taps.size() > 1) {
            List<Value> halves = new ArrayList<>();
            for (int i = 0; i + 1 < taps.size(); i += 2) {
                halves.add(taps.get(i) == taps.get(i + 1) ? taps.get(i) : maximum(taps.get(i), taps.get(i + 1)));
            }
            if (taps.size() % 2 == 1) {
                halves.add(taps.getLast());
            }
            taps = halves;
        }
        return taps.getFirst();
    }

    /** Where a tap lies for each place of the window; where that is off the image, another tap of the same window. */
    private static List<Integer> positions(
            int places, int stride, int before, int dilation, int tap, int taps, int size) {
        List<Integer> positions = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            int at = place * stride - before + tap * dilation;
            for (int other = 0; (at < 0 || at >= size) && other < taps; other++) {
                at = place * stride - before + other * dilation;
            }
            positions.add(at);
        }
        return positions;
    }
}
