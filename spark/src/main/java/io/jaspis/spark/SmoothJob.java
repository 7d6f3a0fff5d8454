package io.jaspis.spark;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.check.FileSource;
import io.jaspis.check.ModelSource;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Randomized smoothing on a cluster: a row for each example into a Parquet table, and the report of them all. */
public final class SmoothJob {
    private final SparkSession session;
    private final ModelFile file;
    private final SmoothQuestion question;

    /**
     * What a job found.
     *
     * @param sha256 of all rows in the order of their numbers: the same question about the same examples has the same,
     *     however it was cut into tasks
     */
    public record Result(SmoothingReport report, String sha256) {}

    public SmoothJob(SparkSession session, ModelFile file, SmoothQuestion question) {
        this.session = session;
        this.file = file;
        this.question = question;
    }

    /**
     * Smooths all examples.
     *
     * @param table where the rows go, on what the cluster's machines all see; nothing may be there
     * @param run when it began, and who asked
     * @throws IllegalArgumentException where model, examples and question don't fit each other, before any task
     */
    public Result run(Source source, String table, AuditJob.Run run, Progress progress) throws IOException {
        if (source.count() > NoisyVotes.MOST) {
            throw new InputException("%,d examples are more than the %,d that the noise of one job tells apart"
                    .formatted(source.count(), NoisyVotes.MOST));
        }
        Cluster cluster = new Cluster(session, file);
        cluster.requireRoomAt(table);
        Model model = file.model();
        Dataset first = cluster.dataset(source, model, cluster.some(source, IntStream.of(0)), List.of());
        SmoothingCertificate.Settings settings;
        try (NoisyVotes votes = question.votes(model)) {
            settings = question.run(votes, first).settings();
        }
        Tallies tallies = new Tallies(session.sparkContext());
        cluster.write(
                source.items()
                        .mapPartitions(new SmoothTask(
                                cluster.model(),
                                cluster.files(),
                                question,
                                Cluster.extents(source),
                                source.count(),
                                tallies)),
                SmoothRow.SCHEMA,
                table,
                () -> progress.told(tallies.count(source.count())));
        List<Row> rows = cluster.read(table, SmoothRow.ALL, source.count());
        Dataset dataset = cluster.dataset(source, model, Map.of(), rows);
        Provenance.Model about = Provenance.Model.of(model);
        SmoothingReport report = new SmoothingReport(
                Provenance.of(
                        run.provenance(),
                        about,
                        Provenance.Data.of(dataset, Selection.all(dataset).text(), about),
                        question.seed(),
                        Provenance.Machine.with(Cpu.best())),
                certificate(source, model, dataset, settings, rows, run));
        return new Result(report, Cluster.Hashes.of(rows).rows());
    }

    private SmoothingCertificate certificate(
            Source source,
            Model model,
            Dataset dataset,
            SmoothingCertificate.Settings settings,
            List<Row> rows,
            AuditJob.Run run) {
        List<Example> examples = rows.stream().map(SmoothRow::example).toList();
        return new SmoothingCertificate(
                SmoothingCertificate.SCHEMA,
                SmoothingCertificate.KIND,
                Provenance.VERSION,
                run.command(),
                new ModelSource(model.name(), model.sha256(), model.elementTypes()),
                new FileSource(source.name(), dataset.sha256()),
                file.reading(source.classNames()),
                settings,
                source.count(),
                SmoothingCertificate.accuracy(examples, radii(examples)),
                examples);
    }

    /** The one to reach, or those that are told where none is asked for. */
    private double[] radii(List<Example> examples) {
        return Double.isNaN(question.radius()) ? SmoothingReport.radii(examples) : new double[] {question.radius()};
    }
}
