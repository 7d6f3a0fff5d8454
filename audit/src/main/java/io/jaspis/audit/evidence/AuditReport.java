package io.jaspis.audit.evidence;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.Interval;
import io.jaspis.audit.Phase;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that an audit found. {@code docs/report-schema.md} says what each field means. Accuracies are fractions in
 * 0 … 1; NaN stands for a number that is not known.
 *
 * @param schema the version of this layout, {@link #SCHEMA}
 * @param curve in the order of the radius, whatever order it was given in
 * @param examples one entry for each example that was audited, in the order asked
 * @param gallery broken pictures
 * @param breaks what broke examples that are no pictures
 * @param phases what each part took, in all runs where there were several
 * @param gates the conditions that were put on the result
 * @param trust what speaks against trusting the share that no attack broke
 */
public record AuditReport(
        int schema,
        Provenance provenance,
        Completion completion,
        Settings settings,
        Remarks remarks,
        Sandwich sandwich,
        List<CurvePoint> curve,
        List<ClassResult> perClass,
        List<ExampleResult> examples,
        List<GalleryItem> gallery,
        Breaks breaks,
        List<Phase> phases,
        List<Gate> gates,
        Trust trust)
        implements Evidence {
    public static final int SCHEMA = 3;

    public AuditReport {
        curve = curve.stream()
                .sorted(Comparator.comparingDouble(CurvePoint::epsilon))
                .toList();
        perClass = List.copyOf(perClass);
        examples = List.copyOf(examples);
        gallery = List.copyOf(gallery);
        phases = List.copyOf(phases);
        gates = List.copyOf(gates);
    }

    /** This report with conditions on its result in the place of those that it has. */
    public AuditReport with(List<Gate> conditions) {
        return with(completion, conditions, trust);
    }

    /** This report with what speaks against its number, in the place of what it has. */
    public AuditReport with(Trust found) {
        return with(completion, gates, found);
    }

    /** Whether it has all examples that were asked for and the curve, and nobody ended it before the checks. */
    public boolean whole() {
        return !completion.partial && !completion.stopped && !curve.isEmpty();
    }

    /** This report, of an audit that somebody ended before all was done, or the loss of its device. */
    public AuditReport stopped() {
        Completion ended =
                new Completion(completion.partial, completion.done, completion.asked, completion.cutOff, true);
        return with(ended, gates, trust);
    }

    /** The same of an audit that a time limit ended. */
    public AuditReport cutOff() {
        Completion ended =
                new Completion(completion.partial, completion.done, completion.asked, true, completion.stopped);
        return with(ended, gates, trust);
    }

    private AuditReport with(Completion ended, List<Gate> conditions, Trust found) {
        return new AuditReport(
                schema,
                provenance,
                ended,
                settings,
                remarks,
                sandwich,
                curve,
                perClass,
                examples,
                gallery,
                breaks,
                phases,
                conditions,
                found);
    }

    /**
     * How many examples were audited of how many asked for.
     *
     * @param partial whether the audit was stopped early: everything speaks of those that were done
     * @param cutOff whether it was a time limit that ended it
     * @param stopped whether somebody ended it, or a device was lost: where all examples were done, before the curve or the checks
     */
    public record Completion(boolean partial, int done, int asked, boolean cutOff, boolean stopped) {
        public static Completion of(int done, int asked, boolean cutOff) {
            return new Completion(done < asked, done, asked, cutOff, false);
        }

        /** How many examples nobody looked at. */
        public int left() {
            return partial ? Math.max(0, asked - done) : 0;
        }
    }

    /**
     * What was asked.
     *
     * @param reading how data and model were read otherwise than by themselves, in words; empty where they weren't
     * @param norm {@code "inf"}, {@code "2"} or {@code "1"}
     * @param epsilon the radius; where there are features, a factor of their own
     * @param lower the least value that an input can have; NaN where features say it
     * @param upper the largest
     * @param attacks in the order in which they were tried
     * @param certifiers in the order in which they were tried
     * @param attackLimits what each attack could spend on an example
     * @param certifierLimits what each certifier could
     * @param features what each element of an example can be, in their order, or of pictures each channel; empty where all are alike
     * @param radii at which the curve was asked for
     * @param target the class that attacks aim at, in words; empty where any but the label will do
     */
    public record Settings(
            String reading,
            String norm,
            double epsilon,
            double lower,
            double upper,
            List<Tried> attacks,
            List<Tried> certifiers,
            Limits attackLimits,
            Limits certifierLimits,
            List<FeatureRange> features,
            List<Double> radii,
            String target) {
        public Settings {
            features = List.copyOf(features);
            radii = List.copyOf(radii);
            Objects.requireNonNull(target, "target");
        }

        /** Whether there were attacks alone, and nothing was to be proved. */
        public boolean attacksAlone() {
            return certifiers.isEmpty();
        }
    }

    /**
     * What an element of an example can be; of pictures each element of a channel.
     *
     * @param kind as {@code --features} takes it; {@code levels 255} where it has levels 0 to 255 of its range
     * @param epsilon how far it may move where the radius is 1
     * @param lower the least value that it can have; NaN where it stays as it is, whatever that is
     * @param upper the largest
     */
    public record FeatureRange(String name, String kind, double epsilon, double lower, double upper) {
        static FeatureRange of(Feature feature, int lastLevel) {
            boolean free = feature.lower() == -Float.MAX_VALUE && feature.upper() == Float.MAX_VALUE;
            return new FeatureRange(
                    feature.name(),
                    lastLevel == 0 ? feature.kind() : "levels " + lastLevel,
                    feature.epsilon(),
                    free ? Double.NaN : feature.lower(),
                    free ? Double.NaN : feature.upper());
        }
    }

    /**
     * An attack or a certifier.
     *
     * @param settings numbers, words or truth values by name
     */
    public record Tried(String name, Map<String, Object> settings) {
        /** Numbers become those that are read from a file where they were written to one: whole ones, or of double precision. */
        public Tried {
            Map<String, Object> same = new LinkedHashMap<>(settings);
            same.replaceAll((_, value) -> switch (value) {
                case Integer number -> Long.valueOf(number);
                case Float number -> Double.valueOf(number.toString());
                default -> value;
            });
            settings = Collections.unmodifiableMap(same);
        }
    }

    /** What could be spent on an example, as in {@link Budget}; null where there was no end. */
    public record Limits(Long gradients, Long queries, Long domains) {
        public static final Limits NONE = new Limits(null, null, null);

        public static Limits of(Budget budget) {
            return new Limits(limit(budget.gradients()), limit(budget.queries()), limit(budget.domains()));
        }

        private static Long limit(long most) {
            return most == Long.MAX_VALUE ? null : Long.valueOf(most);
        }
    }

    /**
     * What a reader must know beside the figures.
     *
     * @param cut the operations at the network's end that attacks and proofs work without, in their order
     * @param ties examples of which several of the network's own float32 outputs are the largest
     * @param noClass examples that have no class because an output is NaN; they count as misclassified
     * @param brokenToNoClass examples that an attack broke by making an output NaN
     * @param changedByRounding examples that are certified though float32 gives them, or a point found in their ball,
     *     another class: real arithmetic gives the label
     * @param provedInRealAlone examples that are certified in real arithmetic, where the proof leaves no room for what float32
     *     rounds; the others' certificates hold in float32, too
     * @param warnings other sentences
     */
    public record Remarks(
            List<String> cut,
            int ties,
            int noClass,
            int brokenToNoClass,
            int changedByRounding,
            int provedInRealAlone,
            List<String> warnings) {
        public Remarks {
            cut = List.copyOf(cut);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The headline: the share of examples classified correctly, and the two bounds between which the share lies that
     * stays correct in the whole ball.
     *
     * @param robustUpper what no attack broke
     * @param robustLower what is proved
     * @param gap what is neither: upper minus lower
     * @param intervals what that tells of other examples, if these were drawn from them at random
     */
    public record Sandwich(
            int examples,
            double cleanAccuracy,
            double robustUpper,
            double robustLower,
            double gap,
            Intervals intervals) {
        public Sandwich {
            Objects.requireNonNull(intervals, "intervals");
        }

        /** The headline of these examples; of none, every share is NaN. */
        public static Sandwich of(List<ExampleResult> examples) {
            long certified = count(examples, VerdictKind.CERTIFIED);
            long unknown = count(examples, VerdictKind.UNKNOWN);
            long falsified = count(examples, VerdictKind.FALSIFIED);
            double count = examples.size();
            return new Sandwich(
                    examples.size(),
                    (certified + unknown + falsified) / count,
                    (certified + unknown) / count,
                    certified / count,
                    unknown / count,
                    Intervals.of(examples.size(), certified + unknown + falsified, certified + unknown, certified));
        }

        private static long count(List<ExampleResult> examples, VerdictKind kind) {
            return examples.stream()
                    .filter(example -> example.verdict() == kind)
                    .count();
        }

        /** How many examples are classified correctly. */
        public long correct() {
            return countOf(cleanAccuracy, examples);
        }

        /** How many no attack broke. */
        public long unbroken() {
            return countOf(robustUpper, examples);
        }

        /** How many are proved. */
        public long certified() {
            return countOf(robustLower, examples);
        }

        /** How many are neither broken nor proved. */
        public long unknown() {
            return unbroken() - certified();
        }

        /** How many an attack broke. */
        public long broken() {
            return correct() - unbroken();
        }

        /** How many are wrong before any change. */
        public long misclassified() {
            return examples - correct();
        }
    }

    /** The count that a share of so many examples is; 0 where it isn't known. */
    public static long countOf(double share, long examples) {
        return Math.round(share * examples);
    }

    /**
     * Confidence intervals of the headline's shares.
     *
     * @param level the probability of each, from 0 to 1
     */
    public record Intervals(double level, Interval cleanAccuracy, Interval robustUpper, Interval robustLower) {
        private static final double LEVEL = 0.95;

        static Intervals of(long examples, long correct, long unbroken, long certified) {
            return new Intervals(
                    LEVEL,
                    Interval.of(correct, examples, LEVEL),
                    Interval.of(unbroken, examples, LEVEL),
                    Interval.of(certified, examples, LEVEL));
        }
    }

    /** Both bounds at one radius; either may be NaN where it was not computed. */
    public record CurvePoint(double epsilon, double robustUpper, double robustLower) {}

    /** The headline of one class. */
    public record ClassResult(int index, String name, int count, double clean, double robustUpper, double robustLower) {
        /** The results of each class that occurs among these examples. */
        public static List<ClassResult> of(List<ExampleResult> examples, Provenance.Data data) {
            return examples.stream()
                    .map(ExampleResult::label)
                    .distinct()
                    .sorted()
                    .map(label -> {
                        Sandwich sandwich = Sandwich.of(examples.stream()
                                .filter(e -> e.label() == label)
                                .toList());
                        return new ClassResult(
                                label,
                                data.className(label),
                                sandwich.examples(),
                                sandwich.cleanAccuracy(),
                                sandwich.robustUpper(),
                                sandwich.robustLower());
                    })
                    .toList();
        }
    }

    /**
     * What was found out about one example.
     *
     * @param index its position in the data set
     * @param file it is in, below the folder of the data, or null where it has none of its own
     * @param prediction the class that the network gives it, or {@link Provenance#NO_CLASS}
     * @param certifier what proved it, otherwise null
     * @param attack what broke it, which can be one of the attacks that a tried one is made of, otherwise null
     * @param tried the name of the one of {@link Settings#attacks} that this belongs to; null of an example that no attack
     *     broke, and where that isn't known
     * @param adversarialPrediction the class that the attack reached or {@link Provenance#NO_CLASS}, otherwise null
     * @param margin a lower bound of the label's lead over every other class in the whole ball, or over the one aimed at, or
     *     NaN
     * @param perturbation the norm of the change that broke it, or NaN
     */
    public record ExampleResult(
            int index,
            String file,
            int label,
            int prediction,
            VerdictKind verdict,
            String certifier,
            String attack,
            String tried,
            Integer adversarialPrediction,
            double margin,
            double perturbation) {
        /** Without a file, and where it isn't known to which of the attacks tried the one that broke it belongs. */
        public ExampleResult(
                int index,
                int label,
                int prediction,
                VerdictKind verdict,
                String certifier,
                String attack,
                Integer adversarialPrediction,
                double margin,
                double perturbation) {
            this(
                    index,
                    null,
                    label,
                    prediction,
                    verdict,
                    certifier,
                    attack,
                    null,
                    adversarialPrediction,
                    margin,
                    perturbation);
        }
    }

    /** One broken example to look at. Confidences are the network's own probabilities of the predicted class. */
    public record GalleryItem(
            int index,
            int label,
            int cleanPrediction,
            double cleanConfidence,
            int adversarialPrediction,
            double adversarialConfidence,
            Image clean,
            Image adversarial) {
        /** The adversarial image minus the clean one. */
        public Image perturbation() {
            return adversarial.minus(clean);
        }
    }
}
