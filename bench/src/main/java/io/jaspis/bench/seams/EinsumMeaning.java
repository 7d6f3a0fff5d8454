package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Sums of products over named axes, and determinants. */
final class EinsumMeaning {
    private EinsumMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Einsum", call -> List.of(sums(call)));
        operators.put("Det", call -> List.of(determinants(call.x())));
    }

    /** With all letters written out and a result that is named. */
    private static FileTensor sums(Call call) {
        String[] sides = call.text("equation", "").replace(" ", "").split("->");
        String[] operands = sides[0].split(",");
        Map<Character, Integer> extents = new TreeMap<>();
        for (int i = 0; i < operands.length; i++) {
            for (int axis = 0; axis < operands[i].length(); axis++) {
                extents.merge(operands[i].charAt(axis), call.input(i).shape()[axis], Math::max);
            }
        }
        StringBuilder inner = new StringBuilder();
        extents.keySet().stream().filter(letter -> sides[1].indexOf(letter) < 0).forEach(inner::append);
        String all = sides[1] + inner;
        int[] shape = all.chars().map(letter -> extents.get((char) letter)).toArray();
        int[] outer = Arrays.copyOf(shape, sides[1].length());
        Real[] result = new Real[FileTensor.size(outer)];
        Arrays.fill(result, Real.ZERO);
        int run = FileTensor.size(shape) / Math.max(1, result.length);
        for (int i = 0; i < FileTensor.size(shape); i++) {
            Real product = Real.ONE;
            for (int k = 0; k < operands.length; k++) {
                product = product.times(call.input(k).floats()[element(i, shape, all, operands[k], call.input(k))]);
            }
            result[i / run] = result[i / run].plus(product);
        }
        return new FileTensor(call.x().element(), outer, result, null);
    }

    private static int element(int i, int[] shape, String letters, String own, FileTensor x) {
        int[] place = new int[shape.length];
        int rest = i;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        int element = 0;
        for (int axis = 0; axis < own.length(); axis++) {
            int extent = x.shape()[axis];
            element = element * extent + (extent == 1 ? 0 : place[letters.indexOf(own.charAt(axis))]);
        }
        return element;
    }

    private static FileTensor determinants(FileTensor x) {
        int rank = x.rank();
        int rows = x.shape()[rank - 1];
        if (x.shape()[rank - 2] != rows) {
            throw new IllegalArgumentException("no square");
        }
        return FileTensor.of(x.element(), Arrays.copyOf(x.shape(), rank - 2), i -> {
            Real[][] matrix = new Real[rows][];
            for (int row = 0; row < rows; row++) {
                int from = (i * rows + row) * rows;
                matrix[row] = Arrays.copyOfRange(x.floats(), from, from + rows);
            }
            return determinant(matrix, 0, 0);
        });
    }

    /** By the first row's minors; columns that are taken are bits. */
    private static Real determinant(Real[][] matrix, int row, int taken) {
        if (row == matrix.length) {
            return Real.ONE;
        }
        Real sum = Real.ZERO;
        boolean negative = false;
        for (int column = 0; column < matrix.length; column++) {
            if ((taken >> column & 1) == 0) {
                Real part = matrix[row][column].times(determinant(matrix, row + 1, taken | 1 << column));
                sum = negative ? sum.minus(part) : sum.plus(part);
                negative = !negative;
            }
        }
        return sum;
    }
}
