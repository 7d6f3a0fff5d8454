package io.jaspis.audit;

import io.jaspis.certify.Certifier;
import io.jaspis.certify.CheckedProver;
import io.jaspis.certify.crown.FloatRoom;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The certifiers of an audit, each made ready for its problem when it is first needed, and all closed together. */
final class Proofs implements AutoCloseable {
    private final Problem problem;
    private final Budget budget;
    private final BooleanSupplier stopped;
    private final Phases phases;
    private final Map<Certifier, Certifier.Prover> provers = new HashMap<>();
    /** Null until something is proved. */
    private FloatRoom room;

    /**
     * What is known of an example at a radius.
     *
     * @param margin the largest lower bound of the smallest margin
     * @param certifier the name of what made it positive
     */
    record Bound(double margin, Optional<String> certifier) {
        static final Bound UNKNOWN = new Bound(Double.NEGATIVE_INFINITY, Optional.empty());

        boolean proved() {
            return certifier.isPresent();
        }
    }

    Proofs(Problem problem, Budget budget, BooleanSupplier stopped, Phases phases) {
        this.problem = problem;
        this.budget = budget;
        this.stopped = stopped;
        this.phases = phases;
    }

    /** What these certifiers prove, each on what those before it left, beside what is known already. */
    void prove(List<Certifier> certifiers, List<Integer> indices, double epsilon, Map<Integer, Bound> known) {
        for (Certifier certifier : certifiers) {
            List<Integer> left = new ArrayList<>();
            for (int index : indices) {
                if (!known.getOrDefault(index, Bound.UNKNOWN).proved()) {
                    left.add(index);
                }
            }
            if (left.isEmpty() || stopped.getAsBoolean()) {
                return;
            }
            float[] margins = phases.of(
                    Phase.Part.CERTIFIER,
                    certifier.name(),
                    () -> provers.computeIfAbsent(certifier, one -> new CheckedProver(one, problem))
                            .margins(List.copyOf(left), epsilon, budget, stopped));
            for (int i = 0; i < margins.length; i++) {
                double best = Math.max(
                        margins[i],
                        known.getOrDefault(left.get(i), Bound.UNKNOWN).margin());
                known.put(left.get(i), new Bound(best, best > 0 ? Optional.of(certifier.name()) : Optional.empty()));
            }
        }
    }

    /** Whether a margin that is proved around an example leaves room for float32. */
    boolean inFloat32(int index, double epsilon, double margin) {
        if (room == null) {
            room = new FloatRoom(problem);
        }
        return margin >= room.around(index, epsilon);
    }

    @Override
    public void close() {
        if (room != null) {
            room.close();
        }
        provers.values().forEach(Certifier.Prover::close);
    }
}
