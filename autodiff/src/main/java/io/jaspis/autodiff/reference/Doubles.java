package io.jaspis.autodiff.reference;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Numbers of {@link DoubleArithmetic} without an object for each. */
final class Doubles extends AbstractList<Double> implements RandomAccess {
    final double[] values;

    Doubles(double[] values) {
        this.values = values;
    }

    static Doubles of(List<Double> numbers) {
        if (numbers instanceof Doubles doubles) {
            return doubles;
        }
        double[] values = new double[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return new Doubles(values);
    }

    @Override
    public Double get(int index) {
        return values[index];
    }

    @Override
    public Double set(int index, Double number) {
        double before = values[index];
        values[index] = number;
        return before;
    }

    @Override
    public int size() {
        return values.length;
    }
}
