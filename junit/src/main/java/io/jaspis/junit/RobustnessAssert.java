package io.jaspis.junit;

import io.jaspis.attacks.Effort;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Judgement;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * An assertion about a model, put together step by step: {@link #within(Norm, double)} comes last and makes it. It never
 * changes: each method gives another one.
 */
@CheckReturnValue
public final class RobustnessAssert {
    /** Where reports go when no test engine takes them. */
    private static final Path FOLDER = Path.of("jaspis-reports");

    private final Model model;
    private final Robustness question;
    private final Dataset examples;
    private final Requirements requirements;
    private final Attachments attachments;

    private RobustnessAssert(
            Model model, Robustness question, Dataset examples, Requirements requirements, Attachments attachments) {
        this.model = model;
        this.question = question;
        this.examples = examples;
        this.requirements = requirements;
        this.attachments = attachments;
    }

    static RobustnessAssert of(Model model) {
        return new RobustnessAssert(
                model, Robustness.of(model).withCurve(), null, Requirements.NONE, RobustnessAssert::inFolder);
    }

    /** The examples that it speaks of, as {@link Model#examples} reads them. */
    public RobustnessAssert on(Dataset cases) {
        return new RobustnessAssert(model, question, Objects.requireNonNull(cases), requirements, attachments);
    }

    /** The share of examples that must be proved, from 0 to 1. */
    public RobustnessAssert minCertified(double share) {
        return holding(requirements.withCertified(share));
    }

    /** The share of examples that no attack may break, from 0 to 1. */
    public RobustnessAssert minRobust(double share) {
        return holding(requirements.withRobust(share));
    }

    /**
     * Limits fail only where the upper end of the share's two-sided interval of this level is below: of a model whose share in
     * the population isn't below, with a probability of at most (1 − level) / 2.
     */
    public RobustnessAssert confidence(double level) {
        return holding(requirements.withJudgement(Judgement.confidence(level)));
    }

    /**
     * Limits hold only where the lower end of that interval isn't below: of a model whose share in the population is below,
     * with a probability of at most (1 − level) / 2.
     */
    public RobustnessAssert prove(double level) {
        return holding(requirements.withJudgement(Judgement.proof(level)));
    }

    /**
     * No example that this file has as certified or robust may be less. The system property {@code jaspis.baseline=write} has
     * it written anew.
     */
    public RobustnessAssert baseline(Path file) {
        return holding(requirements.withBaseline(new Baseline(file)));
    }

    /** Single examples may be less than in the baseline, as long as neither share falls by more than this. */
    public RobustnessAssert mayFall(double share) {
        return holding(requirements.withMayFall(share));
    }

    /** How much work attacks and certifiers put in. */
    public RobustnessAssert effort(Effort effort) {
        return asking(robustness -> robustness.withEffort(effort));
    }

    /** Of all chance. */
    public RobustnessAssert seed(long seed) {
        return asking(robustness -> robustness.withSeed(seed));
    }

    /** The most examples that are drawn from the data; 500 unless told. */
    public RobustnessAssert examples(int most) {
        return asking(robustness -> robustness.withExamples(most));
    }

    /** How long it may take; what is left out then counts as neither certified nor robust. */
    public RobustnessAssert timeLimit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("timeLimit must be above 0 seconds, but is " + limit);
        }
        return asking(robustness -> robustness.withTimeLimit(limit));
    }

    /** Asks otherwise, with all that {@link Robustness} can be told. */
    public RobustnessAssert asking(UnaryOperator<Robustness> change) {
        return new RobustnessAssert(model, change.apply(question), examples, requirements, attachments);
    }

    RobustnessAssert attaching(Attachments other) {
        return new RobustnessAssert(model, question, examples, requirements, other);
    }

    RobustnessAssert holding(Requirements other) {
        return new RobustnessAssert(model, question, examples, other, attachments);
    }

    /**
     * Audits the model under an attacker who may move an example whose values are from 0 to 1 so far, and asserts what it is
     * held to.
     *
     * @return what was found
     * @throws AssertionError where it doesn't hold, naming the worst examples and where the report is
     */
    @CanIgnoreReturnValue
    public AuditReport within(Norm norm, double epsilon) {
        return within(new Threat(norm, epsilon, 0, 1));
    }

    /** The same under any attacker. */
    @CanIgnoreReturnValue
    public AuditReport within(Threat threat) {
        requirements.requireAny();
        if (examples == null) {
            throw new IllegalArgumentException("there are no examples; give them with on(cases)");
        }
        boolean writing = requirements.baseline() != null && Baseline.writing();
        AuditReport report = requirements.judged(question.within(threat).audit(examples));
        List<String> complaints = new ArrayList<>(requirements.complaints(report));
        if (writing) {
            write(report);
        } else {
            complaints.addAll(regressions(report));
        }
        if (!complaints.isEmpty()) {
            throw new AssertionError(message(report, complaints));
        }
        return report;
    }

    private List<String> regressions(AuditReport report) {
        try {
            return requirements.regressions(report);
        } catch (AssertionError e) {
            return List.of(e.getMessage());
        }
    }

    private void write(AuditReport report) {
        if (report.completion().partial()) {
            throw new AssertionError("the baseline isn't written: only %s of %s examples were finished; give more time"
                    .formatted(report.completion().done(), report.completion().asked()));
        }
        try {
            requirements.baseline().write(report, question(report));
        } catch (IOException e) {
            throw new AssertionError("the baseline can't be written: " + e.getMessage(), e);
        }
    }

    private String message(AuditReport report, List<String> complaints) {
        List<String> lines = new ArrayList<>();
        lines.add("%s %s on %s as it must be"
                .formatted(
                        report.model().name(),
                        report.completion().left() > 0 ? "wasn't seen to be as robust" : "is not as robust",
                        report.data().name()));
        complaints.forEach(complaint -> lines.add("  " + complaint));
        try {
            Path page = attachments.add(report, ReportHtml.NAME, "text/html", file -> ReportHtml.write(report, file));
            attachments.add(report, ReportJson.NAME, "application/json", file -> ReportJson.write(report, file));
            lines.add("  Report: " + page.toAbsolutePath());
        } catch (IOException e) {
            lines.add("  The report can't be written: " + e.getMessage());
        }
        return String.join("\n", lines);
    }

    /** Beside what the build leaves, so that it is cleaned with it; of each question in a folder of its own. */
    private static Path inFolder(AuditReport report, String name, String media, Attachments.Content content)
            throws IOException {
        Path built = Files.isDirectory(Path.of("target"))
                ? Path.of("target")
                : Files.isDirectory(Path.of("build")) ? Path.of("build") : Path.of("");
        Path file = built.resolve(FOLDER)
                .resolve(folderName(report.model().name()))
                // A few digits that tell the question from others of the same model.
                .resolve(Fingerprint.brief(question(report)))
                .resolve(name);
        Files.createDirectories(file.getParent());
        content.writeTo(file);
        return file;
    }

    /** A hash of what was asked, and of what. A model that is in no file has its results for a hash. */
    private static String question(AuditReport report) {
        return Fingerprint.of((ReportAssembly.question(report)
                        + report.data().chosen()
                        + report.completion().asked()
                        + (report.model().sha256().isEmpty() ? report.examples() : ""))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** A model's name as one of a folder: a program may give any. */
    private static String folderName(String model) {
        String plain = model.replaceAll("[^\\p{L}\\p{N}._-]", "_");
        return plain.matches("\\.*") ? "model" + plain.length() : plain;
    }
}
