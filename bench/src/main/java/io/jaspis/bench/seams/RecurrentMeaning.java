package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** RNN, GRU and LSTM by ONNX's equations, with the functions that ONNX has where none are named. */
final class RecurrentMeaning {
    private RecurrentMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("RNN", call -> List.of(layer(call, 1)));
        operators.put("GRU", call -> List.of(layer(call, 3)));
        operators.put("LSTM", call -> List.of(layer(call, 4)));
    }

    /** The weights of one direction. */
    private record Cell(Call call, int direction, int gates, int in, int hidden) {
        /** Row {@code gate, unit} of W times x, and of R times h, each with its bias. */
        Real input(int gate, int unit, Real[] x) {
            return row(1, 0, gate, unit, in, x);
        }

        Real state(int gate, int unit, Real[] h) {
            return row(2, gates * hidden, gate, unit, hidden, h);
        }

        private Real row(int weights, int bias, int gate, int unit, int width, Real[] x) {
            int row = gate * hidden + unit;
            Real sum = call.has(3) ? call.input(3).floats()[direction * 2 * gates * hidden + bias + row] : Real.ZERO;
            Real[] w = call.input(weights).floats();
            for (int i = 0; i < width; i++) {
                sum = sum.plus(w[(direction * gates * hidden + row) * width + i].times(x[i]));
            }
            return sum;
        }

        /** Of an LSTM, which looks at its cell. */
        Real peephole(int which, int unit, Real cell) {
            if (!call.has(7)) {
                return Real.ZERO;
            }
            return call.input(7)
                    .floats()[(direction * 3 + which) * hidden + unit]
                    .times(cell);
        }

        /** What an activation is of, cut off where the layer says so. */
        Real cut(Real operand) {
            float clip = call.real("clip", 0);
            return clip == 0 ? operand : operand.max(Real.of(-clip)).min(Real.of(clip));
        }

        Real sigmoid(Real operand) {
            return Functions.sigmoid(cut(operand));
        }

        Real tanh(Real operand) {
            return Functions.tanh(cut(operand));
        }

        Real[] units(java.util.function.IntFunction<Real> unit) {
            Real[] units = new Real[hidden];
            Arrays.setAll(units, unit);
            return units;
        }
    }

    private static Real[] start(Call call, int input, int direction, int examples, int example, int hidden) {
        Real[] start = new Real[hidden];
        Arrays.fill(start, Real.ZERO);
        if (call.has(input)) {
            int from = call.integer("layout", 0) == 0
                    ? (direction * examples + example) * hidden
                    : (example * (call.input(input).shape()[1]) + direction) * hidden;
            System.arraycopy(call.input(input).floats(), from, start, 0, hidden);
        }
        return start;
    }

    private static FileTensor layer(Call call, int gates) {
        FileTensor x = call.x();
        boolean batchFirst = call.integer("layout", 0) == 1;
        int length = x.shape()[batchFirst ? 1 : 0];
        int examples = x.shape()[batchFirst ? 0 : 1];
        int in = x.shape()[2];
        int directions = call.input(1).shape()[0];
        int hidden = call.input(2).shape()[2];
        Real[] y = new Real[length * directions * examples * hidden];
        for (int d = 0; d < directions; d++) {
            boolean backwards = call.text("direction", "forward").equals("reverse") || d == 1;
            Cell cell = new Cell(call, d, gates, in, hidden);
            for (int example = 0; example < examples; example++) {
                Real[] h = start(call, 5, d, examples, example, hidden);
                Real[] c = start(call, 6, d, examples, example, hidden);
                for (int step = 0; step < length; step++) {
                    int t = backwards ? length - 1 - step : step;
                    int from = (batchFirst ? example * length + t : t * examples + example) * in;
                    Real[] now = Arrays.copyOfRange(x.floats(), from, from + in);
                    switch (gates) {
                        case 1 -> h = plain(cell, now, h);
                        case 3 -> h = gated(cell, now, h);
                        default -> {
                            c = remembered(cell, now, h, c);
                            h = shown(cell, now, h, c);
                        }
                    }
                    int to = batchFirst
                            ? ((example * length + t) * directions + d) * hidden
                            : ((t * directions + d) * examples + example) * hidden;
                    System.arraycopy(h, 0, y, to, hidden);
                }
            }
        }
        int[] shape = batchFirst
                ? new int[] {examples, length, directions, hidden}
                : new int[] {length, directions, examples, hidden};
        return new FileTensor(x.element(), shape, y, null);
    }

    private static Real[] plain(Cell cell, Real[] x, Real[] h) {
        return cell.units(u -> cell.tanh(cell.input(0, u, x).plus(cell.state(0, u, h))));
    }

    private static Real[] gated(Cell cell, Real[] x, Real[] h) {
        boolean after = cell.call().integer("linear_before_reset", 0) != 0;
        Real[] z = cell.units(u -> cell.sigmoid(cell.input(0, u, x).plus(cell.state(0, u, h))));
        Real[] r = cell.units(u -> cell.sigmoid(cell.input(1, u, x).plus(cell.state(1, u, h))));
        Real[] reset = cell.units(u -> r[u].times(h[u]));
        return cell.units(u -> {
            Real state = after ? r[u].times(cell.state(2, u, h)) : cell.state(2, u, reset);
            Real candidate = cell.tanh(cell.input(2, u, x).plus(state));
            return Real.ONE.minus(z[u]).times(candidate).plus(z[u].times(h[u]));
        });
    }

    /** ONNX's order of gates is input, output, forget, cell; that of peepholes input, output, forget. */
    private static Real[] remembered(Cell cell, Real[] x, Real[] h, Real[] c) {
        boolean coupled = cell.call().integer("input_forget", 0) != 0;
        return cell.units(u -> {
            Real in = cell.sigmoid(gate(cell, 0, u, x, h, c));
            Real forget = coupled ? Real.ONE.minus(in) : cell.sigmoid(gate(cell, 2, u, x, h, c));
            Real candidate = cell.tanh(cell.input(3, u, x).plus(cell.state(3, u, h)));
            return forget.times(c[u]).plus(in.times(candidate));
        });
    }

    private static Real[] shown(Cell cell, Real[] x, Real[] h, Real[] c) {
        return cell.units(u -> cell.sigmoid(gate(cell, 1, u, x, h, c)).times(cell.tanh(c[u])));
    }

    /** What a gate that looks at the cell is of; its peephole has its number. */
    private static Real gate(Cell cell, int gate, int unit, Real[] x, Real[] h, Real[] c) {
        return cell.input(gate, unit, x).plus(cell.state(gate, unit, h)).plus(cell.peephole(gate, unit, c[unit]));
    }
}
