package io.jaspis.attacks.evasion.blackbox;

/** Arithmetic of ways from an example. */
final class Ways {
    private Ways() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** The largest magnitude. */
    static double largest(double[] a) {
        double largest = 0;
        for (double element : a) {
            largest = Math.max(largest, Math.abs(element));
        }
        return largest;
    }

    /** Makes a way 1 long, in place; false where it has no length. */
    static boolean normalize(double[] a) {
        double length = length(a);
        if (!(length > 0) || Double.isInfinite(length)) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            a[i] /= length;
        }
        return true;
    }

    static double[] scaled(double factor, double[] a) {
        return sum(factor, a, 0, a);
    }

    /** {@code p·a + q·b}. */
    static double[] sum(double p, double[] a, double q, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = p * a[i] + q * b[i];
        }
        return sum;
    }

    /** Gives a way this length, in place; one that has none stays. */
    static void stretch(double[] a, double length) {
        if (normalize(a)) {
            for (int i = 0; i < a.length; i++) {
                a[i] *= length;
            }
        }
    }
}
