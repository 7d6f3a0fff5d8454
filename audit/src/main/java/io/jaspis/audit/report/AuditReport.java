package io.jaspis.audit.report;

import java.time.Instant;
import java.util.ArrayList;
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
        Remarks remarks,
        Sandwich sandwich,
        List<CurvePoint> curve,
        List<ClassResult> perClass,
        List<ExampleResult> examples,
        List<GalleryItem> gallery) {
    public static final int SCHEMA = 2;
    /** In the place of a class: an output is NaN, so there is none. */
    public static final int NO_CLASS = -1;

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

    /**
     * The audited network.
     *
     * @param elementTypes in which its file stores or computes numbers, such as {@code float32}
     * @param classNames the names that the file has for its outputs, empty where it has none
     */
    public record Model(
            String name,
            String sha256,
            List<String> elementTypes,
            List<String> classNames,
            List<Port> inputs,
            List<Port> outputs,
            long parameters,
            int operations) {}

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
            if (index == NO_CLASS) {
                return "no class";
            }
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
     * @param lower the least value that an input can have; NaN in a report that doesn't say
     * @param upper the largest
     */
    public record Settings(
            String norm,
            double epsilon,
            double lower,
            double upper,
            long seed,
            List<Attack> attacks,
            String certifier) {}

    public record Attack(String name, int steps, int restarts) {}

    /**
     * Where the audit ran.
     *
     * @param kernels such as {@code "SIMD 512"}
     */
    public record Machine(
            String processor, int cores, String java, String operatingSystem, String kernels, String device) {}

    /**
     * What a reader must know beside the figures.
     *
     * @param cut the operations at the network's end that attacks and proofs work without, in their order
     * @param ties examples of which several of the network's own float32 outputs are the largest
     * @param noClass examples that have no class because an output is NaN; they count as misclassified
     * @param brokenToNoClass examples that an attack broke by making an output NaN
     * @param changedByRounding examples that are certified though float32 gives them, or a point found in their ball,
     *     another class: real arithmetic gives the label
     * @param warnings other sentences
     */
    public record Remarks(
            List<String> cut,
            int ties,
            int noClass,
            int brokenToNoClass,
            int changedByRounding,
            List<String> warnings) {
        public Remarks {
            cut = List.copyOf(cut);
            warnings = List.copyOf(warnings);
        }

        /** The remarks in sentences, without those that say nothing. */
        List<String> sentences() {
            List<String> sentences = new ArrayList<>();
            warnings.forEach(warning -> sentences.add("Warning: " + warning + "."));
            if (!cut.isEmpty()) {
                sentences.add("Attacked and proved without the model's last operations, which keep the order of the"
                        + " classes: " + String.join(", ", cut) + ".");
            }
            say(sentences, noClass, "%s no class, because an output is NaN; counted as misclassified.", "has", "have");
            say(sentences, brokenToNoClass, "%s broken by making an output NaN, which is no class.", "was", "were");
            say(sentences, ties, "%s several largest outputs in float32.", "has", "have");
            if (changedByRounding > 0) {
                sentences.add("float32 rounding alone changes the class of " + examples(changedByRounding)
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
            int[] counts = new int[VerdictKind.values().length];
            examples.forEach(example -> counts[example.verdict().ordinal()]++);
            int certified = counts[VerdictKind.CERTIFIED.ordinal()];
            int unknown = counts[VerdictKind.UNKNOWN.ordinal()];
            int falsified = counts[VerdictKind.FALSIFIED.ordinal()];
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
     * @param prediction the class that the network gives it, or {@link #NO_CLASS}
     * @param attack the attack that broke it, otherwise null
     * @param adversarialPrediction the class that the attack reached or {@link #NO_CLASS}, otherwise null
     * @param margin a lower bound of the label's lead over every other class in the whole ball, or NaN
     * @param perturbation the norm of the change that broke it, or NaN
     */
    public record ExampleResult(
            int index,
            int label,
            int prediction,
            VerdictKind verdict,
            String attack,
            Integer adversarialPrediction,
            double margin,
            double perturbation) {}

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
