package io.jaspis.audit.report;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.comparison.PairedShares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.VerdictKind;
import java.time.Instant;
import java.util.List;

/** Two audits beside each other as JSON, laid out as {@code docs/comparing.md} says. */
public final class ComparisonJson {
    /** The version of the layout. */
    private static final int SCHEMA = 1;

    private record Layout(
            int schema,
            Side before,
            Side now,
            Data data,
            String norm,
            double epsilon,
            int pairs,
            int onlyBefore,
            int onlyNow,
            double level,
            Share clean,
            Share attacked,
            Share certified,
            List<Change> changes,
            List<String> notes,
            Double limit,
            Boolean passed) {}

    private record Side(
            String model, String sha256, String jaspis, Instant started, long seed, int examples, boolean partial) {
        static Side of(AuditReport report) {
            return new Side(
                    report.model().name(),
                    report.model().sha256(),
                    report.provenance().jaspis(),
                    report.provenance().started(),
                    report.provenance().seed(),
                    report.examples().size(),
                    report.completion().partial());
        }
    }

    private record Data(String name, String sha256, List<String> classNames) {}

    private record Share(
            int before, int now, int gained, int lost, double difference, double lower, double upper, double pValue) {
        static Share of(PairedShares shares) {
            PairedShares.Interval interval = shares.interval();
            return new Share(
                    shares.before(),
                    shares.now(),
                    shares.gained(),
                    shares.lost(),
                    shares.difference(),
                    interval.lower(),
                    interval.upper(),
                    shares.pValue());
        }
    }

    private record Change(int index, int label, List<Comparison.Kind> kinds, State before, State now) {}

    private record State(
            int prediction,
            VerdictKind verdict,
            String certifier,
            String attack,
            Integer adversarialPrediction,
            double margin,
            double perturbation) {
        static State of(ExampleResult example) {
            return new State(
                    example.prediction(),
                    example.verdict(),
                    example.certifier(),
                    example.attack(),
                    example.adversarialPrediction(),
                    example.margin(),
                    example.perturbation());
        }
    }

    private ComparisonJson() {}

    /**
     * The comparison.
     *
     * @param limit by which robust shares may fall, or null where there is none
     */
    public static String of(Comparison comparison, Double limit) {
        AuditReport now = comparison.now();
        return ReportJson.format(new Layout(
                SCHEMA,
                Side.of(comparison.before()),
                Side.of(now),
                new Data(now.data().name(), now.data().sha256(), now.data().classNames()),
                now.settings().norm(),
                now.settings().epsilon(),
                comparison.pairs(),
                comparison.onlyBefore(),
                comparison.onlyNow(),
                PairedShares.LEVEL,
                Share.of(comparison.clean()),
                Share.of(comparison.attacked()),
                Share.of(comparison.certified()),
                comparison.changes().stream()
                        .map(change -> new Change(
                                change.index(),
                                change.now().label(),
                                change.kinds(),
                                State.of(change.before()),
                                State.of(change.now())))
                        .toList(),
                comparison.notes(),
                limit,
                limit == null ? null : Boolean.valueOf(!comparison.worse(limit))));
    }
}
