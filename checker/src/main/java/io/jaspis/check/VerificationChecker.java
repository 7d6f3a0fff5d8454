package io.jaspis.check;

import io.jaspis.autodiff.Graph;
import io.jaspis.check.proof.ProofChecker;
import io.jaspis.check.proof.Refutation;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import io.jaspis.threat.vnnlib.ScoreQuery;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Checks a certificate of an unsat against the network and the specification: every refutation of every region. */
public final class VerificationChecker {
    private final VerificationCertificate certificate;
    private final ProofChecker checker;
    private final Query query;

    /**
     * Writes the network out, to where a tail that only keeps the order of its outputs begins, if the specification asks for no more.
     *
     * @throws io.jaspis.autodiff.InputException where there are no such proofs of this network
     */
    public VerificationChecker(VerificationCertificate certificate, Graph network, Query query) {
        this.certificate = certificate;
        ScoreQuery plain = ScoreQuery.plain(network, query);
        this.query = plain.query();
        this.checker = new ProofChecker(plain.network());
    }

    /**
     * Checks the regions, box by box.
     *
     * @param progress told how many of all {@link #boxes} are done, by one thread after the other
     * @param stopped once true, the rest is left out
     */
    public Followed check(IntConsumer progress, BooleanSupplier stopped) {
        List<Region> regions = query.regions();
        if (regions.size() != certificate.count()) {
            return new Followed(
                    List.of("it has proofs for " + certificate.count() + " regions, but the specification has "
                            + regions.size()),
                    0);
        }
        AtomicInteger done = new AtomicInteger();
        Runnable followed = () -> {
            synchronized (done) {
                progress.accept(done.incrementAndGet());
            }
        };
        return Followed.each(
                certificate.count(),
                number -> {
                    Region region = regions.get(number);
                    return certificate
                            .regions()
                            .get(number)
                            .objection(checker, region.box(), region.violations(), followed, stopped)
                            .map(text -> "region " + number + ": " + text);
                },
                regionsDone -> {},
                stopped);
    }

    /** How many boxes a certificate has in all its regions. */
    public static int boxes(VerificationCertificate certificate) {
        return certificate.regions().stream()
                .mapToInt(region -> region.boxes().size())
                .sum();
    }

    /** How much a certificate has, in words. */
    public static String ways(VerificationCertificate certificate) {
        int boxes = boxes(certificate);
        long parts = certificate.regions().stream()
                .flatMap(region -> region.boxes().stream())
                .flatMap((Refutation.Piece box) -> box.violations().stream())
                .mapToLong(violation -> violation.cases().size())
                .sum();
        return "%,d %s, in which violations fall into %,d %s"
                .formatted(boxes, boxes == 1 ? "box" : "boxes", parts, parts == 1 ? "part" : "parts");
    }
}
