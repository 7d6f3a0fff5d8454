package io.jaspis.certify.proof;

import io.jaspis.autodiff.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Follows proofs about one network: bounds its numbers by plain sums in doubles that cover their own rounding, in real arithmetic
 * over the file's numbers. It believes nothing but the network: slopes and multipliers are such with any numbers, and that the parts
 * of a ball cover it is seen by their splits.
 */
public final class ProofChecker {
    private static final String UNFINISHED = "it wasn't followed to its end";

    private final ReluNetwork network;

    /**
     * Writes the network out.
     *
     * @param scores from the input to a score for each class
     * @throws PlainArithmetic.NotPlain where its operations aren't linear, maxima or what is made of these; the message says which
     */
    public ProofChecker(Graph scores) {
        this.network = ReluNetwork.of(scores);
    }

    /** The number of neurons, each a ReLU or a maximum of two numbers. */
    public int neurons() {
        return network.neurons();
    }

    /**
     * That all inputs of a ball get one class.
     *
     * @param rivals the classes that none of them may get
     */
    public record Claim(InputBall ball, int label, List<Integer> rivals) {
        public Claim {
            rivals = List.copyOf(rivals);
        }

        /** Of all classes but the label. */
        public static Claim of(InputBall ball, int label, int classes) {
            return new Claim(
                    ball,
                    label,
                    IntStream.range(0, classes)
                            .filter(other -> other != label)
                            .boxed()
                            .toList());
        }
    }

    /** A claim, and bounds of the network on its ball. */
    public final class Bounded {
        private final Claim claim;
        private final PlainBounds bounds;

        private Bounded(Claim claim, Proof.Neurons neurons, BooleanSupplier stopped) {
            this.claim = claim;
            this.bounds = new PlainBounds(network, claim.ball());
            bounds.intervals();
            if (neurons == Proof.Neurons.CROWN) {
                bounds.crown(stopped);
            }
        }

        /** Between what bounds the neurons lie. */
        public NeuronRanges ranges() {
            return bounds.ranges();
        }

        /** The rivals that bounds of the whole ball don't exclude. */
        public List<Integer> open() {
            return claim.rivals().stream()
                    .filter(rival -> objection(rival).isPresent())
                    .toList();
        }

        /** How far the label's score is ahead of a rival's. */
        private Form lead(int rival) {
            return network.outputs()
                    .get(claim.label())
                    .plus(network.outputs().get(rival), Range.of(-1))
                    .merged();
        }

        private Optional<String> objection(int rival) {
            return ProofChecker.objection(bounds.least(lead(rival), Part.WHOLE), rival, "the whole ball");
        }

        /** What is wrong with a proof by parts against a rival; empty where nothing is. */
        public Optional<String> objection(Proof.Rival rival, BooleanSupplier stopped) {
            if (!cover(rival.cases(), 0)) {
                return Optional.of("the parts against class " + rival.rival() + " don't cover the ball");
            }
            Form lead = lead(rival.rival());
            for (int i = 0; i < rival.cases().size(); i++) {
                if (stopped.getAsBoolean()) {
                    return Optional.of(UNFINISHED);
                }
                Proof.Case part = rival.cases().get(i);
                Optional<String> objection = misfit(part)
                        .or(() -> ProofChecker.objection(
                                bounds.least(lead, part(part)), rival.rival(), "one of the parts"));
                if (objection.isPresent()) {
                    return objection;
                }
            }
            return Optional.empty();
        }
    }

    /** Bounds a network on the ball of a claim. */
    public Bounded bounded(Claim claim, Proof.Neurons neurons, BooleanSupplier stopped) {
        return new Bounded(claim, neurons, stopped);
    }

    /**
     * What is wrong with proofs of a claim; empty where they prove it.
     *
     * @param proofs one of the whole ball, or one for each of its {@linkplain InputBall#choices choices}, in their order
     * @param stopped once true, a proof that isn't followed to its end counts as wrong
     */
    public Optional<String> objection(Claim claim, List<Proof> proofs, BooleanSupplier stopped) {
        if (claim.ball().size() != network.inputs()) {
            return Optional.of("it has " + claim.ball().size() + " values, but the network takes " + network.inputs());
        }
        if (!claim.ball().holdsCentre()) {
            return Optional.of("it isn't something that inputs can be");
        }
        int classes = network.outputs().size();
        if (claim.label() < 0 || claim.label() >= classes) {
            return Optional.of("it has the label " + claim.label() + " of " + classes + " classes");
        }
        List<InputBall> parts =
                proofs.size() == 1 ? List.of(claim.ball()) : claim.ball().choices();
        if (parts.size() != proofs.size()) {
            return Optional.of(
                    "it has " + proofs.size() + " proofs, but there are " + parts.size() + " choices of categories");
        }
        for (int i = 0; i < parts.size(); i++) {
            Claim part = new Claim(parts.get(i), claim.label(), claim.rivals());
            Optional<String> objection = objection(part, proofs.get(i), stopped);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private Optional<String> objection(Claim claim, Proof proof, BooleanSupplier stopped) {
        Bounded bounded = bounded(claim, proof.neurons(), stopped);
        for (int rival : claim.rivals()) {
            Optional<String> objection = stopped.getAsBoolean()
                    ? Optional.of(UNFINISHED)
                    : proof.rivals().stream()
                            .filter(parts -> parts.rival() == rival)
                            .findFirst()
                            .map(parts -> bounded.objection(parts, stopped))
                            .orElseGet(() -> bounded.objection(rival));
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private Optional<String> misfit(Proof.Case part) {
        for (int split : part.splits()) {
            if (split >> 1 >= neurons()) {
                return Optional.of("it splits neuron " + (split >> 1) + " of " + neurons());
            }
        }
        try {
            Packed.floats(part.parameters(), neurons());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Part part(Proof.Case part) {
        byte[] sides = new byte[neurons()];
        for (int split : part.splits()) {
            sides[split >> 1] = (byte) ((split & 1) == 1 ? 1 : -1);
        }
        return new Part(sides, Packed.floats(part.parameters(), neurons()));
    }

    /** Written so that what is no number proves nothing. */
    private static Optional<String> objection(double least, int rival, String where) {
        return least > 0
                ? Optional.empty()
                : Optional.of("%s may get class %d: its score may be %s ahead".formatted(where, rival, -least));
    }

    /**
     * Whether parts cover the ball: it is one of them, or all split it by the same neuron, and those in which that is on cover
     * the one half, the others the other.
     */
    private static boolean cover(List<Proof.Case> parts, int depth) {
        if (parts.size() == 1 && parts.getFirst().splits().size() == depth) {
            return true;
        }
        List<Proof.Case> on = new ArrayList<>();
        List<Proof.Case> off = new ArrayList<>();
        int neuron = -1;
        for (Proof.Case part : parts) {
            if (part.splits().size() <= depth) {
                return false;
            }
            int split = part.splits().get(depth);
            if (neuron >= 0 && split >> 1 != neuron) {
                return false;
            }
            neuron = split >> 1;
            ((split & 1) == 1 ? on : off).add(part);
        }
        return !on.isEmpty() && !off.isEmpty() && cover(on, depth + 1) && cover(off, depth + 1);
    }
}
