package io.jaspis.spark;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.FirstLook;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.attacks.trust.TrustChecks;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.CheapProofs;
import io.jaspis.audit.Claims;
import io.jaspis.audit.Finding;
import io.jaspis.audit.Reach;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An audit on a cluster: a row for each example into a Parquet table, and the report of them all.
 *
 * <pre>{@code
 * ModelFile model = ModelFile.read(Path.of("fraud.onnx"), 0.5);
 * Source cases = Table.of("cases", spark.read().parquet("cases.parquet"), TableColumns.labelled("label")).source(model, 0, 1);
 * AuditJob.Result result = new AuditJob(spark, model, Question.within(Norm.LINF, 0.05))
 *         .run(cases, "rows.parquet", AuditJob.Run.now(), Progress.NONE);
 * }</pre>
 *
 * <p>Of the report's own work, the first look at examples, the looks for signs that attacks failed, and what broke examples are
 * computed on the driver, of few examples.
 */
public final class AuditJob {
    /** Examples that are looked at before the others, as in an audit without a cluster. */
    private static final int LOOKED_AT = 64;

    private final SparkSession session;
    private final ModelFile file;
    private final Question question;
    private final Trust.Level trust;

    /**
     * What a job found.
     *
     * @param sha256 of all rows in the order of their numbers: the same question about the same examples has the same,
     *     however it was cut into tasks
     */
    public record Result(AuditReport report, String sha256) {}

    public AuditJob(SparkSession session, ModelFile file, Question question) {
        this(session, file, question, Trust.Level.QUICK);
    }

    /** @param trust how hard to look for signs that attacks failed */
    public AuditJob(SparkSession session, ModelFile file, Question question, Trust.Level trust) {
        this.session = session;
        this.file = file;
        this.question = question;
        this.trust = trust;
    }

    /**
     * Audits all examples.
     *
     * @param table where the rows go, on what the cluster's machines all see; nothing may be there
     * @param run when it began, and who asked
     * @throws IllegalArgumentException where model, examples and question don't fit each other, before any task
     */
    public Result run(Source source, String table, Run run, Progress progress) throws IOException {
        Cluster cluster = new Cluster(session, file);
        cluster.requireRoomAt(table);
        Model model = file.model();
        Dataset first = cluster.dataset(
                source,
                model,
                cluster.some(source, IntStream.range(0, Math.min(LOOKED_AT, source.count()))),
                List.of());
        Problem problem = question.problem(model, first);
        Question resolved = question.resolved(problem);
        // Refuses names that aren't known.
        AuditPlan plan = resolved.plan(problem);
        requireAlone(plan);
        List<String> warnings = FirstLook.at(
                        problem,
                        IntStream.range(0, Math.min(LOOKED_AT, source.count()))
                                .boxed()
                                .toList())
                .warnings(plan.followsGradients());
        Tallies tallies = new Tallies(session.sparkContext());
        AuditTask task = new AuditTask(cluster.model(), cluster.files(), resolved, Cluster.extents(source), tallies);
        cluster.write(
                source.items().mapPartitions(task),
                AuditRow.SCHEMA,
                table,
                () -> progress.told(tallies.count(source.count())));
        return assemble(cluster, source, table, resolved, warnings, run);
    }

    /** A task has some of the examples: what looks at others would find something else with each cut into tasks. */
    private static void requireAlone(AuditPlan plan) {
        for (Attack attack : plan.everyAttack()) {
            if (attack.company() != Attack.Company.NONE) {
                throw new IllegalArgumentException("the attack '" + attack.name()
                        + "' looks at other examples than the one that it attacks, and a task has some of them alone: leave it"
                        + " out, or attack on one machine, in shards where it begins from others");
            }
        }
    }

    private Result assemble(
            Cluster cluster, Source source, String table, Question resolved, List<String> warnings, Run run)
            throws IOException {
        Model model = file.model();
        List<Row> rows = cluster.read(table, AuditRow.LIGHT, source.count());
        Cluster.Hashes hashes = Cluster.Hashes.of(rows);
        List<Finding> findings =
                rows.stream().map(row -> AuditRow.finding(row, new float[0])).toList();
        List<Integer> standing = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Unknown)
                .map(Finding::index)
                .toList();
        Dataset labels = cluster.dataset(source, model, Map.of(), rows);
        Set<Integer> lookedAt = new HashSet<>();
        ReportAssembly.lookedAt(labels, findings).forEach(finding -> lookedAt.add(finding.index()));
        Map<Integer, Row> broken = cluster.rows(table, lookedAt);
        Map<Integer, Cluster.Held> held = new HashMap<>();
        broken.forEach(
                (index, row) -> held.put(index, new Cluster.Held(row.getAs("label"), AuditRow.elements(row, "input"))));
        List<Integer> sample = TrustChecks.sample(standing, resolved.seed());
        held.putAll(cluster.some(source, sample.stream().mapToInt(Integer::intValue)));
        Dataset dataset = cluster.dataset(source, model, held, rows);
        Problem problem = resolved.problem(model, dataset);
        AuditPlan plan = resolved.plan(problem);
        List<Finding> whole = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = broken.get(findings.get(i).index());
            whole.add(row == null ? findings.get(i) : AuditRow.finding(row, AuditRow.elements(row, "adversarial")));
        }
        List<Reach> reaches = rows.stream()
                .filter(row -> !row.getAs("verdict").equals("misclassified"))
                .map(AuditRow::reach)
                .toList();
        Claims claims = new Claims();
        rows.forEach(row -> AuditRow.claims(row).forEach(claims::add));
        AuditResult result = new AuditResult(
                whole,
                source.count(),
                curve(resolved, plan, reaches, rows.size()),
                reaches,
                Stream.concat(warnings.stream(), claims.warnings().stream()).toList(),
                false,
                List.of());
        AuditReport report = new ReportAssembly(model, dataset, Selection.all(dataset), problem, plan, model.reading())
                .report(result, run.provenance())
                .with(trust(problem, plan, resolved, result));
        return new Result(report, hashes.rows());
    }

    /** Both bounds over ε, from how far what is known of each example goes. */
    private static List<AuditResult.CurvePoint> curve(
            Question question, AuditPlan plan, List<Reach> reaches, int count) {
        TreeSet<Double> radii = new TreeSet<>(plan.curve().radii());
        radii.add(question.epsilon());
        return radii.stream()
                .map(radius -> new AuditResult.CurvePoint(
                        radius,
                        (double) reaches.stream()
                                        .filter(reach -> !(reach.broken() <= radius))
                                        .count()
                                / count,
                        (double) reaches.stream()
                                        .filter(reach -> reach.isProved(radius))
                                        .count()
                                / count))
                .toList();
    }

    private Trust trust(Problem problem, AuditPlan plan, Question resolved, AuditResult result) {
        AttackFamily.Settings longer = new AttackFamily.Settings(
                resolved.effort(),
                resolved.effort().steps() * TrustChecks.MORE_STEPS,
                resolved.effort().restarts());
        return new TrustChecks(
                        problem,
                        new TrustChecks.Settings(
                                trust,
                                plan.attacks(),
                                trust == Trust.Level.FULL
                                        ? Attacks.named(resolved.attacks(), problem, longer)
                                        : List.of(),
                                plan.attackBudget(),
                                resolved.seed()),
                        new CheapProofs())
                .of(result.standing(), result.findings().size(), () -> false);
    }

    /**
     * When a job began, and who asked.
     *
     * @param command as it can be typed again; empty where a program asked
     */
    public record Run(String command, Instant started) {
        /** A program's, from now on. */
        public static Run now() {
            return new Run("", Instant.now());
        }

        Provenance.Run provenance() {
            Provenance.Run since = Provenance.Run.since(started);
            return new Provenance.Run(command, "", started, since.seconds());
        }
    }
}
