package io.jaspis.check;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.check.BoundsCertificate.Example;
import io.jaspis.check.proof.InputBall;
import io.jaspis.check.proof.ProofChecker;
import io.jaspis.check.proof.ProofChecker.Claim;
import io.jaspis.threat.Decision;
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
     * @throws io.jaspis.autodiff.InputException where there are no such proofs of this network
     */
    public BoundsChecker(BoundsCertificate certificate, Graph network, Examples examples) {
        this.certificate = certificate;
        this.examples = examples;
        Graph scores = Decision.of(network).scores();
        this.classes = scores.output(scores.onlyOutput()).shape().size();
        this.checker = new ProofChecker(scores);
    }

    /**
     * Checks the examples.
     *
     * @param progress told how many are done, by one thread after the other
     * @param stopped once true, the rest is left out
     */
    public Followed check(IntConsumer progress, BooleanSupplier stopped) {
        if (certificate.asked() > examples.count()) {
            return new Followed(
                    List.of("it says that " + certificate.asked() + " examples were asked for, but the data have "
                            + examples.count()),
                    0);
        }
        // Pictures are decoded as they are asked for, by threads that have none of their own.
        Allowance allowance = Allowance.current();
        return Followed.each(
                certificate.count(),
                number -> {
                    Example example = certificate.examples().get(number);
                    return allowance
                            .reading(() -> objection(example, stopped))
                            .map(text -> "example " + example.index() + ": " + text);
                },
                progress,
                stopped);
    }

    private Optional<String> objection(Example example, BooleanSupplier stopped) {
        if (example.index() >= examples.count()) {
            return Optional.of("it is not in the data");
        }
        float[] x = new float[examples.shape().size()];
        examples.copy(example.index(), x, 0);
        if (!Fingerprint.of(x).equals(example.sha256()) || examples.label(example.index()) != example.label()) {
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
