package io.jaspis.certify.crown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.RandomProblems;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.check.proof.Axis;
import io.jaspis.check.proof.InputBall;
import io.jaspis.check.proof.Packed;
import io.jaspis.check.proof.Proof;
import io.jaspis.check.proof.ProofChecker;
import io.jaspis.check.proof.ProofChecker.Claim;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class ProofLaws {
    private static float[] margins(Certifier certifier, Problem problem) {
        try (Certifier.Prover prover = certifier.prepare(problem)) {
            return prover.margins(List.of(0, 1, 2), problem.threat().epsilon());
        }
    }

    private static Claim claim(Problem problem, int index, double epsilon) {
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        Threat threat = problem.threat();
        return Claim.of(
                new InputBall(threat.norm(), epsilon, example, ProofFinder.axes(threat, problem.size())),
                problem.examples().label(index),
                problem.classes());
    }

    private static Problem problem(long seed, double epsilon) {
        Graph graph = seed % 2 == 0
                ? ReluGraphs.random(seed).graph()
                : ReluGraphs.dense(seed, 3, 10).graph();
        return RandomProblems.of(graph, epsilon, new SplittableRandom(seed));
    }

    /** A proof by several parts, and what it is of. */
    private record Split(Problem problem, int index, double epsilon, Proof proof) {
        static Split first() {
            for (long seed = 1; ; seed += 2) {
                double epsilon = 0.3;
                Problem problem = ProofLaws.problem(seed, epsilon);
                ProofFinder finder = new ProofFinder(problem, 64);
                for (int i = 0; i < RandomProblems.EXAMPLES; i++) {
                    List<Proof> proofs = finder.find(i, epsilon, () -> false);
                    if (!proofs.isEmpty()
                            && proofs.getFirst().rivals().stream()
                                    .anyMatch(rival -> rival.cases().size() > 3)) {
                        return new Split(problem, i, epsilon, proofs.getFirst());
                    }
                }
            }
        }

        Optional<String> objection(double radius, Proof of) {
            return new ProofChecker(problem.scores())
                    .objection(claim(problem, index, radius), List.of(of), () -> false);
        }

        Proof with(List<Proof.Case> cases) {
            return new Proof(
                    proof.neurons(),
                    List.of(new Proof.Rival(proof.rivals().getFirst().rival(), cases)));
        }
    }

    private static final List<Certifier> CHEAP = List.of(new IntervalBounds(), new CrownBounds(Stage.CROWN, 1e9, 64));
    private static final List<Certifier> DEAR =
            List.of(new CrownBounds(Stage.ALPHA_CROWN, 1e9, 64), new CrownBounds(Stage.BRANCHING, 1e9, 64));

    /**
     * That each proof that is found can be followed.
     *
     * @return the examples which one of these proves and of which no proof is found
     */
    private static List<Integer> followed(long seed, List<Certifier> certifiers) {
        double epsilon = Math.pow(10, new SplittableRandom(seed).nextDouble(-2, -0.3));
        Problem problem = problem(seed, epsilon);
        boolean[] proved = new boolean[RandomProblems.EXAMPLES];
        for (Certifier certifier : certifiers) {
            float[] margins = margins(certifier, problem);
            for (int i = 0; i < proved.length; i++) {
                proved[i] |= margins[i] > 0;
            }
        }
        // On looser bounds of neurons it takes more domains.
        ProofFinder finder = new ProofFinder(problem, 4096);
        ProofChecker checker = new ProofChecker(problem.scores());
        List<Integer> missed = new ArrayList<>();
        for (int i = 0; i < proved.length; i++) {
            List<Proof> proof = finder.find(i, epsilon, () -> false);
            if (!proof.isEmpty()) {
                assertEquals(Optional.empty(), checker.objection(claim(problem, i, epsilon), proof, () -> false));
            } else if (proved[i]) {
                missed.add(i);
            }
        }
        return missed;
    }

    @Property(tries = 30)
    @Label("what intervals and CROWN prove, the checker proves alone, and it follows what else is found")
    void followed(@ForAll long seed) {
        assertEquals(List.of(), followed(seed, CHEAP));
    }

    @Example
    void whatSlopesAndSplitsProveIsFollowed() {
        List<String> missed = new ArrayList<>();
        for (long seed = 0; seed < 30; seed++) {
            for (int example : followed(seed, DEAR)) {
                missed.add("seed " + seed + ", example " + example);
            }
        }
        // Two networks that end in a ReLU: a part of which all neurons are split may need more than the climbs come to.
        assertTrue(missed.size() <= 2, missed::toString);
    }

    @Property(tries = 20)
    @Label("in L1 and L2 what intervals prove can be followed, too")
    void round(@ForAll long seed, @ForAll Norm norm) {
        SplittableRandom random = new SplittableRandom(seed);
        double epsilon = Math.pow(10, random.nextDouble(-2, 0));
        Problem problem = problem(seed, 0.1).withThreat(new Threat(norm, epsilon, -1, 1));
        float[] margins = margins(new IntervalBounds(), problem);
        ProofFinder finder = new ProofFinder(problem, 1);
        for (int i = 0; i < margins.length; i++) {
            assertTrue(!finder.find(i, epsilon, () -> false).isEmpty() || !(margins[i] > 0), "example " + i);
        }
    }

    @Example
    void whatIsMissingOrChangedIsSeen() {
        Split split = Split.first();
        assertEquals(Optional.empty(), split.objection(split.epsilon(), split.proof()));
        assertTrue(split.objection(2, split.proof()).orElseThrow().contains("may be ahead"));
        List<Proof.Case> cases = split.proof().rivals().getFirst().cases();
        for (int i = 0; i < cases.size(); i++) {
            List<Proof.Case> others = new ArrayList<>(cases);
            Proof.Case left = others.remove(i);
            assertTrue(split.objection(split.epsilon(), split.with(others))
                    .orElseThrow()
                    .contains("don't cover"));
            // Of one neuron less it is a part that covers more, of which the rest is twice.
            List<Proof.Case> shorter = new ArrayList<>(others);
            shorter.add(new Proof.Case(left.splits().subList(0, left.splits().size() - 1), left.parameters()));
            assertTrue(split.objection(split.epsilon(), split.with(shorter)).isPresent());
            // The other side of its last neuron twice, and its own never.
            List<Integer> turned = new ArrayList<>(left.splits());
            turned.set(turned.size() - 1, turned.getLast() ^ 1);
            List<Proof.Case> twice = new ArrayList<>(others);
            twice.add(new Proof.Case(turned, left.parameters()));
            assertTrue(split.objection(split.epsilon(), split.with(twice)).isPresent());
        }
        // The whole ball isn't proved at once, so it takes the parts.
        assertTrue(split.objection(split.epsilon(), new Proof(Proof.Neurons.CROWN, List.of()))
                .isPresent());
        Proof.Case beyond = new Proof.Case(List.of(1_000_000), cases.getFirst().parameters());
        Proof.Case beside = new Proof.Case(List.of(1_000_001), cases.getFirst().parameters());
        assertTrue(split.objection(split.epsilon(), split.with(List.of(beyond, beside)))
                .orElseThrow()
                .contains("splits neuron 500000"));
        Proof.Case few = new Proof.Case(List.of(), Packed.floats(new float[3]));
        assertTrue(split.objection(split.epsilon(), split.with(List.of(few)))
                .orElseThrow()
                .contains("parameters end"));
    }

    @Example
    void whatStandsBehindParametersIsRefusedWithItsPlace() {
        Split split = Split.first();
        List<Proof.Case> cases = split.proof().rivals().getFirst().cases();
        for (int i = 0; i < cases.size(); i++) {
            Proof.Case of = cases.get(i);
            byte[] packed = Base64.getDecoder().decode(of.parameters());
            List<Proof.Case> others = new ArrayList<>(cases);
            others.set(
                    i,
                    new Proof.Case(
                            of.splits(), Base64.getEncoder().encodeToString(Arrays.copyOf(packed, packed.length + 5))));
            assertEquals(
                    Optional.of("proofs[0].rivals[0].cases[" + i + "]: behind the parameters stand 5 bytes more"),
                    split.objection(split.epsilon(), split.with(others)));
        }
    }

    /** A table with one group of two categories, the first of which decides the class. */
    private static InputBall grouped(float... centre) {
        Axis category = new Axis(1, 0, 1, true, Axis.Way.EITHER, "g");
        return new InputBall(Norm.LINF, 1, centre, List.of(category, category, Axis.between(0, 1)));
    }

    @Example
    void anExampleWithoutACategoryIsNone() {
        Graph graph = Graph.of(
                "x", Shape.of(3), "y", x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 3), 2, 2, 1, 0, 0, 0))));
        ProofChecker checker = new ProofChecker(graph);
        Proof intervals = new Proof(Proof.Neurons.INTERVALS, List.of());
        List<Proof> each = List.of(intervals, intervals);
        assertEquals(Optional.empty(), checker.objection(Claim.of(grouped(1, 0, 0), 0, 2), each, () -> false));
        for (InputBall none : List.of(grouped(0, 0, 0), grouped(1, 1, 0))) {
            assertTrue(checker.objection(Claim.of(none, 0, 2), each, () -> false)
                    .orElseThrow()
                    .contains("isn't something that inputs can be"));
        }
        Proof against =
                new Proof(Proof.Neurons.INTERVALS, List.of(new Proof.Rival(0, List.of(new Proof.Case(List.of(), "")))));
        assertTrue(checker.objection(Claim.of(grouped(1, 0, 0), 0, 2), List.of(against, against), () -> false)
                .orElseThrow()
                .contains("isn't asked for"));
        // A group of all inputs has more choices than are told apart, and is one proof.
        float[] many = new float[30_000];
        many[7] = 1;
        InputBall wide = new InputBall(Norm.LINF, 1, many, List.of(new Axis(1, 0, 1, true, Axis.Way.EITHER, "g")));
        assertEquals(List.of(wide), wide.choices());
    }

    @Example
    void whatThereAreNoProofsOfIsSaid() {
        Problem problem = problem(1, 0.1);
        assertEquals(Optional.empty(), ProofFinder.refusal(problem));
        Problem targeted = problem.withTarget(new Target.Next(problem.classes()));
        assertTrue(ProofFinder.refusal(targeted).orElseThrow().contains("all classes"));
    }
}
