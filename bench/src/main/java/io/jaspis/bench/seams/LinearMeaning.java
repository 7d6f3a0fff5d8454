package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Products of matrices, and batch normalisation. */
final class LinearMeaning {
    private LinearMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Gemm", call -> List.of(gemm(call)));
        operators.put("MatMul", call -> List.of(product(call.x(), call.input(1))));
        operators.put("BatchNormalization", call -> List.of(batchNormalization(call)));
    }

    private static FileTensor transposed(FileTensor matrix, boolean turn) {
        if (!turn) {
            return matrix;
        }
        int rows = matrix.shape()[0];
        int columns = matrix.shape()[1];
        int[] sources = new int[rows * columns];
        Arrays.setAll(sources, i -> i % rows * columns + i / rows);
        return matrix.take(new int[] {columns, rows}, sources);
    }

    private static FileTensor gemm(Call call) {
        FileTensor a = transposed(call.x(), call.integer("transA", 0) != 0);
        FileTensor b = transposed(call.input(1), call.integer("transB", 0) != 0);
        FileTensor product = product(a, b);
        Real alpha = Real.of(call.real("alpha", 1));
        Real beta = Real.of(call.real("beta", 1));
        // A factor of 0 leaves C out, even where it is infinite.
        FileTensor c = call.has(2) && !beta.equals(Real.ZERO) ? call.input(2).broadcast(product.shape()) : null;
        return FileTensor.of(product.element(), product.shape(), i -> {
            Real scaled = product.floats()[i].times(alpha);
            return c == null ? scaled : scaled.plus(c.floats()[i].times(beta));
        });
    }

    private static FileTensor product(FileTensor a, FileTensor b) {
        if (a.element() != b.element() || !a.isFloat()) {
            throw new IllegalArgumentException("a product of " + a.element() + " and " + b.element());
        }
        boolean row = a.rank() == 1;
        boolean column = b.rank() == 1;
        FileTensor left = row ? a.reshaped(1, a.size()) : a;
        FileTensor right = column ? b.reshaped(b.size(), 1) : b;
        int rows = left.shape()[left.rank() - 2];
        int inner = left.shape()[left.rank() - 1];
        int columns = right.shape()[right.rank() - 1];
        if (right.shape()[right.rank() - 2] != inner) {
            throw new IllegalArgumentException("a product over " + inner + " of other matrices");
        }
        int[] lead = FileTensor.common(
                Arrays.copyOf(left.shape(), left.rank() - 2), Arrays.copyOf(right.shape(), right.rank() - 2));
        FileTensor many = left.broadcast(joined(lead, rows, inner));
        FileTensor others = right.broadcast(joined(lead, inner, columns));
        FileTensor result = FileTensor.of(a.element(), joined(lead, rows, columns), i -> {
            int matrix = i / (rows * columns);
            int at = i / columns % rows;
            Real sum = Real.ZERO;
            for (int k = 0; k < inner; k++) {
                sum = sum.plus(many.floats()[(matrix * rows + at) * inner + k].times(
                        others.floats()[(matrix * inner + k) * columns + i % columns]));
            }
            return sum;
        });
        int[] shape = row ? column ? lead : joined(lead, columns) : column ? joined(lead, rows) : result.shape();
        return result.reshaped(shape);
    }

    private static int[] joined(int[] lead, int... more) {
        int[] all = Arrays.copyOf(lead, lead.length + more.length);
        System.arraycopy(more, 0, all, lead.length, more.length);
        return all;
    }

    private static FileTensor batchNormalization(Call call) {
        boolean training = call.opset() >= 14
                ? call.integer("training_mode", 0) != 0
                : call.node().getOutputCount() > 1;
        if (training) {
            throw UndefinedException.everywhere("batch normalisation in training");
        }
        FileTensor x = call.x();
        int channels = x.shape()[1];
        int inner = x.size() / x.shape()[0] / channels;
        Real epsilon = Real.of(call.real("epsilon", 1e-5f));
        return FileTensor.of(x.element(), x.shape(), i -> {
            int channel = i / inner % channels;
            Real deviation = call.input(4).floats()[channel].plus(epsilon).squareRoot();
            return x.floats()[i]
                    .minus(call.input(3).floats()[channel])
                    .over(deviation)
                    .times(call.input(1).floats()[channel])
                    .plus(call.input(2).floats()[channel]);
        });
    }
}
