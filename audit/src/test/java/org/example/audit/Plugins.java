package org.example.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.certify.Certifier;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a jar of somebody else's may have. */
public final class Plugins {
    private Plugins() {}

    public record Failing(String name) implements Attack {
        @Override
        public void attack(
                Problem problem,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            throw new IllegalStateException("I fail");
        }
    }

    /** Proves whatever it is asked about, but gives so many margins less, and fails where that can't be. */
    public record ProvesAll(int less) implements Certifier {
        @Override
        public String name() {
            return "proves all";
        }

        @Override
        public Prover prepare(Problem problem) {
            return new Prover() {
                @Override
                public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
                    float[] margins = new float[indices.size() - less];
                    Arrays.fill(margins, 1);
                    return margins;
                }

                @Override
                public void close() {}
            };
        }
    }
}
