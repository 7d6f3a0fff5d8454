package io.jaspis.attacks.evasion.gradient;

/**
 * A round of A3, with the numbers of its authors' code.
 *
 * @param starts whether it spends on starts, because these alone brought many to fall
 * @param share of the examples that it goes on with
 * @param steps by the margin of each run, after those of its start: in that code as many as its table has, and those of the start
 *     once more
 * @param diversifying steps of the start
 */
record Round(int number, boolean starts, double share, int steps, int diversifying, int restarts) {
    static final int COUNT = 13;

    private static final double[] SHARES = {1, 1, 1, .7, .6, .5, .4, .3, .2, .1, .1, .065, .03};
    private static final int[] STEPS = {8, 8, 8, 25, 30, 30, 35, 40, 45, 50, 50, 55, 60};
    private static final int[] RESTARTS = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 50};
    private static final int DIVERSIFYING = 7;

    private static final double[] SHARES_OF_STARTS = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, .8, .5, .5};
    private static final int[] STEPS_OF_STARTS = {8, 8, 8, 5, 5, 10, 10, 15, 18, 20, 25, 35, 45};
    private static final int[] RESTARTS_OF_STARTS = {1, 1, 1, 10, 1, 1, 1, 1, 1, 1, 5, 5, 20};
    private static final int[] DIVERSIFYING_OF_STARTS = {0, 7, 7, 10, 15, 15, 10, 10, 10, 10, 10, 10, 10};

    private static final float RIVAL = .8f;

    /**
     * What the weight of the label is drawn from, and that of the favoured wrong class, for ten classes.
     */
    record Signs(double lowest, double highest, float rival) {}

    static Round of(int number, boolean starts) {
        return starts
                ? new Round(
                        number,
                        true,
                        SHARES_OF_STARTS[number],
                        STEPS_OF_STARTS[number] + DIVERSIFYING_OF_STARTS[number],
                        DIVERSIFYING_OF_STARTS[number],
                        RESTARTS_OF_STARTS[number])
                : new Round(
                        number,
                        false,
                        SHARES[number],
                        STEPS[number] + diversifying(number),
                        diversifying(number),
                        RESTARTS[number]);
    }

    private static int diversifying(int number) {
        return number == 0 ? 0 : DIVERSIFYING;
    }

    private boolean last() {
        return number >= (starts ? 11 : 10);
    }

    /** How many wrong classes are favoured in turn. */
    int rivals(int classes) {
        int most = classes > 100 ? 20 : classes > 10 ? 14 : last() && !starts ? 4 : 9;
        return Math.min(most, classes - 1);
    }

    /**
     * The signs of the weights; of more than ten classes always the same.
     *
     * @param together whether those that have worked tell them, else the run's number
     * @param wrong sum of the weights of classes that were reached
     * @param right sum of the weights of their labels
     */
    Signs signs(int classes, boolean together, int epoch, double wrong, double right) {
        if (last()) {
            return starts ? new Signs(0, 0, RIVAL) : new Signs(-.8, .1, RIVAL);
        }
        boolean many = classes > 10;
        // So that each class meets each of the four: their numbers have a divisor in common where the classes' count is
        // even.
        int count = rivals(classes);
        int run = count % 2 == 0 ? epoch + epoch / count : epoch;
        boolean rivalUp = starts || many || (together ? wrong >= 0 : run % 2 == 0);
        boolean labelUp = starts || !many && (together ? right > 0 : run / 2 % 2 == 1);
        return labelUp ? new Signs(-.1, .5, rivalUp ? RIVAL : -RIVAL) : new Signs(-.5, .1, rivalUp ? RIVAL : -RIVAL);
    }
}
