package io.jaspis.cli.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that an audit found and what is needed to repeat it. {@code docs/report-schema.md} says what each field
 * means. Accuracies are fractions in 0 … 1; NaN stands for a number that is not known.
 *
 * @param schema the version of this layout, {@link #SCHEMA}
 * @param jaspis the version of Jaspis
 * @param command the command line, as it can be typed again
 * @param curve in the order of the radius, whatever order it was given in
 * @param examples one entry for each example that was audited, in the order of the data
 */
public record AuditReport(
        int schema,
        String jaspis,
        String command,
        Instant started,
        double seconds,
        Completion completion,
        Model model,
        Data data,
        Settings settings,
        Machine machine,
        Sandwich sandwich,
        List<CurvePoint> curve,
        List<ClassResult> perClass,
        List<ExampleResult> examples,
        List<GalleryItem> gallery) {
    public static final int SCHEMA = 1;

    public AuditReport {
        curve = curve.stream()
                .sorted(Comparator.comparingDouble(CurvePoint::epsilon))
                .toList();
        perClass = List.copyOf(perClass);
        examples = List.copyOf(examples);
        gallery = List.copyOf(gallery);
    }

    /** How many examples were audited of how many asked for; partial when the audit was stopped early. */
    public record Completion(boolean partial, int done, int asked) {
        public static Completion of(int done, int asked) {
            return new Completion(done < asked, done, asked);
        }
    }

    /** The audited network. */
    public record Model(
            String name, String sha256, List<Port> inputs, List<Port> outputs, long parameters, int operations) {}

    /** An input or output of a network, without its batch axis. */
    public record Port(String name, List<Integer> shape) {}

    /**
     * The data set that the examples come from.
     *
     * @param examples the number in the whole set
     * @param shape the shape of one example
     * @param classNames empty where classes have numbers only
     */
    public record Data(
            String name, String sha256, int examples, int classes, List<Integer> shape, List<String> classNames) {
        /** What a class is called. */
        public String className(int index) {
            return index < classNames.size() ? classNames.get(index) : Integer.toString(index);
        }

        /** The plural word for the examples. */
        String noun() {
            return shape.size() == 3 ? "images" : "examples";
        }
    }

    /**
     * What was asked.
     *
     * @param norm {@code "inf"}, {@code "2"} or {@code "1"}
     */
    public record Settings(String norm, double epsilon, long seed, List<Attack> attacks, String certifier) {}

    public record Attack(String name, int steps, int restarts) {}

    /**
     * Where the audit ran.
     *
     * @param kernels such as {@code "SIMD 512"}
     */
    public record Machine(
            String processor, int cores, String java, String operatingSystem, String kernels, String device) {}

    /**
     * The headline: the share of examples classified correctly, and the two bounds between which the share lies that
     * stays correct in the whole ball.
     *
     * @param robustUpper what no attack broke
     * @param robustLower what is proved
     * @param gap what is neither: upper minus lower
     */
    public record Sandwich(int examples, double cleanAccuracy, double robustUpper, double robustLower, double gap) {
        /** The headline of these examples; of none, every share is NaN. */
        public static Sandwich of(List<ExampleResult> examples) {
            int[] counts = new int[Verdict.values().length];
            examples.forEach(example -> counts[example.verdict().ordinal()]++);
            int certified = counts[Verdict.CERTIFIED.ordinal()];
            int unknown = counts[Verdict.UNKNOWN.ordinal()];
            int falsified = counts[Verdict.FALSIFIED.ordinal()];
            double count = examples.size();
            return new Sandwich(
                    examples.size(),
                    (certified + unknown + falsified) / count,
                    (certified + unknown) / count,
                    certified / count,
                    unknown / count);
        }
    }

    /** Both bounds at one radius; either may be NaN where it was not computed. */
    public record CurvePoint(double epsilon, double robustUpper, double robustLower) {}

    /** The headline of one class. */
    public record ClassResult(int index, String name, int count, double clean, double robustUpper, double robustLower) {
        /** The results of each class that occurs among these examples. */
        public static List<ClassResult> of(List<ExampleResult> examples, Data data) {
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
     * @param attack the attack that broke it, otherwise null
     * @param adversarialPrediction the class that the attack reached, otherwise null
     * @param margin a lower bound of the label's lead over every other class in the whole ball, or NaN
     * @param perturbation the norm of the change that broke it, or NaN
     */
    public record ExampleResult(
            int index,
            int label,
            int prediction,
            Verdict verdict,
            String attack,
            Integer adversarialPrediction,
            double margin,
            double perturbation) {}

    /** One broken example to look at. Confidences are softmax probabilities of the predicted class. */
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
