package io.jaspis.attacks.evasion.blackbox;

/** Whether a search still comes nearer. One that doesn't has come to a place of its own, and another start is worth more. */
final class Convergence {
    private static final int ITERATIONS = 5;
    private static final double GAIN = 2e-3;

    private final double[] last = new double[ITERATIONS];
    private int count;

    /** Whether the distance fell by no more than two thousandths in the last five iterations. */
    boolean after(double distance) {
        double before = count < ITERATIONS ? Double.POSITIVE_INFINITY : last[count % ITERATIONS];
        last[count++ % ITERATIONS] = distance;
        return distance >= (1 - GAIN) * before;
    }
}
