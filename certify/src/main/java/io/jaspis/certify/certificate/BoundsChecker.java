package io.jaspis.certify.certificate;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.certificate.BoundsCertificate.Example;
import io.jaspis.certify.proof.InputBall;
import io.jaspis.certify.proof.PlainArithmetic;
import io.jaspis.certify.proof.ProofChecker;
import io.jaspis.certify.proof.ProofChecker.Claim;
import io.jaspis.threat.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Checks a certificate of bounds against the network and the examples: the hash of each example, and every proof. */
public final class BoundsChecker {
    private final BoundsCertificate certificate;
    private final ProofChecker checker;
    private final Examples examples;
    private final int classes;

    /**
     * Writes the network out.
     *
     * @param examples those that the certificate's indices count
     * @throws InputException where there are no such proofs of this network
     */
    public BoundsChecker(BoundsCertificate certificate, Graph network, Examples examples) {
        this.certificate = certificate;
        this.examples = examples;
        Graph scores = Decision.of(network).scores();
        this.classes = scores.output(scores.onlyOutput()).shape().size();
        try {
            this.checker = new ProofChecker(scores);
        } catch (PlainArithmetic.NotPlain e) {
            throw new InputException(
                    "there are no proofs by bounds that can be checked of this network: " + e.getMessage(), e);
        }
    }

    /**
     * What was found.
     *
     * @param objections what is wrong, in words; nothing if it is empty
     * @param examples how many were checked
     */
    public record Finding(List<String> objections, int examples) {
        public boolean valid() {
            return objections.isEmpty();
        }
    }

    /**
     * Checks one example after the other.
     *
     * @param progress told how many are done
     * @param stopped once true, the rest is left out
     */
    public Finding check(IntConsumer progress, BooleanSupplier stopped) {
        List<String> objections = new ArrayList<>();
        if (certificate.asked() > examples.count()) {
            objections.add("it says that " + certificate.asked() + " examples were asked for, but the data have "
                    + examples.count());
        }
        int checked = 0;
        for (Example example : certificate.examples()) {
            Optional<String> objection = objection(example, stopped);
            if (stopped.getAsBoolean()) {
                break;
            }
            objection.ifPresent(text -> objections.add("example " + example.index() + ": " + text));
            progress.accept(++checked);
        }
        return new Finding(List.copyOf(objections), checked);
    }

    private Optional<String> objection(Example example, BooleanSupplier stopped) {
        if (example.index() >= examples.count()) {
            return Optional.of("it is not in the data");
        }
        float[] x = new float[examples.shape().size()];
        examples.copy(example.index(), x, 0);
        if (!SmoothingChecker.sha256(x).equals(example.sha256())
                || examples.label(example.index()) != example.label()) {
            return Optional.of("its values or its label in the data are others");
        }
        if (x.length % certificate.axes().size() != 0) {
            return Optional.of(certificate.axes().size() + " axes can't be those of its " + x.length + " values");
        }
        return checker.objection(
                Claim.of(
                        new InputBall(certificate.norm(), certificate.epsilon(), x, certificate.axes()),
                        example.label(),
                        classes),
                example.proofs(),
                stopped);
    }
}
