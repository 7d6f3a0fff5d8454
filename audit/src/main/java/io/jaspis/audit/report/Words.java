package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Completion;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import io.jaspis.audit.evidence.AuditReport.Remarks;
import io.jaspis.audit.evidence.Provenance;
import java.util.ArrayList;
import java.util.List;

/** What pages and the terminal say of an audit in the same words. */
final class Words {
    private Words() {}

    /** The plural word for the examples. */
    static String noun(Provenance.Data data) {
        return data.shape().size() == 3 ? "images" : "examples";
    }

    /** How far an audit came that didn't come to its end; empty of one that did. */
    static String end(AuditReport report) {
        Completion completion = report.completion();
        String reached = "after %s of %s %s"
                .formatted(Figures.count(completion.done()), Figures.count(completion.asked()), noun(report.data()));
        if (completion.partial()) {
            return completion.cutOff() ? "the time limit ended it " + reached : "stopped " + reached;
        }
        return completion.cutOff() ? "the time limit ended it before the curve over other radii" : "";
    }

    /** What features mean for the radius. */
    static String features(List<FeatureRange> features) {
        long moving = features.stream().filter(feature -> feature.epsilon() > 0).count();
        return "ε counts in units of each feature's own; %s of %s may change."
                .formatted(Figures.count(moving), Figures.count(features.size()));
    }

    /** What the figures speak of where attacks aim at certain classes; empty where any but the label will do. */
    static List<String> aim(AuditReport.Settings settings) {
        return settings.target().isEmpty()
                ? List.of()
                : List.of("Attacks aim at " + settings.target()
                        + ": broken is what gets that class, and certified what can't get it;"
                        + " other classes than its label it may get.");
    }

    /** What a reader must know beside the figures, in sentences. */
    static List<String> sentences(Remarks remarks) {
        List<String> sentences = new ArrayList<>();
        remarks.warnings().forEach(warning -> sentences.add("Warning: " + warning + "."));
        if (!remarks.cut().isEmpty()) {
            sentences.add("Attacked and proved without the model's last operations, which keep the order of the"
                    + " classes: " + String.join(", ", remarks.cut()) + ".");
        }
        say(
                sentences,
                remarks.noClass(),
                "%s no class, because an output is NaN; counted as misclassified.",
                "has",
                "have");
        say(
                sentences,
                remarks.brokenToNoClass(),
                "%s broken by making an output NaN, which is no class.",
                "was",
                "were");
        say(sentences, remarks.ties(), "%s several largest outputs in float32.", "has", "have");
        if (remarks.changedByRounding() > 0) {
            sentences.add("float32 rounding alone changes the class of " + examples(remarks.changedByRounding())
                    + "; in real arithmetic the label is certified.");
        }
        return sentences;
    }

    private static void say(List<String> sentences, int count, String sentence, String one, String more) {
        if (count > 0) {
            sentences.add(examples(count) + " " + sentence.formatted(count == 1 ? one : more));
        }
    }

    private static String examples(int count) {
        return Figures.count(count) + (count == 1 ? " example" : " examples");
    }
}
