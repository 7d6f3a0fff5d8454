package io.jaspis.check.proof;

import io.jaspis.threat.InputSet;

/**
 * Each input between two numbers.
 *
 * @param least of each input
 * @param most of each input
 */
public record InputBox(double[] least, double[] most) implements Inputs {
    public InputBox {
        if (least.length != most.length) {
            throw new IllegalArgumentException(
                    "a box has as many least numbers as most, but not " + least.length + " and " + most.length);
        }
        least = least.clone();
        most = most.clone();
    }

    /** The smallest box of floats around another. */
    public static InputBox around(InputSet.Box box) {
        double[] least = new double[box.size()];
        double[] most = new double[box.size()];
        for (int i = 0; i < least.length; i++) {
            least[i] = box.outerLower(i);
            most[i] = box.outerUpper(i);
        }
        return new InputBox(least, most);
    }

    @Override
    public InputBox box() {
        return this;
    }

    /** How many inputs there are. */
    public int size() {
        return least.length;
    }

    /** How wide the box is along an input. */
    public double width(int i) {
        return most[i] - least[i];
    }

    /** A lower bound of Σ cᵢ·xᵢ over the box, as of {@link #within}. */
    double lowest(double[] low, double[] high) {
        double sum = 0;
        for (int i = 0; i < least.length; i++) {
            if (low[i] != 0 || high[i] != 0) {
                Range input = new Range(least[i], most[i]);
                sum = Math.nextDown(
                        sum + new Range(low[i], high[i]).times(input).lower());
            }
        }
        return sum;
    }

    /** The half of it in which an input is at most in the middle, or at least there; the middle belongs to both. */
    public InputBox half(int input, boolean above) {
        double middle = 0.5 * least[input] + 0.5 * most[input];
        double[] ends = (above ? least : most).clone();
        ends[input] = middle;
        return above ? new InputBox(ends, most) : new InputBox(least, ends);
    }
}
