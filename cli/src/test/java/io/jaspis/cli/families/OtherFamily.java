package io.jaspis.cli.families;

import io.jaspis.attacks.Effort;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.CertifierFamily;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A certifier that comes with no jar of Jaspis: interval bounds under a name of its own. */
public final class OtherFamily implements CertifierFamily {
    public static final String NAME = "bounds of another jar";

    @Override
    public List<String> names() {
        return List.of("other");
    }

    @Override
    public Certifier certifier(String name, Problem problem, Effort effort) {
        return new Other(effort);
    }

    private record Other(Effort effort) implements Certifier {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of("jar", "another");
        }

        @Override
        public Prover prepare(Problem problem) {
            Prover bounds = new IntervalBounds().prepare(problem);
            return new Prover() {
                @Override
                public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
                    return bounds.margins(indices, epsilon, budget, stopped);
                }

                @Override
                public void close() {
                    bounds.close();
                }
            };
        }
    }
}
