package io.jaspis.certify.crown;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.branching.ReluCases;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.linear.Activations;
import io.jaspis.check.proof.Axis;
import io.jaspis.check.proof.Bounded;
import io.jaspis.check.proof.InputBall;
import io.jaspis.check.proof.Proof;
import io.jaspis.check.proof.ProofChecker;
import io.jaspis.check.proof.ProofChecker.Claim;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Finds proofs that {@link ProofChecker} can follow, of examples that any certifier proved: it takes the checker's own bounds as far as
 * they go, and where they leave a class, splits neurons on them until the checker agrees.
 */
public final class ProofFinder {
    private final Problem problem;
    private final long domains;
    private final List<Axis> axes;
    private final ProofChecker checker;
    /** What neurons are split of; null where the checker counts others. */
    private final Activations activations;

    private final Object splitting = new Object();

    /**
     * Prepares proofs.
     *
     * @param domains of an example and a class that may be bounded, at most
     * @throws io.jaspis.autodiff.InputException where there are none of this network, saying why
     */
    public ProofFinder(Problem problem, long domains) {
        this.problem = problem;
        this.domains = domains;
        this.axes = axes(problem.threat(), problem.size());
        this.checker = new ProofChecker(problem.scores());
        this.activations = activations(problem, checker);
    }

    private static Activations activations(Problem problem, ProofChecker checker) {
        if (problem.threat().norm() != Norm.LINF
                || Activations.splittingRefusal(problem.scores()).isPresent()) {
            return null;
        }
        Activations activations = new Activations(problem.scores(), Cpu.beside(problem.device()));
        return activations.neurons() == checker.neurons() ? activations : null;
    }

    /** Why there are no such proofs of what an attacker may do; empty where there may be. */
    public static Optional<String> refusal(Problem problem) {
        return problem.targeted()
                ? Optional.of("proofs that can be checked are of all classes but the label")
                : Optional.empty();
    }

    /** How far so many inputs may move, in the order of elements: one axis for all, one a channel, or one for each. */
    public static List<Axis> axes(Threat threat, int size) {
        Features features = threat.features();
        if (features == null) {
            return List.of(Axis.between(threat.lower(), threat.upper()));
        }
        List<Feature> list = features.list();
        boolean inTurn = size % list.size() == 0
                && IntStream.range(0, size).allMatch(i -> features.of(i) == list.get(i / (size / list.size())));
        return inTurn
                ? list.stream().map(ProofFinder::axis).toList()
                : IntStream.range(0, size).mapToObj(i -> axis(features.of(i))).toList();
    }

    private static Axis axis(Feature feature) {
        Axis.Way way = switch (feature.way()) {
            case EITHER, NONE -> Axis.Way.EITHER;
            case ONLY_UP -> Axis.Way.UP;
            case ONLY_DOWN -> Axis.Way.DOWN;
        };
        return new Axis(
                feature.way() == Feature.Way.NONE ? 0 : feature.epsilon(),
                feature.lower(),
                feature.upper(),
                feature.values() != Feature.Values.REAL,
                way,
                feature.group() == null ? "" : feature.group());
    }

    /**
     * Proofs of an example: one of its whole ball, or one for each choice of categories. Several threads may ask; neurons are split
     * for one of them at a time, with all threads of the device.
     *
     * @param index of the example
     * @param stopped ends the search early
     * @return none where it isn't proved so
     */
    public List<Proof> find(int index, double epsilon, BooleanSupplier stopped) {
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        InputBall ball = new InputBall(problem.threat().norm(), epsilon, example, axes);
        int label = problem.examples().label(index);
        List<InputBall> choices = ball.choices();
        Optional<Proof> whole = find(ball, label, choices.size() == 1 ? domains : 0, stopped);
        if (whole.isPresent() || choices.size() == 1) {
            return whole.stream().toList();
        }
        List<Proof> proofs = new ArrayList<>();
        for (InputBall choice : choices) {
            Optional<Proof> proof = find(choice, label, domains, stopped);
            if (proof.isEmpty()) {
                return List.of();
            }
            proofs.add(proof.get());
        }
        return proofs;
    }

    private Optional<Proof> find(InputBall ball, int label, long most, BooleanSupplier stopped) {
        Claim claim = Claim.of(ball, label, problem.classes());
        Bounded bounded = null;
        List<Integer> open = List.of();
        for (Proof.Neurons neurons : Proof.Neurons.values()) {
            Bounded on = checker.bounded(ball, neurons, stopped);
            if (stopped.getAsBoolean()) {
                // Bounds that were cut off aren't those that the checker makes.
                return Optional.empty();
            }
            open = claim.rivals().stream()
                    .filter(rival -> !on.holds(checker.lead(label, rival)))
                    .toList();
            bounded = on;
            if (open.isEmpty()) {
                return Optional.of(new Proof(neurons, List.of()));
            }
        }
        if (activations == null || most == 0) {
            return Optional.empty();
        }
        synchronized (splitting) {
            return byCases(claim, bounded, open, most, stopped);
        }
    }

    private Optional<Proof> byCases(
            Claim claim, Bounded bounded, List<Integer> open, long most, BooleanSupplier stopped) {
        List<Proof.Rival> rivals = new ArrayList<>();
        try (ReluCases cases = new ReluCases(
                activations, Cpu.beside(problem.device()), claim.ball().box(), bounded.ranges())) {
            for (int rival : open) {
                float[] behind = new float[problem.classes()];
                behind[claim.label()] = -1;
                behind[rival] = 1;
                Unsafe unsafe = new Unsafe(new float[][] {behind}, new float[] {0});
                List<Proof.Case> parts = cases.prove(unsafe, most, stopped).stream()
                        .map(part -> new Proof.Case(part.splits(), part.parameters()))
                        .toList();
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                Proof.Rival proved = new Proof.Rival(rival, parts);
                if (bounded.objection(proved.pieces(checker.lead(claim.label(), rival), ""), stopped)
                        .isPresent()) {
                    return Optional.empty();
                }
                rivals.add(proved);
            }
        }
        return Optional.of(new Proof(Proof.Neurons.CROWN, rivals));
    }
}
