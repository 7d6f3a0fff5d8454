package io.jaspis.cli;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.report.ComparisonJUnit;
import io.jaspis.audit.report.ComparisonJson;
import io.jaspis.audit.report.ComparisonSarif;
import io.jaspis.audit.report.ComparisonText;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.InputException;
import io.jaspis.cli.options.Decimal;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis diff}: two audits of the same data beside each other. */
@Command(
        name = "diff",
        description =
                "Compares two reports of audit on the same data, example by example: of two models, or of one at two"
                        + " times.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} diff before/report.json report/report.json",
            "  ${sys:jaspis.command:-./jaspis} diff before report --fail-if-worse 0.01",
            "  ${sys:jaspis.command:-./jaspis} diff before report --json",
            "  ${sys:jaspis.command:-./jaspis} diff before report --format sarif"
        })
final class DiffCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "OLD.json",
            description = "The report of before: report.json, or the folder that has it.")
    private Path before;

    @Parameters(index = "1", paramLabel = "NEW.json", description = "The report of now.")
    private Path now;

    @Option(
            names = "--fail-if-worse",
            paramLabel = "SHARE",
            converter = Decimal.class,
            description =
                    "Exit with 1 when the accuracy under attack or the certified accuracy of the examples that both"
                            + " have fell by more than this share, from 0 to 1: 0.01 is one point of a hundred.")
    private Double limit;

    /** How the comparison is printed. */
    private enum Format {
        TEXT,
        JSON,
        SARIF,
        JUNIT
    }

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "What is printed: text; json (docs/comparing.md), which names every change; sarif"
                    + " (docs/sarif-rules.md); or junit (docs/junit-xml.md). Default: text.")
    private Format format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (limit != null && !(limit >= 0 && limit <= 1)) {
            throw new InputException("--fail-if-worse must be a share from 0 to 1, but is " + limit);
        }
        Comparison comparison = Comparison.of(ReportJson.read(file(before)), ReportJson.read(file(now)));
        PrintWriter out = spec.commandLine().getOut();
        Format shown = shown();
        out.print(
                switch (shown) {
                    case TEXT -> ComparisonText.of(comparison);
                    case JSON -> ComparisonJson.of(comparison, limit) + System.lineSeparator();
                    case SARIF -> ComparisonSarif.of(comparison, limit);
                    case JUNIT -> ComparisonJUnit.of(comparison, limit);
                });
        out.flush();
        if (limit == null) {
            return ExitCode.OK;
        }
        boolean worse = comparison.worse(limit);
        if (worse) {
            spec.commandLine().getErr().println("jaspis: " + ComparisonText.worse(comparison, limit));
        } else if (shown == Format.TEXT) {
            out.println(ComparisonText.worse(comparison, limit));
        }
        return worse ? ExitCode.BELOW : ExitCode.OK;
    }

    private Format shown() {
        if (json && format != null && format != Format.JSON) {
            throw new InputException("--json and --format " + format.name().toLowerCase(Locale.ROOT)
                    + " ask for different things: give one of them");
        }
        return json ? Format.JSON : format != null ? format : Format.TEXT;
    }

    private static Path file(Path given) {
        return Files.isDirectory(given) ? given.resolve(ReportJson.NAME) : given;
    }
}
