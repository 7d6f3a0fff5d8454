package io.jaspis.audit.report;

import io.jaspis.audit.Phase;
import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Completion;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import io.jaspis.audit.evidence.AuditReport.Intervals;
import io.jaspis.audit.evidence.AuditReport.Remarks;
import io.jaspis.audit.evidence.Breaks;
import io.jaspis.audit.evidence.Breaks.Break;
import io.jaspis.audit.evidence.Breaks.Change;
import io.jaspis.audit.evidence.Breaks.FeatureBreaks;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.threat.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What all forms of a report say of an audit in the same words. */
final class Words {
    /** Of more classes so many are named. */
    private static final int CLASSES = 5;

    /** Why a part of what was asked for has no intervals, in a sentence. */
    static final String NOT_DRAWN =
            "Nothing is told of other examples: which were done depends on the order of the data, so they aren't drawn at"
                    + " random.";

    private Words() {}

    /** How sure an interval is. */
    static String level(Intervals intervals) {
        return Shares.asked(intervals.level()) + " confidence";
    }

    /** What each certifier proved, in a sentence; empty where there is but one, or nothing was proved. */
    static Optional<String> proofs(AuditReport report) {
        List<AuditReport.Tried> certifiers = report.settings().certifiers();
        if (certifiers.size() < 2 || report.sandwich().certified() == 0) {
            return Optional.empty();
        }
        return Optional.of(certifiers.stream()
                .map(certifier -> certifier.name() + " "
                        + Figures.count(report.examples().stream()
                                .filter(example -> certifier.name().equals(example.certifier()))
                                .count()))
                .collect(Collectors.joining(", ", "Proved by ", ".")));
    }

    /** What each attack broke, also each of those that one is made of, in a sentence; empty where nothing was broken. */
    static Optional<String> broken(AuditReport report) {
        if (report.sandwich().broken() == 0) {
            return Optional.empty();
        }
        return Optional.of("Broken by " + Broken.of(report).all() + ".");
    }

    /** What each attack asked for that counts queries, in a sentence; empty where none does. */
    static Optional<String> queries(AuditReport report) {
        List<String> asked = report.phases().stream()
                .filter(phase ->
                        phase.part() == Phase.Part.ATTACK && phase.spent().queries() > 0)
                .map(phase -> "%s %s (%s of an example, in the median)"
                        .formatted(
                                phase.name(),
                                Figures.count(phase.spent().queries()),
                                Figures.count(phase.median().queries())))
                .toList();
        return asked.isEmpty() ? Optional.empty() : Optional.of("Queries: " + String.join(", ", asked) + ".");
    }

    /** Gradients and queries, those that there are. */
    static String spent(Budget.Spent spent) {
        List<String> counts = new ArrayList<>();
        if (spent.gradients() > 0) {
            counts.add(Counted.of(spent.gradients(), "gradient"));
        }
        if (spent.queries() > 0) {
            counts.add(Counted.of(spent.queries(), "query", "queries"));
        }
        return String.join(", ", counts);
    }

    /** How many broke and what that takes, in a sentence or two. */
    static String breaks(Breaks breaks) {
        String broken = breaks.broken() == 1
                ? "An attack broke one example."
                : "Attacks broke %s examples.".formatted(Figures.count(breaks.broken()));
        FeatureBreaks first = breaks.features().getFirst();
        if (breaks.tried() == 0) {
            return broken;
        }
        return first.needed() == 0
                ? broken + " " + needless(breaks) + " single change that was put back: the others suffice."
                : broken
                        + " %s is needed most often, in %s of %s."
                                .formatted(
                                        first.feature(), Figures.count(first.needed()), Figures.count(breaks.tried()));
    }

    /** How the sentence begins that no change is needed alone. */
    private static String needless(Breaks breaks) {
        boolean all = breaks.tried() == breaks.broken();
        if (breaks.tried() == 1) {
            return all ? "It needs no" : "The one that was looked into needs no";
        }
        return all
                ? "None of them needs any"
                : "None of the %s that were looked into needs any".formatted(Figures.count(breaks.tried()));
    }

    /** What changed of a broken example: so many of its features, and how many more did. */
    static String changes(Break one, int most) {
        List<String> changes = new ArrayList<>();
        for (Change change : one.changes().stream().limit(most).toList()) {
            String[] values = values(change);
            changes.add(change.feature() + " " + values[0] + " → " + values[1]);
        }
        int others = one.changes().size() - changes.size() + one.others();
        return String.join(", ", changes) + (others == 0 ? "" : " and " + Figures.count(others) + " more");
    }

    /** The classes of which no example is right, where others' are, in a sentence; empty where there is none. */
    static Optional<String> neverRight(AuditReport report) {
        List<String> classes = report.perClass().stream()
                .filter(one -> one.clean() == 0 && one.count() > 0)
                .map(one -> "%s (%s)".formatted(report.data().className(one.index()), Figures.count(one.count())))
                .toList();
        if (classes.isEmpty() || classes.size() == report.perClass().size()) {
            return Optional.empty();
        }
        String named = String.join(", ", classes.subList(0, Math.min(CLASSES, classes.size())));
        int others = classes.size() - CLASSES;
        String more = others > 0 ? " and " + Counted.of(others, "more class", "more classes") : "";
        return Optional.of("None of the examples is right of class " + named + more + ".");
    }

    /** Before and after, so that they read differently; whole numbers as they are. */
    static String[] values(Change change) {
        return change.before() instanceof Double before && change.after() instanceof Double after
                ? Figures.apart(before, after)
                : new String[] {word(change.before()), word(change.after())};
    }

    private static String word(Object value) {
        return value instanceof Number number
                ? Figures.count(number.longValue()).replace('-', '−')
                : value.toString();
    }

    /** By how much it changed, with its sign; empty of categories. */
    static String change(Change change) {
        return Double.isNaN(change.change()) ? "" : (change.change() > 0 ? "+" : "") + Figures.nearest(change.change());
    }

    /**
     * Which of so many results a table has that isn't longer than this.
     *
     * @param file that has all of them
     */
    static String results(int count, int rows, String file) {
        if (count == 1) {
            return "The only result";
        }
        return count <= rows
                ? "All " + Figures.count(count) + " results"
                : "The first %s of %s results; %s has them all"
                        .formatted(Figures.count(rows), Figures.count(count), file);
    }

    /** The word for several examples. */
    static String noun(Provenance.Data data) {
        return one(data) + "s";
    }

    /** The word for an example. */
    static String one(Provenance.Data data) {
        return data.shape().size() == 3 ? "image" : "example";
    }

    /** So many examples, in their word. */
    static String examples(long count, Provenance.Data data) {
        return Counted.of(count, one(data));
    }

    /** How far an audit came that didn't come to its end; empty of one that did. */
    static String end(AuditReport report) {
        Completion completion = report.completion();
        String reached = "after %s of %s"
                .formatted(Figures.count(completion.done()), examples(completion.asked(), report.data()));
        if (completion.partial()) {
            return completion.cutOff() ? "the time limit ended it " + reached : "stopped " + reached;
        }
        if (completion.cutOff()) {
            return "the time limit ended it before the curve over other radii";
        }
        return completion.stopped() ? "stopped " + reached + ", before the curve and the checks were done" : "";
    }

    /** The same in a sentence; empty of an audit that came to its end. */
    static Optional<String> undone(AuditReport report) {
        String end = end(report);
        return end.isEmpty() ? Optional.empty() : Optional.of("Not all was done: " + end + ".");
    }

    /** The radius, and in units of what it counts. */
    static String radius(AuditReport report) {
        return Figures.radius(report.settings().epsilon()) + unit(report);
    }

    /** Behind a radius that counts in units of its own; else empty. */
    static String unit(AuditReport report) {
        return countsOwn(report.settings().features()) ? " of each " + featureNoun(report) + "'s own ε" : "";
    }

    private static boolean countsOwn(List<FeatureRange> features) {
        return features.stream().anyMatch(feature -> feature.epsilon() != 0 && feature.epsilon() != 1);
    }

    /** Pictures have a feature for each channel, not for each element. */
    private static String featureNoun(AuditReport report) {
        int elements = report.data().shape().stream().reduce(1, Math::multiplyExact);
        return report.settings().features().size() < elements ? "channel" : "feature";
    }

    /** What features mean for the radius, and for what is found. */
    static String features(AuditReport report) {
        List<FeatureRange> features = report.settings().features();
        String noun = featureNoun(report);
        long moving = features.stream().filter(feature -> feature.epsilon() > 0).count();
        String units = countsOwn(features) ? "ε counts in units of each " + noun + "'s own; " : "";
        String levels = features.getFirst().kind();
        String may = units
                + (features.size() == 1
                        ? "every value may change"
                        : "%s of %s%s may change"
                                .formatted(
                                        Figures.count(moving),
                                        Figures.count(features.size()),
                                        noun.equals("channel") ? " channels" : ""))
                + (levels.startsWith("levels ")
                        ? ", from one of the levels 0 to %s of its range to another."
                                .formatted(levels.substring("levels ".length()))
                        : ".");
        return may + cases(report.settings().certifiers());
    }

    /** How proofs of features go, where they go by cases. */
    private static String cases(List<AuditReport.Tried> certifiers) {
        return certifiers.stream()
                .map(certifier -> certifier.settings().get("domains"))
                .filter(Number.class::isInstance)
                .map(most -> " Proofs go by cases, the categories one by one: at most "
                        + Figures.count(((Number) most).longValue()) + " an example.")
                .findFirst()
                .orElse("");
    }

    /** What the figures speak of where attacks aim at certain classes; empty where any but the label will do. */
    static List<String> aim(AuditReport.Settings settings) {
        return settings.target().isEmpty()
                ? List.of()
                : List.of("Attacks aim at " + settings.target() + ": broken is what gets that class"
                        + (settings.attacksAlone() ? "" : ", and certified what can't get it")
                        + "; other classes than its label it may get.");
    }

    /** Why the upper bound isn't to be trusted, in sentences. */
    static List<String> doubts(AuditReport report) {
        return report.trust().doubts().stream()
                .map(doubt -> "Unreliable: " + doubt + ".")
                .toList();
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
            sentences.add("float32 rounding alone changes the class of " + Counted.examples(remarks.changedByRounding())
                    + "; in real arithmetic the label is certified.");
        }
        say(
                sentences,
                remarks.provedInRealAlone(),
                "%s certified in real arithmetic alone: how far float32 may be off isn't known to be less than the margin.",
                "is",
                "are");
        return sentences;
    }

    private static void say(List<String> sentences, int count, String sentence, String one, String more) {
        if (count > 0) {
            sentences.add(Counted.examples(count) + " " + sentence.formatted(count == 1 ? one : more));
        }
    }
}
