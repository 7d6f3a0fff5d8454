package io.jaspis.certify.chain;

/** What is known of every ReLU's operand on one domain: bounds, and the lines that its result lies between there. */
public final class Level {
    final float[][] lower;
    final float[][] upper;

    Level(Stages stages) {
        int relus = stages.stages.length - 1;
        lower = new float[relus][];
        upper = new float[relus][];
        for (int k = 0; k < relus; k++) {
            lower[k] = new float[stages.stages[k].outputs()];
            upper[k] = new float[stages.stages[k].outputs()];
        }
    }

    /** What holds in all of the stages' box. */
    static Level known(Stages stages) {
        Level level = new Level(stages);
        for (int k = 0; k < level.lower.length; k++) {
            System.arraycopy(stages.stages[k].lower(), 0, level.lower[k], 0, level.lower[k].length);
            System.arraycopy(stages.stages[k].upper(), 0, level.upper[k], 0, level.upper[k].length);
        }
        return level;
    }
}
