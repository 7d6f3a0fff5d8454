package io.jaspis.certify.verifying;

import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a region, each once, as distances from being unsafe: a row {@code c·y ≥ b} becomes {@code b − c·y}, which is above
 * zero where the row doesn't hold.
 *
 * @param outputs {@code [rows][outputs]}
 * @param inputs {@code [rows][inputs]}, of rows that have inputs in them
 * @param constants one for each row
 * @param strict whether a row doesn't hold where the distance is zero
 * @param violations the rows of each violation
 */
record RegionRows(double[][] outputs, double[][] inputs, double[] constants, boolean[] strict, int[][] violations) {

    static RegionRows of(Region region, int inputs, int outputs) {
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
        RegionRows all = new RegionRows(
                new double[count][outputs],
                new double[count][inputs],
                new double[count],
                new boolean[count],
                violations);
        for (int r = 0; r < count; r++) {
            Row row = rows.get(r);
            for (int i = 0; i < row.outputs().length; i++) {
                int index = row.outputs()[i];
                double coefficient = -row.coefficients()[i];
                if (index < outputs) {
                    all.outputs[r][index] = coefficient;
                } else {
                    all.inputs[r][index - outputs] = coefficient;
                }
            }
            all.constants[r] = row.bound();
            all.strict[r] = row.strict();
        }
        return all;
    }

    private record Key(List<Integer> outputs, List<Double> coefficients, double bound, boolean strict) {
        static Key of(Row row) {
            List<Integer> outputs = new ArrayList<>();
            List<Double> coefficients = new ArrayList<>();
            for (int i = 0; i < row.outputs().length; i++) {
                outputs.add(row.outputs()[i]);
                coefficients.add(row.coefficients()[i]);
            }
            return new Key(outputs, coefficients, row.bound(), row.strict());
        }
    }

    int count() {
        return constants.length;
    }

    /** Whether a row can't hold where it is at least this far from it. */
    boolean excludes(int row, double distance) {
        return strict[row] ? distance >= 0 : distance > 0;
    }

    /** Whether a distance that was computed at a point, not bounded, is that of a row that holds. */
    boolean holds(int row, float distance) {
        return strict[row] ? distance < 0 : distance <= 0;
    }
}
