package io.jaspis.check.proof;

/** Where a real number lies that was computed in doubles: what rounds is widened by one double on its side. */
public record Range(double lower, double upper) {
    public static final Range ZERO = new Range(0, 0);
    public static final Range ONE = new Range(1, 1);

    public static Range of(double number) {
        return new Range(number, number);
    }

    public boolean is(double number) {
        return lower == number && upper == number;
    }

    public Range plus(Range other) {
        return new Range(sum(lower, other.lower, false), sum(upper, other.upper, true));
    }

    public Range times(Range other) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double a : new double[] {lower, upper}) {
            for (double b : new double[] {other.lower, other.upper}) {
                least = Math.min(least, product(a, b, false));
                most = Math.max(most, product(a, b, true));
            }
        }
        return new Range(least, most);
    }

    /** One over it; its ends have one sign. */
    public Range inverse() {
        return new Range(Math.nextDown(1 / upper), Math.nextUp(1 / lower));
    }

    public Range negated() {
        return new Range(-upper, -lower);
    }

    private static double sum(double a, double b, boolean up) {
        double sum = a + b;
        // What rounding took away is a double itself (Knuth 1969).
        double of = sum - a;
        double lost = (a - (sum - of)) + (b - of);
        return lost == 0 ? sum : outward(sum, up);
    }

    private static double product(double a, double b, boolean up) {
        double product = a * b;
        boolean exact = product == 0 ? a == 0 || b == 0 : Math.abs(product) > 0x1p-900 && Math.fma(a, b, -product) == 0;
        return exact ? product : outward(product, up);
    }

    private static double outward(double number, boolean up) {
        return up ? Math.nextUp(number) : Math.nextDown(number);
    }
}
