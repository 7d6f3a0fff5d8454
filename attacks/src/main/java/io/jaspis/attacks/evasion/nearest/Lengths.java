package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Norm;

/** Lengths of deviations and slopes, in double precision. */
final class Lengths {
    private Lengths() {}

    static double of(Norm norm, float[] vector) {
        return switch (norm) {
            case LINF -> largest(vector);
            case L2 -> Math.sqrt(squares(vector));
            case L1 -> sum(vector);
        };
    }

    /** In the norm that a hyperplane's distance has below. */
    static double dual(Norm norm, float[] vector) {
        return switch (norm) {
            case LINF -> sum(vector);
            case L2 -> Math.sqrt(squares(vector));
            case L1 -> largest(vector);
        };
    }

    static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** How many elements aren't 0. */
    static int count(float[] vector) {
        int count = 0;
        for (float element : vector) {
            count += element != 0 ? 1 : 0;
        }
        return count;
    }

    static double squares(float[] vector) {
        return product(vector, vector);
    }

    private static double sum(float[] vector) {
        double sum = 0;
        for (float element : vector) {
            sum += Math.abs(element);
        }
        return sum;
    }

    private static double largest(float[] vector) {
        float largest = 0;
        for (float element : vector) {
            largest = Math.max(largest, Math.abs(element));
        }
        return largest;
    }
}
