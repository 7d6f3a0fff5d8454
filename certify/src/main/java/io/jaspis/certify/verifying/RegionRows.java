package io.jaspis.certify.verifying;

import io.jaspis.certify.branching.Unsafe;
import io.jaspis.threat.Decimals;
import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The rows of a region, each once, as distances from being unsafe: a row {@code c·y ≥ b} becomes {@code b − c·y}, which is above
 * zero where the row doesn't hold.
 *
 * @param coefficients {@code [rows][…]}, of the outputs, and behind them of the inputs where there are any
 * @param constants one for each row
 * @param strict whether a row doesn't hold where the distance is zero
 * @param violations the rows of each violation
 */
record RegionRows(double[][] coefficients, double[] constants, boolean[] strict, int[][] violations) {

    /** Of a region of a query, with columns for its inputs where its rows are about them too: of pictures there are many. */
    static RegionRows of(Region region, Query query) {
        int once = query.outputs() + query.inputs();
        return of(region, query.repeats() ? 2 * once : query.mixed() ? once : query.outputs());
    }

    static RegionRows of(Region region, int columns) {
        Map<Key, Integer> numbers = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        int[][] violations = new int[region.violations().size()][];
        for (int v = 0; v < violations.length; v++) {
            List<Row> own = region.violations().get(v);
            violations[v] = new int[own.size()];
            for (int r = 0; r < own.size(); r++) {
                Row row = own.get(r);
                violations[v][r] = numbers.computeIfAbsent(Key.of(row), _ -> {
                    rows.add(row);
                    return rows.size() - 1;
                });
            }
        }
        int count = rows.size();
        RegionRows all = new RegionRows(new double[count][columns], new double[count], new boolean[count], violations);
        for (int r = 0; r < count; r++) {
            Row row = rows.get(r);
            int[] outputs = row.outputs();
            double[] coefficients = row.coefficients();
            for (int i = 0; i < outputs.length; i++) {
                all.coefficients[r][outputs[i]] = -coefficients[i];
            }
            all.constants[r] = row.bound();
            all.strict[r] = row.strict();
        }
        return all;
    }

    private record Key(List<Integer> outputs, List<Double> coefficients, double bound, boolean strict) {
        static Key of(Row row) {
            return new Key(
                    Arrays.stream(row.outputs()).boxed().toList(),
                    Arrays.stream(row.coefficients()).boxed().toList(),
                    row.bound(),
                    row.strict());
        }
    }

    /** The rows' coefficients from one column on; where a row has none, zeros. */
    double[][] columns(int from, int count) {
        double[][] part = new double[constants.length][count];
        for (int r = 0; r < part.length; r++) {
            int there = Math.min(count, Math.max(0, coefficients[r].length - from));
            System.arraycopy(coefficients[r], Math.min(from, coefficients[r].length), part[r], 0, there);
        }
        return part;
    }

    /**
     * A violation in floats that hold of whatever the written one holds of; null where its coefficients are no floats.
     *
     * @param columns {@code [rows][outputs]}, as {@link #columns} gives them
     */
    Unsafe unsafe(int[] violation, double[][] columns) {
        return unsafe(violation, columns, _ -> Float.POSITIVE_INFINITY, new float[0]);
    }

    /**
     * The same also of coefficients that are no floats: what the nearest floats take off a row is taken off its bound.
     *
     * @param sizes the largest magnitude that an output can have, asked for where it is needed; null where one that is needed is infinite
     * @param errors how far each output may be off, where it then still mustn't be unsafe; empty for not at all
     */
    Unsafe unsafe(int[] violation, double[][] columns, IntToDoubleFunction sizes, float[] errors) {
        float[][] own = new float[violation.length][];
        float[] bounds = new float[violation.length];
        for (int r = 0; r < violation.length; r++) {
            double[] row = columns[violation[r]];
            own[r] = new float[row.length];
            BigDecimal bound = new BigDecimal(constants[violation[r]]);
            for (int j = 0; j < row.length; j++) {
                own[r][j] = (float) -row[j];
                if (errors.length > 0) {
                    BigDecimal off = new BigDecimal(row[j]).abs().multiply(new BigDecimal(errors[j]));
                    bound = bound.subtract(off);
                }
                if (own[r][j] != -row[j]) {
                    double size = sizes.applyAsDouble(j);
                    if (!Double.isFinite(size) || !Float.isFinite(own[r][j])) {
                        return null;
                    }
                    BigDecimal lost = new BigDecimal(own[r][j])
                            .add(new BigDecimal(row[j]))
                            .abs();
                    bound = bound.subtract(lost.multiply(new BigDecimal(size)));
                }
            }
            bounds[r] = Decimals.floatNotAbove(bound);
        }
        return new Unsafe(own, bounds);
    }

    int count() {
        return constants.length;
    }

    /** The numbers of all violations. */
    int[] all() {
        int[] all = new int[violations.length];
        Arrays.setAll(all, v -> v);
        return all;
    }

    /** Whether a row can't hold where it is at least this far from it. */
    boolean excludes(int row, double distance) {
        return strict[row] ? distance >= 0 : distance > 0;
    }

    /** The row of a violation that is furthest from holding. */
    int decisive(int violation, float[] distances) {
        int decisive = violations[violation][0];
        for (int row : violations[violation]) {
            decisive = distances[row] > distances[decisive] ? row : decisive;
        }
        return decisive;
    }

    /** How far the nearest violation is: that of its decisive row. */
    float nearest(float[] distances) {
        float nearest = Float.POSITIVE_INFINITY;
        for (int violation = 0; violation < violations.length; violation++) {
            nearest = Math.min(nearest, distances[decisive(violation, distances)]);
        }
        return nearest;
    }
}
