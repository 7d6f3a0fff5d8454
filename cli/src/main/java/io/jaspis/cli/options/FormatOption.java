package io.jaspis.cli.options;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.Places;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJUnit;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.report.ReportSarif;
import io.jaspis.autodiff.data.WholeFile;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option that says in which forms a report is written. */
public final class FormatOption {
    /** What a table of verdicts in the report's folder is called. */
    private static final String VERDICTS = "verdicts.csv";

    /** The files of all forms. */
    public static final List<String> NAMES =
            List.of(ReportJson.NAME, ReportHtml.NAME, VERDICTS, ReportSarif.NAME, ReportJUnit.NAME);

    /** A form of a report. */
    public enum Format {
        HTML,
        JSON,
        CSV,
        SARIF,
        JUNIT
    }

    @Option(
            names = "--format",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "html,json",
            description = "What is written into the folder: html, json, csv (verdicts.csv, docs/verdicts.md), sarif"
                    + " (docs/sarif-rules.md) and junit (docs/junit-xml.md), with commas between. json is always"
                    + " written: --resume and diff read it. Default: ${DEFAULT-VALUE}.")
    private Set<Format> formats = EnumSet.noneOf(Format.class);

    /** Whether the table of verdicts is asked for, which takes more than a report. */
    public boolean hasVerdicts() {
        return formats.contains(Format.CSV);
    }

    /** Whether a page is asked for. */
    public boolean hasPage() {
        return formats.contains(Format.HTML);
    }

    /** The files of a report by their names, that of JSON first. */
    public SequencedMap<String, WholeFile.Content> contents(
            AuditReport report, Places places, Supplier<WholeFile.Content> verdicts) {
        SequencedMap<String, WholeFile.Content> contents = new LinkedHashMap<>();
        contents.put(ReportJson.NAME, ReportJson.content(report));
        for (Format format : EnumSet.copyOf(formats)) {
            switch (format) {
                case JSON -> {}
                case HTML -> contents.put(ReportHtml.NAME, ReportHtml.content(report));
                case CSV -> contents.put(VERDICTS, verdicts.get());
                case SARIF -> contents.put(ReportSarif.NAME, ReportSarif.content(report, places));
                case JUNIT -> contents.put(ReportJUnit.NAME, ReportJUnit.content(report));
            }
        }
        return contents;
    }

    /** What is said of each file once it is written, in their order. */
    public Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        for (Format format : EnumSet.copyOf(formats)) {
            switch (format) {
                case JSON -> {
                    if (formats.size() == 1) {
                        told.put(ReportJson.NAME, "Report: %s");
                    }
                }
                case HTML -> told.put(ReportHtml.NAME, "Report: %s");
                case CSV -> told.put(VERDICTS, "Verdicts: %s");
                case SARIF -> told.put(ReportSarif.NAME, "SARIF: %s");
                case JUNIT -> told.put(ReportJUnit.NAME, "JUnit: %s");
            }
        }
        return told;
    }
}
