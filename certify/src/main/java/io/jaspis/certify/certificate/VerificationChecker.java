package io.jaspis.certify.certificate;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.certify.proof.PlainArithmetic;
import io.jaspis.certify.proof.ProofChecker;
import io.jaspis.certify.proof.Refutation;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Checks a certificate of an unsat against the network and the specification: every refutation of every region. */
public final class VerificationChecker {
    private final VerificationCertificate certificate;
    private final ProofChecker checker;
    private final Query query;

    /**
     * Writes the network out.
     *
     * @throws InputException where there are no such proofs of this network
     */
    public VerificationChecker(VerificationCertificate certificate, Graph network, Query query) {
        this.certificate = certificate;
        this.query = query;
        try {
            this.checker = new ProofChecker(query.network(network));
        } catch (PlainArithmetic.NotPlain e) {
            throw new InputException(
                    "there are no proofs by bounds that can be checked of this network: " + e.getMessage(), e);
        }
    }

    /**
     * What was found.
     *
     * @param objections what is wrong, in words; nothing if it is empty
     * @param regions how many were checked
     */
    public record Finding(List<String> objections, int regions) {
        public boolean valid() {
            return objections.isEmpty();
        }
    }

    /**
     * Checks one region after the other.
     *
     * @param progress told how many are done
     * @param stopped once true, the rest is left out
     */
    public Finding check(IntConsumer progress, BooleanSupplier stopped) {
        List<Region> regions = query.regions();
        if (regions.size() != certificate.count()) {
            return new Finding(
                    List.of("it has proofs for " + certificate.count() + " regions, but the specification has "
                            + regions.size()),
                    0);
        }
        List<String> objections = new ArrayList<>();
        int checked = 0;
        for (int i = 0; i < regions.size(); i++) {
            Region region = regions.get(i);
            Optional<String> objection =
                    certificate.regions().get(i).objection(checker, region.box(), region.violations(), stopped);
            if (stopped.getAsBoolean()) {
                break;
            }
            if (objection.isPresent()) {
                objections.add("region " + i + ": " + objection.get());
            }
            progress.accept(++checked);
        }
        return new Finding(List.copyOf(objections), checked);
    }

    /** How much a certificate has, in words. */
    public static String ways(VerificationCertificate certificate) {
        long boxes = certificate.regions().stream()
                .mapToLong(region -> region.boxes().size())
                .sum();
        long parts = certificate.regions().stream()
                .flatMap(region -> region.boxes().stream())
                .flatMap((Refutation.Piece box) -> box.violations().stream())
                .mapToLong(violation -> violation.cases().size())
                .sum();
        return "%,d %s, in which violations fall into %,d %s"
                .formatted(boxes, boxes == 1 ? "box" : "boxes", parts, parts == 1 ? "part" : "parts");
    }
}
