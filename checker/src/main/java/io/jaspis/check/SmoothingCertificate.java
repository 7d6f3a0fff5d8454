package io.jaspis.check;

import static io.jaspis.check.Fields.isHash;
import static io.jaspis.check.Fields.require;

import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What randomized smoothing found out about some examples, with all that it takes to find it out again. {@code
 * docs/certificates.md} says what each field means. Every record refuses what can't be, in a message that begins with
 * the field's name; whether what can be is true is for {@link SmoothingChecker}.
 *
 * @param schema the version of this layout, {@link #SCHEMA}
 * @param kind {@link #KIND}
 * @param command the command line that made it
 * @param reading how model and data were read
 * @param asked the number of examples that were asked for; fewer are here if it was stopped
 */
public record SmoothingCertificate(
        int schema,
        String kind,
        String jaspis,
        String command,
        ModelSource model,
        FileSource data,
        Reading reading,
        Settings settings,
        int asked,
        List<Accuracy> accuracy,
        List<Example> examples)
        implements Certificate.OfExamples {
    public static final int SCHEMA = 3;
    public static final String KIND = "smoothing";

    /** The most examples, and the most samples of one: numbers in the noise have 24 bits. */
    private static final int MOST = 1 << 24;

    public SmoothingCertificate {
        accuracy = List.copyOf(accuracy);
        examples = List.copyOf(examples);
        require(schema == SCHEMA, "schema is " + schema + ", but this version reads " + SCHEMA);
        require(kind.equals(KIND), "kind is '" + kind + "', not '" + KIND + "'");
        require(!accuracy.isEmpty(), "accuracy is an empty list");
        require(asked >= 1 && asked <= MOST, "asked is " + asked + ", but must be from 1 to " + MOST);
        require(asked >= examples.size(), "asked is " + asked + ", but there are " + examples.size() + " examples");
        BitSet indices = new BitSet();
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            String place = "examples[" + i + "].";
            require(!indices.get(example.index()), place + "index is " + example.index() + " as in one before it");
            indices.set(example.index());
            require(
                    example.samples() <= settings.estimation(),
                    place + "samples is " + example.samples() + ", above the settings' " + settings.estimation());
            require(
                    !settings.adaptive() || example.jointRadius() == 0,
                    place + "jointRadius is " + example.jointRadius() + ", but adaptive sampling has none");
        }
    }

    @Override
    public int count() {
        return examples.size();
    }

    /** Of model and data that were read by themselves. */
    public SmoothingCertificate(
            int schema,
            String kind,
            String jaspis,
            String command,
            ModelSource model,
            FileSource data,
            Settings settings,
            int asked,
            List<Accuracy> accuracy,
            List<Example> examples) {
        this(schema, kind, jaspis, command, model, data, Reading.DETECTED, settings, asked, accuracy, examples);
    }

    /**
     * How samples were drawn and judged.
     *
     * @param scale σ, or λ of uniform noise, a float
     * @param axes by how much the scale is multiplied in each value of an example: a distance, and so a radius, counts in
     *     units of it; a value with 0 has no noise, and a certificate holds for changes of the others while it stays as it
     *     is. Empty where all values are alike
     * @param norm the norm of all radii
     * @param radius the radius that adaptive sampling asked for, otherwise 0
     * @param selection n₀
     * @param estimation n, the most samples of the estimation
     * @param alpha of each example by itself, at most {@link #MOST_ALPHA}
     */
    public record Settings(
            NoiseKind noise,
            float scale,
            List<Float> axes,
            Norm norm,
            MethodKind method,
            double radius,
            int selection,
            int estimation,
            double alpha,
            long seed) {
        /** The largest α: what is wrong as often as not says nothing. */
        public static final double MOST_ALPHA = 0.5;

        public Settings {
            require(scale > 0 && scale < Float.POSITIVE_INFINITY, "scale is " + scale + ", but must be above 0");
            axes = List.copyOf(axes);
            for (int i = 0; i < axes.size(); i++) {
                float axis = axes.get(i);
                require(
                        axis >= 0 && axis < Float.POSITIVE_INFINITY,
                        "axes[" + i + "] is " + axis + ", but must be a finite number from 0 on");
            }
            require(
                    axes.isEmpty() || axes.stream().anyMatch(axis -> axis > 0),
                    "axes has no number above 0, so that nothing may change");
            requireRadius("radius", radius);
            require(method == MethodKind.ADAPTIVE || radius == 0, "radius is " + radius + ", but none is asked for");
            require(selection >= 1, "selection is " + selection + ", but must be at least 1");
            require(
                    estimation >= 1 && (long) selection + estimation <= MOST,
                    "estimation is " + estimation + ", but must be at least 1, and with the selection at most " + MOST);
            require(
                    alpha > 0 && alpha <= MOST_ALPHA,
                    "alpha is " + alpha + ", but must be above 0 and at most " + MOST_ALPHA);
        }

        /** Of noise that is alike in all values. */
        public Settings(
                NoiseKind noise,
                float scale,
                Norm norm,
                MethodKind method,
                double radius,
                int selection,
                int estimation,
                double alpha,
                long seed) {
            this(noise, scale, List.of(), norm, method, radius, selection, estimation, alpha, seed);
        }

        /** How many values of an example of this size have noise. */
        public int noisy(int size) {
            return axes.isEmpty()
                    ? size
                    : (int) axes.stream().filter(axis -> axis > 0).count();
        }

        /** Whether one radius was asked for, with as many samples as it takes. */
        public boolean adaptive() {
            return method == MethodKind.ADAPTIVE;
        }
    }

    /**
     * The share of the examples that are certified with their label at a radius.
     *
     * @param single each certificate holding with probability 1 − α
     * @param joint all together holding with probability 1 − α; 0 where sampling was adaptive
     */
    public record Accuracy(double radius, double single, double joint) {
        public Accuracy {
            requireRadius("radius", radius);
            require(single >= 0 && single <= 1, "single is " + single + ", but must be a share");
            require(joint >= 0 && joint <= 1, "joint is " + joint + ", but must be a share");
        }
    }

    /**
     * One example.
     *
     * @param index its number in the data set, also in the noise
     * @param sha256 of its values as little-endian float32
     * @param label the class that the data set gives it
     * @param prediction the class that the selection chose; {@link Logits#NONE} where it had no vote for any
     * @param successes the votes for it
     * @param none the votes for no class; they count as samples
     * @param samples all votes
     * @param certified whether that class is proved within the radius
     * @param radius in the settings' norm; 0 where nothing is proved
     * @param jointRadius with α divided by the number of examples asked for (Bonferroni); 0 where sampling was adaptive
     * @param votes every vote, see {@link Ballots}
     */
    public record Example(
            int index,
            String sha256,
            int label,
            int prediction,
            int successes,
            int none,
            int samples,
            boolean certified,
            double radius,
            double jointRadius,
            String votes) {
        public Example {
            require(index >= 0 && index < MOST, "index is " + index + ", but must be from 0 to " + (MOST - 1));
            require(isHash(sha256), "sha256 is not 64 digits of lower-case hexadecimal");
            require(label >= 0, "label is " + label + ", but classes are numbered from 0");
            require(
                    prediction >= Logits.NONE && prediction < Ballots.CLASSES,
                    "prediction is " + prediction + ", but classes are numbered from 0 to " + (Ballots.CLASSES - 1)
                            + ", and no class is " + Logits.NONE);
            require(samples >= 0 && samples <= MOST, "samples is " + samples + ", but must be from 0 to " + MOST);
            require(
                    successes >= 0 && successes <= samples,
                    "successes is " + successes + ", but must be from 0 to the " + samples + " samples");
            require(
                    none >= 0 && none <= samples - successes,
                    "none is " + none + ", but must be from 0 to the " + (samples - successes) + " samples left");
            requireRadius("radius", radius);
            requireRadius("jointRadius", jointRadius);
            require(certified || radius == 0, "radius is " + radius + ", but nothing is certified");
            require(certified || jointRadius == 0, "jointRadius is " + jointRadius + ", but nothing is certified");
            require(
                    prediction != Logits.NONE || successes == 0 && !certified,
                    "prediction is no class, but has " + successes + " votes" + (certified ? " and is certified" : ""));
            try {
                Ballots.parse(votes, samples);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("votes can't be read: " + e.getMessage(), e);
            }
        }
    }

    /** The share of these examples that are certified with their label at each radius. */
    public static List<Accuracy> accuracy(List<Example> examples, double... radii) {
        double[] single = ascending(examples, Example::certified, Example::radius);
        double[] joint = ascending(examples, e -> e.jointRadius() > 0, Example::jointRadius);
        return Arrays.stream(radii)
                .mapToObj(radius -> new Accuracy(
                        radius, share(single, radius, examples.size()), share(joint, radius, examples.size())))
                .toList();
    }

    /** How far the examples go that have their label and for which something holds. */
    private static double[] ascending(
            List<Example> examples, Predicate<Example> holds, ToDoubleFunction<Example> radius) {
        return examples.stream()
                .filter(e -> e.label() == e.prediction() && holds.test(e))
                .mapToDouble(radius)
                .sorted()
                .toArray();
    }

    /** The share of so many examples whose radius is at least this one. */
    private static double share(double[] ascending, double radius, int examples) {
        int below = 0;
        int above = ascending.length;
        while (below < above) {
            int middle = (below + above) >>> 1;
            if (ascending[middle] >= radius) {
                above = middle;
            } else {
                below = middle + 1;
            }
        }
        return examples == 0 ? 0 : (double) (ascending.length - below) / examples;
    }

    private static void requireRadius(String name, double radius) {
        require(
                radius >= 0 && radius < Double.POSITIVE_INFINITY,
                name + " is " + radius + ", but must be a finite number from 0 on");
    }
}
