package io.jaspis.spark.command;

import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.report.ReportText;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.spark.AuditJob;
import io.jaspis.spark.ModelFile;
import io.jaspis.spark.Progress;
import io.jaspis.spark.Question;
import io.jaspis.spark.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import scala.Option;

/** What the commands of jobs have in common. */
final class Driver {
    private static final Duration EACH = Duration.ofSeconds(5);

    private Driver() {}

    static AuditJob.Run now(CommandSpec spec) {
        List<String> words = ((Jobs) spec.root().userObject()).given();
        return new AuditJob.Run("jaspis-spark " + String.join(" ", words), Instant.now());
    }

    /**
     * A session that a command works in.
     *
     * @param own whether the command started it, and so closes it; one that was there before is whoever's who did
     */
    record Held(SparkSession spark, boolean own) implements AutoCloseable {
        @Override
        public void close() {
            if (own) {
                spark.stop();
            }
        }
    }

    static Held session(CommandSpec spec) {
        Option<SparkSession> there = SparkSession.getDefaultSession();
        return there.isDefined()
                ? new Held(there.get(), false)
                : new Held(
                        SparkSession.builder().appName("Jaspis " + spec.name()).getOrCreate(), true);
    }

    /** Lines every few seconds on how far a job is. */
    static Progress progress(CommandSpec spec) {
        PrintWriter errors = spec.commandLine().getErr();
        Instant[] last = {Instant.EPOCH};
        return count -> {
            boolean whole = count.done() >= count.asked();
            if (whole || Duration.between(last[0], Instant.now()).compareTo(EACH) >= 0) {
                last[0] = Instant.now();
                errors.printf(
                        Locale.ROOT,
                        "%,d of %,d examples, %,d proved, %,d broken%n",
                        count.done(),
                        count.asked(),
                        count.proved(),
                        count.broken());
                errors.flush();
            }
        };
    }

    /** Audits, and tells and writes what was found. */
    static int audit(CommandSpec spec, DataOptions data, Question question) throws IOException {
        AuditJob.Run run = now(spec);
        Results.requireRoom(data.out, ReportJson.NAME, ReportHtml.NAME);
        ModelFile file = data.model();
        file.model();
        try (Held session = session(spec)) {
            Source source = data.source(session.spark(), file, question.lower(), question.upper());
            AuditJob.Result result =
                    new AuditJob(session.spark(), file, question).run(source, data.rows(), run, progress(spec));
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.print(ReportText.of(result.report(), StandardCharsets.UTF_8));
            Map<Path, WholeFile.Content> contents = new LinkedHashMap<>();
            contents.put(data.out.resolve(ReportJson.NAME), ReportJson.content(result.report()));
            contents.put(data.out.resolve(ReportHtml.NAME), ReportHtml.content(result.report()));
            WholeFile.writeTogether(contents);
            tell(terminal, data.out.resolve(ReportHtml.NAME), data.rows(), result.sha256());
        }
        return CommandLine.ExitCode.OK;
    }

    static void tell(PrintWriter terminal, Path report, String rows, String sha256) {
        terminal.println("Report: " + report);
        terminal.println("Rows: " + rows);
        terminal.println("SHA-256 of all rows: " + sha256);
        terminal.flush();
    }
}
