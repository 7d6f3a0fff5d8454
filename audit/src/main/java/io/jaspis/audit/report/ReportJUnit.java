package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.report.JUnitXml.Case;
import io.jaspis.audit.report.JUnitXml.Failed;
import io.jaspis.audit.report.JUnitXml.Outcome;
import io.jaspis.audit.report.JUnitXml.Passed;
import io.jaspis.audit.report.JUnitXml.Skipped;
import io.jaspis.audit.report.JUnitXml.Suite;
import io.jaspis.audit.report.JUnitXml.Undone;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An audit as JUnit's XML, which CI servers show: a case for each example and for each condition, as
 * {@code docs/junit-xml.md} says. Where conditions were put on the audit, these decide, and what was found of single examples
 * makes nothing fail; otherwise each that is broken or misclassified is a failure.
 */
public final class ReportJUnit {
    /** What the file is called. */
    public static final String NAME = "report-junit.xml";

    /** What the names of remarks among the properties begin with, before their numbers. */
    private static final String REMARK = "remark.";

    private ReportJUnit() {}

    /** The file's content, made when it is written. */
    public static WholeFile.Content content(AuditReport report) {
        return out -> WholeFile.Content.of(format(report)).writeTo(out);
    }

    /** Writes a report, whole or not at all. */
    public static void write(AuditReport report, Path file) throws IOException {
        WholeFile.write(file, content(report));
    }

    static String format(AuditReport report) {
        Provenance provenance = report.provenance();
        String name = "Robustness of " + report.model().name();
        List<Case> cases = new ArrayList<>(conditions(report));
        report.examples().forEach(example -> cases.add(ofExample(example, report)));
        return JUnitXml.text(
                name, List.of(new Suite(name, properties(report), provenance.started(), provenance.seconds(), cases)));
    }

    /** What a case is listed under: servers make a tree of its parts. */
    static String group(AuditReport report, String part) {
        return "jaspis." + report.model().name().replace('.', '_') + "." + part;
    }

    private static List<Case> conditions(AuditReport report) {
        String group = group(report, "conditions");
        List<Case> cases = new ArrayList<>();
        for (Gate gate : report.gates()) {
            String sentence = GateText.of(gate, report);
            cases.add(new Case(
                    group,
                    GateText.typed(gate),
                    gate.passed() ? new Passed(sentence) : new Failed("condition", sentence)));
        }
        List<String> doubts = Words.doubts(report);
        if (!doubts.isEmpty()) {
            cases.add(new Case(
                    group, "the share that no attack broke", new Failed("unreliable", String.join(" ", doubts))));
        }
        Words.undone(report)
                .ifPresent(sentence -> cases.add(new Case(group, "all examples", new Undone("incomplete", sentence))));
        return cases;
    }

    private static Case ofExample(ExampleResult example, AuditReport report) {
        String sentence = Sentences.of(example, report);
        Outcome outcome = switch (example.verdict()) {
            case CERTIFIED -> new Passed(sentence);
            case UNKNOWN -> report.settings().attacksAlone() ? new Passed(sentence) : new Skipped(sentence);
            case FALSIFIED, MISCLASSIFIED ->
                report.gates().isEmpty() ? new Failed(example.verdict().word(), sentence) : new Skipped(sentence);
        };
        return new Case(group(report, "examples"), Sentences.title(example, report), outcome);
    }

    /** What was asked, and the headline. */
    static Map<String, String> properties(AuditReport report) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("jaspis", report.provenance().jaspis());
        properties.put("model", report.model().name());
        properties.put("model.sha256", report.model().sha256());
        properties.put("data", report.data().name());
        properties.put("data.sha256", report.data().sha256());
        if (!report.provenance().command().isEmpty()) {
            properties.put("command", report.provenance().command());
        }
        ReportSarif.properties(report).forEach((name, value) -> properties.put(name, value.toString()));
        remark(Words.sentences(report.remarks()), properties);
        return properties;
    }

    /** Adds what a reader must know, numbered from 1, or on from the remarks that are there. */
    static void remark(List<String> sentences, Map<String, String> properties) {
        long number = properties.keySet().stream()
                .filter(name -> name.startsWith(REMARK))
                .count();
        for (String sentence : sentences) {
            number++;
            properties.put(REMARK + number, sentence);
        }
    }
}
