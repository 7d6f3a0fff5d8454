package io.jaspis.check.proof;

import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Row;
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
    private final ReluNetwork network;

    /**
     * Writes the network out.
     *
     * @param scores from the input to a score for each class
     * @throws io.jaspis.autodiff.InputException where its operations aren't linear, maxima or what is made of these, saying which
     */
    public ProofChecker(Graph scores) {
        this.network = ReluNetwork.of(scores);
    }

    /** The number of inputs. */
    public int inputs() {
        return network.inputs();
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

    /** Bounds the network's neurons on a set of inputs. */
    public Bounded bounded(Inputs inputs, Proof.Neurons neurons, BooleanSupplier stopped) {
        return new Bounded(network, inputs, neurons, stopped);
    }

    /** How far one output is ahead of another. */
    public Lead lead(int label, int rival) {
        Form form = network.outputs()
                .get(label)
                .plus(network.outputs().get(rival), Range.of(-1))
                .merged();
        return new Lead(form, false, "class " + rival + " may be ahead");
    }

    /**
     * How far a row is from holding: {@code bound − Σ coefficient·output}.
     *
     * @param name of the row, for messages
     */
    public Lead lead(Row row, String name) {
        Form sum = Form.of(Range.of(row.bound()));
        int[] outputs = row.outputs();
        double[] coefficients = row.coefficients();
        for (int i = 0; i < outputs.length; i++) {
            sum.add(network.outputs().get(outputs[i]), Range.of(-coefficients[i]));
        }
        return new Lead(sum.merged(), row.strict(), name + " may hold");
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
            Optional<String> objection = objection(part, proofs.get(i), "proofs[" + i + "]", stopped);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private Optional<String> objection(Claim claim, Proof proof, String place, BooleanSupplier stopped) {
        for (Proof.Rival parts : proof.rivals()) {
            if (!claim.rivals().contains(parts.rival())) {
                return Optional.of("it has a proof against class " + parts.rival() + ", which isn't asked for");
            }
        }
        Bounded bounded = bounded(claim.ball(), proof.neurons(), stopped);
        for (int rival : claim.rivals()) {
            Lead lead = lead(claim.label(), rival);
            Optional<String> objection = stopped.getAsBoolean()
                    ? Optional.of(Bounded.UNFINISHED)
                    : IntStream.range(0, proof.rivals().size())
                            .filter(i -> proof.rivals().get(i).rival() == rival)
                            .boxed()
                            .findFirst()
                            .map(i -> bounded.objection(
                                    proof.rivals().get(i).pieces(lead, place + ".rivals[" + i + "]"), stopped))
                            .orElseGet(() -> bounded.objection(lead));
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }
}
