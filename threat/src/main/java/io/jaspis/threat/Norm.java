package io.jaspis.threat;

/** How far two points are apart. */
public enum Norm {
    /** The largest difference of a coordinate. */
    LINF("L∞", "inf"),
    /** The root of the sum of squared differences. */
    L2("L2", "2"),
    /** The sum of the differences. */
    L1("L1", "1");

    private final String symbol;
    private final String option;

    Norm(String symbol, String option) {
        this.symbol = symbol;
        this.option = option;
    }

    /** As papers write it. */
    public String symbol() {
        return symbol;
    }

    /** As the command line takes it. */
    public String option() {
        return option;
    }

    /** The distance of two opposite corners of a cube. */
    public double diameter(double side, int dimensions) {
        return switch (this) {
            case LINF -> side;
            case L2 -> side * Math.sqrt(dimensions);
            case L1 -> side * dimensions;
        };
    }

    /** The distance of two points of n coordinates, in double precision. */
    public double distance(float[] a, int aOffset, float[] b, int bOffset, int n) {
        Fitting.values(a, aOffset, n);
        Fitting.values(b, bOffset, n);
        double result = 0;
        for (int i = 0; i < n; i++) {
            double difference = Math.abs((double) a[aOffset + i] - b[bOffset + i]);
            switch (this) {
                case LINF -> result = Math.max(result, difference);
                case L2 -> result += difference * difference;
                case L1 -> result += difference;
            }
        }
        return this == L2 ? Math.sqrt(result) : result;
    }
}
