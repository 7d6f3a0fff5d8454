package io.jaspis.audit.comparison;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.FeatureRange;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two audits of examples that both have, at the same radius: of two models, or of one at two times.
 *
 * @param onlyBefore how many examples the earlier report has alone
 * @param onlyNow how many the later one has alone
 * @param clean examples that are classified correctly
 * @param attacked those that no attack broke
 * @param certified those that are proved
 * @param changes the examples that changed, in the order of their indices
 * @param notes what else differs and may be the cause, in sentences
 */
public record Comparison(
        AuditReport before,
        AuditReport now,
        int onlyBefore,
        int onlyNow,
        PairedShares clean,
        PairedShares attacked,
        PairedShares certified,
        List<Change> changes,
        List<String> notes) {
    /** Relative; radii such as 8/255 may have been typed with few digits. */
    private static final double SAME = 1e-12;

    private static final List<String> OF_THE_MODEL = List.of("threshold ", "output ", "input ", "normalized ");

    public Comparison {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /** An example of which the two audits found something else. */
    public record Change(ExampleResult before, ExampleResult now, List<Kind> kinds) {
        public Change {
            kinds = List.copyOf(kinds);
        }

        public int index() {
            return now.index();
        }

        /** Whether the example was safer before: proved, then unbroken, then right are less and less. */
        public boolean isWorse() {
            return before.verdict().isBetterThan(now.verdict());
        }

        /** Whether it is safer now. */
        public boolean isBetter() {
            return now.verdict().isBetterThan(before.verdict());
        }
    }

    /** What can change of an example. */
    public enum Kind {
        BROKEN_NOW("broken now, not before"),
        BROKEN_BEFORE("broken before, not now"),
        CERTIFIED_NOW("certified now, not before"),
        CERTIFIED_BEFORE("certified before, not now"),
        RIGHT_NOW("right now, wrong before"),
        RIGHT_BEFORE("right before, wrong now"),
        PREDICTION("another prediction");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        private boolean of(ExampleResult before, ExampleResult now) {
            return switch (this) {
                case BROKEN_NOW -> gained(before, now, VerdictKind.FALSIFIED);
                case BROKEN_BEFORE -> gained(now, before, VerdictKind.FALSIFIED);
                case CERTIFIED_NOW -> gained(before, now, VerdictKind.CERTIFIED);
                case CERTIFIED_BEFORE -> gained(now, before, VerdictKind.CERTIFIED);
                case RIGHT_NOW -> gained(now, before, VerdictKind.MISCLASSIFIED);
                case RIGHT_BEFORE -> gained(before, now, VerdictKind.MISCLASSIFIED);
                case PREDICTION -> before.prediction() != now.prediction();
            };
        }

        private static boolean gained(ExampleResult from, ExampleResult to, VerdictKind kind) {
            return from.verdict() != kind && to.verdict() == kind;
        }
    }

    /**
     * Pairs the examples that both reports have.
     *
     * @throws InputException where they can't be compared: other data, or data that were read otherwise, other sets of
     *     inputs, other labels, or no example that both have
     */
    public static Comparison of(AuditReport before, AuditReport now) {
        requireSameQuestion(before, now);
        Map<Integer, ExampleResult> earlier = byIndex(before);
        Map<Integer, ExampleResult> later = byIndex(now);
        List<ExampleResult[]> pairs = later.keySet().stream()
                .filter(earlier::containsKey)
                .sorted()
                .map(index -> new ExampleResult[] {earlier.get(index), later.get(index)})
                .toList();
        if (pairs.isEmpty()) {
            throw refusal("they have no example in common: the first has %s, the second %s others; audit the same ones"
                    .formatted(earlier.size(), later.size()));
        }
        pairs.forEach(pair -> requireSameLabel(before, pair[0], now, pair[1]));
        return new Comparison(
                before,
                now,
                earlier.size() - pairs.size(),
                later.size() - pairs.size(),
                shares(pairs, verdict -> verdict != VerdictKind.MISCLASSIFIED),
                shares(pairs, verdict -> verdict == VerdictKind.CERTIFIED || verdict == VerdictKind.UNKNOWN),
                shares(pairs, verdict -> verdict == VerdictKind.CERTIFIED),
                changes(pairs),
                notes(before, now));
    }

    /** Whether the same attacks and certifiers were tried, with the same settings: others may not see what got worse. */
    public boolean sameTrials() {
        return attacks(before).equals(attacks(now)) && certifiers(before).equals(certifiers(now));
    }

    /** How many examples both have. */
    public int pairs() {
        return certified.pairs();
    }

    /** What was found now of the examples that both have, in the order of their indices. */
    public List<ExampleResult> pairedNow() {
        Map<Integer, ExampleResult> earlier = byIndex(before);
        return now.examples().stream()
                .filter(example -> earlier.containsKey(example.index()))
                .sorted(Comparator.comparingInt(ExampleResult::index))
                .toList();
    }

    /** The changes of this kind. */
    public List<Change> changes(Kind kind) {
        return changes.stream().filter(change -> change.kinds().contains(kind)).toList();
    }

    /**
     * Whether the accuracy under attack, or the certified one, fell by more than this over the pairs.
     *
     * @param limit a share from 0 to 1
     */
    public boolean worse(double limit) {
        return -attacked.difference() > limit || -certified.difference() > limit;
    }

    private static InputException refusal(String why) {
        return new InputException("the two reports can't be compared: " + why);
    }

    private static void requireSameQuestion(AuditReport before, AuditReport now) {
        if (!before.data().sha256().equals(now.data().sha256())) {
            throw refusal("the first is of %s (SHA-256 %.12s…), the second of other data, %s (%.12s…)"
                    .formatted(
                            before.data().name(),
                            before.data().sha256(),
                            now.data().name(),
                            now.data().sha256()));
        }
        requireEqual("the data were read otherwise", reading(before), reading(now));
        AuditReport.Settings earlier = before.settings();
        AuditReport.Settings later = now.settings();
        requireEqual("the class that attacks aim at differs", earlier.target(), later.target());
        requireEqual("the norm differs", earlier.norm(), later.norm());
        double larger = Math.max(earlier.epsilon(), later.epsilon());
        if (!(Math.abs(earlier.epsilon() - later.epsilon()) <= SAME * larger)) {
            throw refusal(
                    "epsilon differs: " + earlier.epsilon() + " in the first, " + later.epsilon() + " in the second");
        }
        requireSameFeatures(earlier.features(), later.features());
        // Reports of before it was told don't have it.
        if (!Double.isNaN(earlier.lower()) && !Double.isNaN(later.lower())) {
            requireEqual(
                    "the range of inputs differs",
                    List.of(earlier.lower(), earlier.upper()),
                    List.of(later.lower(), later.upper()));
        }
    }

    /** The first feature that differs is told, and how many do: a table can have hundreds. */
    private static void requireSameFeatures(List<FeatureRange> first, List<FeatureRange> second) {
        if (first.size() != second.size()) {
            throw refusal("the features differ: %s in the first, %s in the second"
                    .formatted(counted(first.size()), counted(second.size())));
        }
        int[] differing = IntStream.range(0, first.size())
                .filter(i -> !first.get(i).equals(second.get(i)))
                .toArray();
        if (differing.length > 0) {
            throw refusal("the features differ in %s of %s, the first of them: %s in the first, %s in the second"
                    .formatted(
                            differing.length,
                            first.size(),
                            shown(first.get(differing[0])),
                            shown(second.get(differing[0]))));
        }
    }

    private static String counted(int features) {
        return features == 0 ? "none" : Integer.toString(features);
    }

    private static String shown(FeatureRange feature) {
        String range = Double.isNaN(feature.lower()) ? "" : ", from " + feature.lower() + " to " + feature.upper();
        return "%s (%s, epsilon %s%s)".formatted(feature.name(), feature.kind(), feature.epsilon(), range);
    }

    private static void requireEqual(String what, Object first, Object second) {
        if (!first.equals(second)) {
            throw refusal("%s: %s in the first, %s in the second".formatted(what, shown(first), shown(second)));
        }
    }

    private static String shown(Object value) {
        return value.toString().isEmpty() ? "none" : value.toString();
    }

    /** How the data were read; what a model's inputs are normalized by, given or shaped, and what its only output is, belongs to the model. */
    private static String reading(AuditReport report) {
        return Arrays.stream(report.settings().reading().split("; "))
                .filter(part -> OF_THE_MODEL.stream().noneMatch(part::startsWith))
                .collect(Collectors.joining("; "));
    }

    private static Map<Integer, ExampleResult> byIndex(AuditReport report) {
        Map<Integer, ExampleResult> examples = new LinkedHashMap<>();
        for (ExampleResult example : report.examples()) {
            if (examples.put(example.index(), example) != null) {
                throw refusal("example " + example.index() + " is in one of them twice");
            }
        }
        return examples;
    }

    private static void requireSameLabel(
            AuditReport before, ExampleResult first, AuditReport now, ExampleResult second) {
        boolean named = !before.data().classNames().isEmpty()
                && !now.data().classNames().isEmpty();
        String earlier = named ? before.data().className(first.label()) : Integer.toString(first.label());
        String later = named ? now.data().className(second.label()) : Integer.toString(second.label());
        if (!earlier.equals(later)) {
            throw refusal("example %s has the label %s in the first, and %s in the second: the classes were numbered in"
                            .formatted(first.index(), earlier, later)
                    + " another order, or the data read in another way");
        }
    }

    private static PairedShares shares(List<ExampleResult[]> pairs, Predicate<VerdictKind> has) {
        int before = 0;
        int now = 0;
        int gained = 0;
        int lost = 0;
        for (ExampleResult[] pair : pairs) {
            boolean had = has.test(pair[0].verdict());
            boolean still = has.test(pair[1].verdict());
            before += had ? 1 : 0;
            now += still ? 1 : 0;
            gained += still && !had ? 1 : 0;
            lost += had && !still ? 1 : 0;
        }
        return new PairedShares(pairs.size(), before, now, gained, lost);
    }

    private static List<Change> changes(List<ExampleResult[]> pairs) {
        List<Change> changes = new ArrayList<>();
        for (ExampleResult[] pair : pairs) {
            List<Kind> kinds = Arrays.stream(Kind.values())
                    .filter(kind -> kind.of(pair[0], pair[1]))
                    .toList();
            if (!kinds.isEmpty()) {
                changes.add(new Change(pair[0], pair[1], kinds));
            }
        }
        return changes;
    }

    private static List<String> notes(AuditReport before, AuditReport now) {
        List<String> notes = new ArrayList<>();
        if (before.model().sha256().equals(now.model().sha256())) {
            notes.add("Both are of the same model file.");
        }
        note(notes, "attacks", attacks(before), attacks(now));
        note(notes, "certifiers", certifiers(before), certifiers(now));
        note(notes, "seeds", before.provenance().seed(), now.provenance().seed());
        note(
                notes,
                "versions of Jaspis",
                before.provenance().jaspis(),
                now.provenance().jaspis());
        if (before.completion().cutOff() || now.completion().cutOff()) {
            notes.add("A time limit ended %s: how far it gets is of no account here, what it finished is."
                    .formatted(
                            before.completion().cutOff() && now.completion().cutOff()
                                    ? "both"
                                    : before.completion().cutOff() ? "the first" : "the second"));
        }
        return notes;
    }

    private static void note(List<String> notes, String what, Object before, Object now) {
        if (!Objects.equals(before, now)) {
            notes.add("The %s differ, which may be the cause of changes: %s before, %s now."
                    .formatted(what, before, now));
        }
    }

    private static String attacks(AuditReport report) {
        return names(report.settings().attacks());
    }

    private static String certifiers(AuditReport report) {
        return names(report.settings().certifiers());
    }

    private static String names(List<AuditReport.Tried> tried) {
        return tried.stream()
                .map(one -> one.settings().isEmpty() ? one.name() : one.name() + " " + one.settings())
                .collect(Collectors.joining(", "));
    }
}
