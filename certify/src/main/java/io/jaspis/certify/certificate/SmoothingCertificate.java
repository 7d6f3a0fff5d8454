package io.jaspis.certify.certificate;

import java.util.List;

/**
 * What randomized smoothing found out about some examples, with all that it takes to find it out again. {@code
 * docs/certificates.md} says what each field means.
 *
 * @param schema the version of this layout, {@link #SCHEMA}
 * @param kind {@link #KIND}
 * @param command the command line that made it
 * @param asked the number of examples that were asked for; fewer are here if it was stopped
 */
public record SmoothingCertificate(
        int schema,
        String kind,
        String jaspis,
        String command,
        Source model,
        Source data,
        Settings settings,
        int asked,
        List<Accuracy> accuracy,
        List<Example> examples) {
    public static final int SCHEMA = 1;
    public static final String KIND = "smoothing";

    public SmoothingCertificate {
        accuracy = List.copyOf(accuracy);
        examples = List.copyOf(examples);
    }

    /** A file: where it was, and its hash. */
    public record Source(String path, String sha256) {}

    /**
     * How samples were drawn and judged.
     *
     * @param noise {@code "gaussian"} or {@code "uniform"}
     * @param scale σ, or λ of uniform noise, a float
     * @param norm the norm of all radii: {@code "2"}, {@code "1"} or {@code "inf"}
     * @param method {@code "one-sided"}, {@code "two-sided"} or {@code "adaptive"}
     * @param radius the radius that adaptive sampling asked for, otherwise 0
     * @param selection n₀
     * @param estimation n, the most samples of the estimation
     * @param alpha of each example by itself
     */
    public record Settings(
            String noise,
            float scale,
            String norm,
            String method,
            double radius,
            int selection,
            int estimation,
            double alpha,
            long seed) {}

    /**
     * The share of the examples that are certified with their label at a radius.
     *
     * @param single each certificate holding with probability 1 − α
     * @param joint all together holding with probability 1 − α; 0 where sampling was adaptive
     */
    public record Accuracy(double radius, double single, double joint) {}

    /**
     * One example.
     *
     * @param index its number in the data set, also in the noise
     * @param sha256 of its values as little-endian float32
     * @param label the class that the data set gives it
     * @param prediction the class that the selection chose
     * @param successes the votes for it
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
            int samples,
            boolean certified,
            double radius,
            double jointRadius,
            String votes) {}

    /** The share of these examples that are certified with their label at each radius. */
    public static List<Accuracy> accuracy(List<Example> examples, double... radii) {
        return java.util.Arrays.stream(radii)
                .mapToObj(radius -> new Accuracy(
                        radius,
                        share(examples, e -> e.certified() && e.radius() >= radius),
                        share(examples, e -> e.jointRadius() > 0 && e.jointRadius() >= radius)))
                .toList();
    }

    private static double share(List<Example> examples, java.util.function.Predicate<Example> holds) {
        long count = examples.stream()
                .filter(e -> e.label() == e.prediction() && holds.test(e))
                .count();
        return examples.isEmpty() ? 0 : (double) count / examples.size();
    }
}
