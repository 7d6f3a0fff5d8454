package io.jaspis.certify.crown;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.branching.ReluCases;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.proof.InputBall;
import io.jaspis.certify.proof.NeuronRanges;
import io.jaspis.certify.proof.Packed;
import io.jaspis.certify.proof.PlainArithmetic;
import io.jaspis.certify.proof.Proof;
import io.jaspis.certify.proof.ProofChecker;
import io.jaspis.certify.proof.ProofChecker.Bounded;
import io.jaspis.certify.proof.ProofChecker.Claim;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Finds proofs that {@link ProofChecker} can follow, of examples that any certifier proved: it takes the checker's own bounds as far as
 * they go, and where they leave a class, splits neurons on them until the checker agrees.
 */
public final class ProofFinder {
    private final Problem problem;
    private final long domains;
    private final ProofChecker checker;
    /** What neurons are split of; null where the checker counts others. */
    private final Activations activations;

    /**
     * Prepares proofs.
     *
     * @param domains of an example and a class that may be bounded, at most
     * @throws IllegalArgumentException where {@link #refusal} says why there are none
     */
    public ProofFinder(Problem problem, long domains) {
        this.problem = problem;
        this.domains = domains;
        try {
            this.checker = new ProofChecker(problem.scores());
        } catch (PlainArithmetic.NotPlain e) {
            throw new IllegalArgumentException(
                    "the network isn't one of sums, products with constants and maxima: " + e.getMessage(), e);
        }
        this.activations = activations(problem, checker);
    }

    private static Activations activations(Problem problem, ProofChecker checker) {
        if (problem.threat().norm() != Norm.LINF
                || Activations.refusal(problem.scores()).isPresent()) {
            return null;
        }
        Activations activations = new Activations(problem.scores(), Cpu.best());
        return activations.neurons() == checker.neurons() ? activations : null;
    }

    /** Why there are no such proofs of what an attacker may do; empty where there may be. */
    public static Optional<String> refusal(Problem problem) {
        if (problem.threat().features() != null) {
            return Optional.of("proofs that can be checked are of balls in which all inputs are alike");
        }
        return problem.targeted()
                ? Optional.of("proofs that can be checked are of all classes but the label")
                : Optional.empty();
    }

    /**
     * A proof of an example.
     *
     * @param index of the example
     * @param stopped ends the search early
     * @return empty where none was found
     */
    public Optional<Proof> find(int index, double epsilon, BooleanSupplier stopped) {
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        Threat threat = problem.threat().withEpsilon(epsilon);
        Claim claim = Claim.of(
                new InputBall(threat.norm(), epsilon, example, threat.lower(), threat.upper()),
                problem.examples().label(index),
                problem.classes());
        Bounded bounded = null;
        List<Integer> open = List.of();
        for (Proof.Neurons neurons : Proof.Neurons.values()) {
            bounded = checker.bounded(claim, neurons, stopped);
            open = bounded.open();
            if (open.isEmpty()) {
                return Optional.of(new Proof(neurons, List.of()));
            }
        }
        return activations == null ? Optional.empty() : byCases(claim, bounded, open, threat, stopped);
    }

    private Optional<Proof> byCases(
            Claim claim, Bounded bounded, List<Integer> open, Threat threat, BooleanSupplier stopped) {
        float[] example = claim.ball().centre();
        float[] lower = new float[example.length];
        float[] upper = new float[example.length];
        for (int i = 0; i < example.length; i++) {
            lower[i] = threat.outerLower(i, example[i]);
            upper[i] = threat.outerUpper(i, example[i]);
        }
        List<Proof.Rival> rivals = new ArrayList<>();
        try (ReluCases cases = new ReluCases(activations, Cpu.best(), lower, upper, outward(bounded.ranges()))) {
            for (int rival : open) {
                float[] lead = new float[problem.classes()];
                lead[claim.label()] = 1;
                lead[rival] = -1;
                List<Proof.Case> parts = cases.prove(lead, domains, stopped).stream()
                        .map(part -> new Proof.Case(
                                Arrays.stream(part.splits()).boxed().toList(), Packed.floats(part.parameters())))
                        .toList();
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                Proof.Rival proved = new Proof.Rival(rival, parts);
                if (bounded.objection(proved, stopped).isPresent()) {
                    return Optional.empty();
                }
                rivals.add(proved);
            }
        }
        return Optional.of(new Proof(Proof.Neurons.CROWN, rivals));
    }

    /** The narrowest floats around ranges of doubles. */
    private static NeuronBounds outward(NeuronRanges ranges) {
        float[] lower = new float[ranges.lower().length];
        float[] upper = new float[lower.length];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = -atLeast(-ranges.lower()[i]);
            upper[i] = atLeast(ranges.upper()[i]);
        }
        return new NeuronBounds(lower, upper);
    }

    private static float atLeast(double number) {
        float rounded = (float) number;
        return rounded < number ? Math.nextUp(rounded) : rounded;
    }
}
