package io.jaspis.check.proof;

/**
 * A part of a set of inputs, in which some neurons are on and others off, with the parameters of a pass that bounds it.
 *
 * @param sides of each neuron: 1 where it is on, −1 where it is off, 0 where it may be either; null for the whole set
 * @param parameters of each neuron: the slope α of a line below a ReLU that may be on or off, or the multiplier β of the condition
 *     that it is on or off; null for those of CROWN
 */
record Part(byte[] sides, float[] parameters) {
    static final Part WHOLE = new Part(null, null);

    int side(int neuron) {
        return sides == null ? 0 : sides[neuron];
    }

    /** From 0 on, whatever was given. */
    double multiplier(int neuron) {
        return parameters == null || !(parameters[neuron] > 0) ? 0 : parameters[neuron];
    }

    /** From 0 to 1, whatever was given. */
    double slope(int neuron, double otherwise) {
        return parameters == null ? otherwise : parameters[neuron] > 0 ? Math.min(1, parameters[neuron]) : 0;
    }
}
