package io.jaspis.audit.report;

import io.jaspis.audit.comparison.Comparison.Change;
import io.jaspis.audit.comparison.Comparison.Kind;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was found of one example, in a sentence for people who see nothing else of the report. */
public final class Sentences {
    /** Of a row so many changes are told. */
    private static final int CHANGES = 3;

    private Sentences() {}

    /** What an audit found of an example. */
    public static String of(ExampleResult example, AuditReport report) {
        return switch (example.verdict()) {
            case CERTIFIED ->
                "%s is certified: %s proved that no change within %s %s."
                        .formatted(subject(example, report), example.certifier(), ball(report), reaches(report));
            case UNKNOWN ->
                report.settings().attacksAlone()
                        ? "%s stands: no attack within %s broke it.".formatted(subject(example, report), ball(report))
                        : "%s is undecided: no attack within %s broke it, and no certifier proved it%s."
                                .formatted(subject(example, report), ball(report), margin(example));
            case FALSIFIED ->
                "%s becomes %s: %s found a change of size %s within %s%s."
                        .formatted(
                                subject(example, report),
                                name(example.adversarialPrediction(), report),
                                example.attack(),
                                Figures.within(
                                        example.perturbation(),
                                        report.settings().epsilon()),
                                ball(report),
                                changes(example, report));
            case MISCLASSIFIED ->
                "%s is taken for %s before any change."
                        .formatted(subject(example, report), name(example.prediction(), report));
        };
    }

    /** How an example changed from one audit to another. */
    public static String of(Change change, AuditReport before, AuditReport now) {
        return "Example %s: %s. Before: %s Now: %s"
                .formatted(
                        change.index(),
                        change.kinds().stream().map(Kind::words).collect(Collectors.joining("; ")),
                        of(change.before(), before),
                        of(change.now(), now));
    }

    /** What changed of a row of a table, in brackets; empty where that isn't told. */
    private static String changes(ExampleResult example, AuditReport report) {
        return report.breaks().examples().stream()
                .filter(one -> one.index() == example.index())
                .findFirst()
                .map(one -> " (" + Words.changes(one, CHANGES) + ")")
                .orElse("");
    }

    /** What an example is called where its number and its label are to be seen. */
    static String title(ExampleResult example, AuditReport report) {
        return "example %s (%s%s)"
                .formatted(
                        example.index(),
                        file(example).map(file -> file + ", ").orElse(""),
                        name(example.label(), report));
    }

    private static String subject(ExampleResult example, AuditReport report) {
        return "Example %s%s, labelled %s,"
                .formatted(
                        example.index(),
                        file(example).map(" (%s)"::formatted).orElse(""),
                        name(example.label(), report));
    }

    /** The set of points that were in question. */
    private static String ball(AuditReport report) {
        return "%s ≤ %s".formatted(Figures.norm(report.settings().norm()), Words.radius(report));
    }

    private static String reaches(AuditReport report) {
        String target = report.settings().target();
        return target.isEmpty() ? "changes its class" : "gives it what attacks aim at (" + target + ")";
    }

    private static String margin(ExampleResult example) {
        return Double.isNaN(example.margin())
                ? ""
                : "; the lead of its label is at least " + Figures.atLeast(example.margin());
    }

    private static Optional<String> file(ExampleResult example) {
        return Optional.ofNullable(example.file()).map(Sentences::printable);
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private static String name(Integer label, AuditReport report) {
        return label == null ? "another class" : printable(report.data().className(label));
    }
}
