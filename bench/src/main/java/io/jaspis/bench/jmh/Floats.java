package io.jaspis.bench.jmh;

import java.util.Random;

/** Arrays of random operands. */
final class Floats {
    private Floats() {}

    static float[] uniform(Random random, int size) {
        float[] elements = new float[size];
        for (int i = 0; i < size; i++) {
            elements[i] = random.nextFloat() - 0.5f;
        }
        return elements;
    }
}
