package io.jaspis.check;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.check.NoisyReplay.Agreement;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Checks a certificate of randomized smoothing against the network and the examples: the hash of each example, the
 * counts, every bound, the shares, and the votes, all of them or some drawn at random from each example.
 */
public final class SmoothingChecker {
    /** Every vote, and those of the selection. */
    public static final int ALL = Integer.MAX_VALUE;

    /** Votes that rounding alone is not held to change: so many, and more than one in {@link #RARE}. */
    private static final int MANY = 3;

    private static final int RARE = 1000;

    /** Where an example's votes are all replayed and few, more than one in so many of them. */
    private static final int SOME = 10;

    private final SmoothingCertificate certificate;
    private final Graph network;
    private final Examples examples;
    private final int classes;
    private final int replays;
    private final SplittableRandom random;
    private final List<String> objections = new ArrayList<>();
    private int checked;
    private long replayed;
    private long tied;
    private long apart;
    /** Replayed votes that certified classes hang on, and those among them that only rounding could explain. */
    private long proving;

    private long doubted;

    private long doubtedApart;

    /**
     * @param examples those that the certificate's indices count
     * @param replays votes of each example to replay, or {@link #ALL}
     * @param seed of the choice of them
     */
    public SmoothingChecker(
            SmoothingCertificate certificate, Graph network, Examples examples, int replays, long seed) {
        this.certificate = certificate;
        this.network = Decision.of(network).scores();
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
     * @param tied those among them that are others in float64 or in float32 operation by operation, and were counted as agreeing
     * @param apart those among these where float32 is far from float64
     */
    public record Finding(List<String> objections, int examples, long replayed, long tied, long apart) {
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
        if (certificate.examples().isEmpty()) {
            objections.add("there is no example to check");
        }
        int size = examples.shape().size();
        int axes = certificate.settings().axes().size();
        if (axes != 0 && axes != size) {
            objections.add("there are " + axes + " axes of the noise, but an example has " + size + " values");
            return new Finding(List.copyOf(objections), 0, 0, 0, 0);
        }
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
        if (tooMany(doubted, proving)) {
            objections.add("%,d of %,d replayed votes that prove classes %s"
                    .formatted(doubted, proving, tooManyTies(doubtedApart)));
        }
        accuracy();
        return new Finding(List.copyOf(objections), checked, replayed, tied, apart);
    }

    private void object(Example example, String what) {
        objections.add("example " + example.index() + ": " + what);
    }

    private void example(Example example) {
        Settings settings = certificate.settings();
        if (example.index() >= examples.count()) {
            object(example, "it is not in the data");
            return;
        }
        float[] x = new float[examples.shape().size()];
        examples.copy(example.index(), x, 0);
        if (!Fingerprint.of(x).equals(example.sha256()) || examples.label(example.index()) != example.label()) {
            object(example, "its values or its label in the data are others");
            return;
        }
        if (!settings.adaptive() && example.samples() != settings.estimation()) {
            object(example, "it has " + example.samples() + " samples");
            return;
        }
        int[] votes = Ballots.parse(example.votes(), example.samples());
        int[] counts = new int[classes];
        int none = 0;
        for (int vote : votes) {
            if (vote >= classes) {
                object(example, "a vote is for class " + vote + " of " + classes);
                return;
            }
            if (vote == Logits.NONE) {
                none++;
            } else {
                counts[vote]++;
            }
        }
        if (none != example.none()) {
            object(example, "the votes for no class are " + none + ", not " + example.none());
            return;
        }
        if (example.prediction() >= classes) {
            object(example, "the prediction is class " + example.prediction() + " of " + classes);
            return;
        }
        int own = example.prediction() == Logits.NONE ? 0 : counts[example.prediction()];
        if (own != example.successes()) {
            object(
                    example,
                    "the votes for class " + example.prediction() + " are " + own + ", not " + example.successes());
            return;
        }
        claims(example, counts);
        replay(example, x, votes);
    }

    private void claims(Example example, int[] counts) {
        Settings settings = certificate.settings();
        SmoothingClaim claim =
                new SmoothingClaim(settings, settings.noisy(examples.shape().size()));
        if (!example.certified()) {
            return;
        }
        claim(example, claim, counts, example.radius(), settings.alpha());
        if (example.jointRadius() != 0) {
            claim(example, claim, counts, example.jointRadius(), settings.alpha() / certificate.asked());
        }
    }

    private void claim(Example example, SmoothingClaim claim, int[] counts, double radius, double alpha) {
        Optional<String> objection = claim.objection(counts, example.samples(), example.prediction(), radius, alpha);
        objection.ifPresent(text -> object(example, text));
    }

    private void replay(Example example, float[] x, int[] votes) {
        NoisyReplay replay = new NoisyReplay(network, certificate.settings());
        int selection = certificate.settings().selection();
        boolean whole = replays >= votes.length;
        int count = whole ? votes.length : replays;
        // Two-sided bounds hang on how the other classes share their votes, too.
        boolean all = certificate.settings().method() == MethodKind.TWO_SIDED;
        int own = 0;
        int doubtful = 0;
        int far = 0;
        for (int i = 0; i < count; i++) {
            int chosen = whole ? i : random.nextInt(votes.length);
            Agreement agreement = replay.replay(example.index(), selection + chosen, x, votes[chosen]);
            replayed++;
            boolean candidate = all || votes[chosen] != Logits.NONE && votes[chosen] == example.prediction();
            own += candidate ? 1 : 0;
            switch (agreement) {
                case SAME -> {}
                case TIED -> {
                    tied++;
                    doubtful += candidate ? 1 : 0;
                }
                case APART -> {
                    tied++;
                    apart++;
                    doubtful += candidate ? 1 : 0;
                    far += candidate ? 1 : 0;
                }
                case OTHER ->
                    object(
                            example,
                            "sample " + (selection + chosen) + " is not of "
                                    + (votes[chosen] == Logits.NONE ? "no class" : "class " + votes[chosen]));
            }
        }
        // A few ties agree with anything; more of them would vouch for whatever class was recorded.
        if (example.certified()) {
            proving += own;
            doubted += doubtful;
            doubtedApart += far;
            // Where few votes are all that there is, a few ties may be what proves the class.
            if (tooMany(doubtful, own) || whole && SOME * doubtful > own) {
                object(
                        example,
                        "%d of %d votes%s %s"
                                .formatted(
                                        doubtful,
                                        own,
                                        all ? "" : " for class " + example.prediction(),
                                        tooManyTies(far)));
            }
        }
        if (replays == ALL) {
            selection(example, replay, x);
        }
    }

    /** @param far those of them where float32 is far from float64 */
    private static String tooManyTies(long far) {
        return "are others in float64 or in float32 operation by operation, so that rounding decides them"
                + (far == 0 ? "" : " (of %,d of them float32 is far from float64)".formatted(far))
                + ": too many to prove anything";
    }

    private static boolean tooMany(long doubtful, long own) {
        return doubtful >= MANY && RARE * doubtful > own;
    }

    /** The class was chosen by the selection: another has not more votes for certain than it may have. */
    private void selection(Example example, NoisyReplay replay, float[] x) {
        int[] certain = new int[classes];
        int possible = 0;
        for (int number = 0; number < certificate.settings().selection(); number++) {
            NoisyReplay.Sample sample = replay.sample(example.index(), number, x);
            int vote = NoisyReplay.vote(sample.logits());
            replayed++;
            if (vote != Logits.NONE && replay.certain(sample, vote)) {
                certain[vote]++;
            }
            if (example.prediction() != Logits.NONE
                    && replay.agreement(sample, example.prediction()) != Agreement.OTHER) {
                possible++;
            }
        }
        for (int label = 0; label < classes; label++) {
            if (label != example.prediction() && certain[label] > possible) {
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
}
