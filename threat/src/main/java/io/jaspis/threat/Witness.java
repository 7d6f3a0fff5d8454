package io.jaspis.threat;

import java.util.Arrays;
import java.util.Objects;

/**
 * A counterexample: an input of the set that violates the property, checked from scratch by {@link Verification}.
 *
 * @param x the input, of which it has a copy and gives copies
 * @param prediction the class that the network gives it; {@link Logits#NONE} where an output is NaN
 * @param distance to the example that it was made from, in the threat's norm; NaN where there is none
 * @param attack the name of what found it
 */
public record Witness(float[] x, int prediction, double distance, String attack) {
    public Witness {
        x = Objects.requireNonNull(x, "a counterexample needs its input, but that is null")
                .clone();
    }

    @Override
    public float[] x() {
        return x.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Witness witness
                && Arrays.equals(x, witness.x)
                && prediction == witness.prediction
                && Double.compare(distance, witness.distance) == 0
                && Objects.equals(attack, witness.attack);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(x), prediction, distance, attack);
    }
}
