package io.jaspis.audit.evidence;

import io.jaspis.attacks.Answers;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.ClassOrder;
import io.jaspis.audit.Finding;
import io.jaspis.audit.OneClass;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.data.TableCopy;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.List;

/** Puts what an audit found, and what it was found on, into the form of a report. */
public final class ReportAssembly {
    private final Model model;
    private final Dataset dataset;
    private final String chosen;
    private final Problem problem;
    private final AuditPlan plan;
    private final String reading;

    /**
     * Of a report that doesn't tell how its examples were chosen, of a model that was read by itself.
     *
     * @param dataset of all examples, with the indices that they have in the problem
     * @param problem of the model's graph
     * @param plan that the audit followed
     */
    public ReportAssembly(Model model, Dataset dataset, Problem problem, AuditPlan plan) {
        this(model, dataset, "", problem, plan, dataset.reading());
    }

    /**
     * @param dataset of all examples, with the indices that they have in the problem
     * @param chosen those that are audited
     * @param problem of the model's graph
     * @param plan that the audit followed
     * @param reading how data and model were read otherwise than by themselves, in words; empty where they weren't
     */
    public ReportAssembly(
            Model model, Dataset dataset, Selection chosen, Problem problem, AuditPlan plan, String reading) {
        this(model, dataset, chosen.text(), problem, plan, reading);
    }

    private ReportAssembly(
            Model model, Dataset dataset, String chosen, Problem problem, AuditPlan plan, String reading) {
        this.model = model;
        this.dataset = dataset;
        this.chosen = chosen;
        this.problem = problem;
        this.plan = plan;
        this.reading = reading;
    }

    /** The report of what was found in this run. */
    public AuditReport report(AuditResult result, Provenance.Run run) {
        List<AuditReport.ExampleResult> examples =
                result.findings().stream().map(this::example).toList();
        Provenance.Model about = Provenance.Model.of(model);
        Provenance.Data data = data();
        return new AuditReport(
                AuditReport.SCHEMA,
                Provenance.of(run, about, data, plan.seed(), Provenance.Machine.with(problem.device())),
                AuditReport.Completion.of(result.findings().size(), result.asked(), result.cutOff()),
                settings(),
                remarks(result),
                AuditReport.Sandwich.of(examples),
                result.curve().stream()
                        .map(point -> new AuditReport.CurvePoint(point.epsilon(), point.upper(), point.lower()))
                        .toList(),
                AuditReport.ClassResult.of(examples, data),
                examples,
                new Gallery(dataset, problem).of(result.findings()),
                new BreakAnalysis(dataset, problem).of(result.findings()),
                result.phases(),
                List.of(),
                Trust.NONE);
    }

    /**
     * The broken examples of these whose elements and adversarial elements a report looks at: of pictures those that it
     * shows, else all.
     */
    public static List<Finding> lookedAt(Dataset dataset, List<Finding> findings) {
        return Gallery.shows(dataset)
                ? Gallery.chosen(findings)
                : findings.stream()
                        .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                        .toList();
    }

    /** What a report's findings are about, but for how many there are. */
    public static String question(AuditReport report) {
        return String.join(
                " ",
                report.model().sha256(),
                report.data().sha256(),
                report.data().classNames().toString(),
                report.settings().toString(),
                Long.toString(report.provenance().seed()));
    }

    private AuditReport.Remarks remarks(AuditResult result) {
        List<String> warnings = new ArrayList<>(result.warnings());
        if (warnings.stream().noneMatch(Answers::isWarning)) {
            OneClass.warning(problem, dataset, result.findings(), data()::className)
                    .ifPresent(warnings::add);
        }
        // Where the model's file tells the order of its classes there is no doubt, and adversarial examples are wrong
        // in any.
        if (!model.ownNames() && !TableCopy.is(dataset)) {
            ClassOrder.warning(ClassOrder.counts(result.findings(), problem.classes()), dataset.classNames())
                    .ifPresent(warnings::add);
        }
        WholeInputs.warning(model, problem).ifPresent(warnings::add);
        return new AuditReport.Remarks(
                problem.decision().cut(),
                result.ties(),
                result.withoutClass(),
                result.brokenToNoClass(),
                result.changedByRounding(),
                // Of what a runtime rounds beyond the graph nothing is known.
                model.boundsRounding() ? result.provedInRealAlone() : result.certified(),
                warnings);
    }

    private Provenance.Data data() {
        return Provenance.Data.of(dataset, chosen, Provenance.Model.of(model));
    }

    /** What the audit asks, as its report says it. */
    public AuditReport.Settings settings() {
        Features features = problem.threat().features();
        return new AuditReport.Settings(
                reading,
                problem.threat().norm().option(),
                problem.threat().epsilon(),
                features == null ? problem.threat().lower() : Double.NaN,
                features == null ? problem.threat().upper() : Double.NaN,
                plan.attacks().stream()
                        .map(attack -> new AuditReport.Tried(attack.name(), attack.parameters()))
                        .toList(),
                plan.certifiers().stream()
                        .map(certifier -> new AuditReport.Tried(certifier.name(), certifier.parameters()))
                        .toList(),
                AuditReport.Limits.of(plan.attackBudget()),
                AuditReport.Limits.of(plan.certifierBudget()),
                features == null
                        ? List.of()
                        : features.list().stream()
                                .map(feature -> AuditReport.FeatureRange.of(feature, features.lastLevel()))
                                .toList(),
                plan.curve().radii(),
                problem.target().text(data()::className));
    }

    private AuditReport.ExampleResult example(Finding finding) {
        Witness witness = finding.verdict() instanceof Verdict.Falsified(var found) ? found : null;
        VerdictKind verdict = switch (finding.verdict()) {
            case Verdict.Certified _ -> VerdictKind.CERTIFIED;
            case Verdict.Falsified _ -> VerdictKind.FALSIFIED;
            case Verdict.Misclassified() -> VerdictKind.MISCLASSIFIED;
            case Verdict.Unknown() -> VerdictKind.UNKNOWN;
        };
        String certifier = finding.verdict() instanceof Verdict.Certified(var name) ? name : null;
        return new AuditReport.ExampleResult(
                finding.index(),
                dataset.file(finding.index()).orElse(null),
                finding.label(),
                finding.prediction(),
                verdict,
                certifier,
                witness == null ? null : witness.attack(),
                finding.tried(),
                witness == null ? null : witness.prediction(),
                Double.isFinite(finding.margin()) ? finding.margin() : Double.NaN,
                witness == null ? Double.NaN : witness.distance());
    }
}
