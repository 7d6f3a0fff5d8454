package io.jaspis.certify.certificate;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.certify.certificate.SmoothingCertificate.Settings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Checks a certificate of randomized smoothing against the network and the examples: the hash of each example, the counts,
 * every bound, the shares, and the votes, all of them or some drawn at random from each example.
 */
public final class SmoothingChecker {
    /** Every vote, and those of the selection. */
    public static final int ALL = Integer.MAX_VALUE;

    private final SmoothingCertificate certificate;
    private final Graph network;
    private final Examples examples;
    private final int classes;
    private final int replays;
    private final SplittableRandom random;
    private final List<String> objections = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private int checked;
    private long replayed;
    private long tied;

    /**
     * @param examples those that the certificate's indices count
     * @param replays votes of each example to replay, or {@link #ALL}
     * @param seed of the choice of them
     */
    public SmoothingChecker(
            SmoothingCertificate certificate, Graph network, Examples examples, int replays, long seed) {
        this.certificate = certificate;
        this.network = network;
        this.examples = examples;
        this.classes = network.output(network.onlyOutput()).shape().size();
        this.replays = replays;
        this.random = new SplittableRandom(seed);
    }

    /**
     * What was found.
     *
     * @param objections what is wrong, in words; nothing if it is empty
     * @param examples how many were checked
     * @param replayed the votes that were replayed
     * @param tied those among them in which another class leads in float64 by no more than float32 rounds
     */
    public record Finding(List<String> objections, int examples, long replayed, long tied) {
        public boolean valid() {
            return objections.isEmpty();
        }
    }

    /**
     * Checks one example after the other.
     *
     * @param progress told how many are done
     * @param stopped once true, the rest is left out
     */
    public Finding check(IntConsumer progress, BooleanSupplier stopped) {
        settings(certificate.settings());
        if (objections.isEmpty()) {
            for (Example example : certificate.examples()) {
                if (stopped.getAsBoolean()) {
                    break;
                }
                try {
                    example(example);
                } catch (IllegalArgumentException e) {
                    object(example, e.getMessage());
                }
                checked++;
                progress.accept(checked);
            }
            accuracy();
        }
        return new Finding(List.copyOf(objections), checked, replayed, tied);
    }

    private void settings(Settings settings) {
        require(
                settings.noise().equals("gaussian") || settings.noise().equals("uniform"),
                "the noise '" + settings.noise() + "' is unknown");
        require(Set.of("1", "2", "inf").contains(settings.norm()), "the norm '" + settings.norm() + "' is unknown");
        require(
                settings.scale() > 0 && settings.scale() < Float.POSITIVE_INFINITY,
                "the noise's scale is " + settings.scale());
        require(settings.alpha() > 0 && settings.alpha() < 1, "α is " + settings.alpha());
        require(
                settings.selection() >= 1
                        && settings.estimation() >= 1
                        && (long) settings.selection() + settings.estimation() <= 1 << 24,
                "n0 and n are " + settings.selection() + " and " + settings.estimation());
        require(certificate.asked() >= certificate.examples().size(), "more examples are here than were asked for");
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            objections.add(otherwise);
        }
    }

    private void object(Example example, String what) {
        objections.add("example " + example.index() + ": " + what);
    }

    private void example(Example example) {
        Settings settings = certificate.settings();
        if (example.index() < 0
                || example.index() >= Math.min(examples.count(), 1 << 24)
                || !seen.add(example.index())) {
            object(example, "it is not in the data, or twice in the certificate");
            return;
        }
        float[] x = new float[examples.shape().size()];
        examples.copy(example.index(), x, 0);
        if (!sha256(x).equals(example.sha256()) || examples.label(example.index()) != example.label()) {
            object(example, "its values or its label in the data are others");
            return;
        }
        boolean whole = settings.method().equals("adaptive")
                ? example.samples() >= 0 && example.samples() <= settings.estimation()
                : example.samples() == settings.estimation();
        if (!whole) {
            object(example, "it has " + example.samples() + " samples");
            return;
        }
        int[] votes = Ballots.parse(example.votes(), example.samples());
        int[] counts = new int[classes];
        for (int vote : votes) {
            if (vote >= classes) {
                object(example, "a vote is for class " + vote + " of " + classes);
                return;
            }
            counts[vote]++;
        }
        if (example.prediction() < 0
                || example.prediction() >= classes
                || counts[example.prediction()] != example.successes()) {
            object(example, "the votes for class " + example.prediction() + " are not " + example.successes());
            return;
        }
        claims(example, counts);
        replay(example, x, votes);
    }

    private void claims(Example example, int[] counts) {
        Settings settings = certificate.settings();
        SmoothingClaim claim = new SmoothingClaim(settings, examples.shape().size());
        if (!example.certified() && example.radius() == 0 && example.jointRadius() == 0) {
            return;
        }
        claim(example, claim, counts, example.radius(), settings.alpha());
        if (example.jointRadius() != 0) {
            claim(example, claim, counts, example.jointRadius(), settings.alpha() / certificate.asked());
        }
    }

    private void claim(Example example, SmoothingClaim claim, int[] counts, double radius, double alpha) {
        if (!(radius >= 0 && radius < Double.POSITIVE_INFINITY)) {
            object(example, "the radius is " + radius);
            return;
        }
        Optional<String> objection = claim.objection(counts, example.prediction(), radius, alpha);
        objection.ifPresent(text -> object(example, text));
    }

    private void replay(Example example, float[] x, int[] votes) {
        NoisyReplay replay = new NoisyReplay(network, certificate.settings());
        int selection = certificate.settings().selection();
        if (replays >= votes.length) {
            for (int i = 0; i < votes.length; i++) {
                replay(example, replay, selection + i, x, votes[i]);
            }
        } else {
            for (int i = 0; i < replays; i++) {
                int chosen = random.nextInt(votes.length);
                replay(example, replay, selection + chosen, x, votes[chosen]);
            }
        }
        if (replays == ALL) {
            selection(example, replay, x);
        }
    }

    private void replay(Example example, NoisyReplay replay, int sample, float[] x, int vote) {
        replayed++;
        switch (replay.replay(example.index(), sample, x, vote)) {
            case SAME -> {}
            case TIED -> tied++;
            case OTHER -> object(example, "sample " + sample + " is not of class " + vote);
        }
    }

    /** The class was chosen by the selection: another would have been chosen from the votes that then speak for it. */
    private void selection(Example example, NoisyReplay replay, float[] x) {
        int[] counts = new int[classes];
        for (int sample = 0; sample < certificate.settings().selection(); sample++) {
            counts[replay.vote(example.index(), sample, x)]++;
            replayed++;
        }
        for (int label = 0; label < classes; label++) {
            // One vote may have been rounded to another class, away from the one and to the other.
            if (counts[label] > counts[example.prediction()] + 2) {
                object(example, "the selection prefers class " + label);
                return;
            }
        }
    }

    private void accuracy() {
        if (checked < certificate.examples().size()) {
            return;
        }
        double[] radii = certificate.accuracy().stream()
                .mapToDouble(SmoothingCertificate.Accuracy::radius)
                .toArray();
        if (!SmoothingCertificate.accuracy(certificate.examples(), radii).equals(certificate.accuracy())) {
            objections.add("the accuracies are not those of the examples");
        }
    }

    /** The hash of values as little-endian float32. */
    public static String sha256(float[] x) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * x.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(x);
        return Fingerprint.of(bytes.array());
    }
}
