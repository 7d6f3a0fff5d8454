package io.jaspis.cli.options;

import io.jaspis.audit.features.FeatureFile;
import io.jaspis.audit.features.WholeNumbers;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.cli.options.PerChannel.Pair;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.PictureThreat;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how far an attacker may move an example. */
public final class ThreatOptions {
    /** As many as pictures of 16 bits have. */
    private static final int MOST_LEVELS = 65535;

    /** The radius of features where none is asked for: each may move as far as its own. */
    private static final double OWN = 1;

    @Option(
            names = "--norm",
            paramLabel = "NORM",
            defaultValue = "inf",
            converter = NormName.class,
            description = "How far apart two examples are: inf, 2 or 1. Default: ${DEFAULT-VALUE}.")
    private Norm norm;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            split = ",",
            converter = PerChannel.Numbers.class,
            description =
                    "How far an attacker may move an example, as a number or a fraction such as 8/255, in units of"
                            + " the data (images: 0 to 1); of pictures also for each channel with colons between, such as"
                            + " 2/255:4/255:2/255. Several, with commas between, are the curve: the figures are those of"
                            + " the largest, and the others get the same attacks and certifiers. Default: 0.1 for inf, 1"
                            + " for 2, 5 for 1, 255 times as much of bytes that a model takes as they are; with --features"
                            + " 1.")
    private List<PerChannel<Double>> radii = List.of();

    @Mixin
    private RangeOption range;

    @Option(
            names = "--levels",
            paramLabel = "LAST",
            description =
                    "The values that stored pictures can have: LAST equal steps from the lower end of --range to the"
                            + " upper, so 255 for bytes. What attacks find can be stored then. Default: every value.")
    private Integer levels;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "What each column of a table can be, and how far it may move where --epsilon is 1: CSV or JSON"
                            + " with name, epsilon (a number, or 0.1std), lower, upper and kind (real, integer, one-hot:GROUP,"
                            + " immutable, only-up, only-down). A column without a line stays as it is.")
    private Path features;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private FeatureFile file;
    private Features threatened;
    /** The attacker who was asked for, where {@link #over} gives one who keeps whole numbers whole; else null. */
    private Threat asked;

    /**
     * Looks at what can be told without the data.
     *
     * @throws io.jaspis.autodiff.InputException where radius and range make no sense together, or a file of features is none
     */
    public void require() throws IOException {
        radii.stream().filter(radius -> !radius.differs()).forEach(radius -> Least.require("--epsilon", radius.of(0)));
        if (features == null) {
            if (levels != null && (levels < 1 || levels > MOST_LEVELS)) {
                throw new InputException(
                        "--levels must be from 1 to %d, 255 for bytes, but is %d".formatted(MOST_LEVELS, levels));
            }
            if (perChannel() && radii.size() > 1) {
                throw new InputException(
                        "--epsilon has several radii, and one with a number for each channel: give one number"
                                + " for each radius, or one radius");
            }
            // Bytes, as which data may turn out, have a wider range of their own.
            range.ofBytes(!hasRange());
            if (ofPictures()) {
                pictured();
            } else {
                alike();
            }
            range.ofBytes(false);
            return;
        }
        if (hasRange()) {
            throw new InputException("--features gives each column its own range: leave out --range");
        }
        if (levels != null || perChannel()) {
            throw new InputException("--features is of the columns of a table, but "
                    + (levels != null ? "--levels" : "an --epsilon for each channel")
                    + " of pictures: leave out one of them");
        }
        file = FeatureFile.read(features);
    }

    private boolean hasRange() {
        return command.commandLine().getParseResult().hasMatchedOption("--range");
    }

    /** The options that can't be typed beside those that are given. */
    public Set<String> refused() {
        return features == null ? Set.of() : Set.of("--range");
    }

    /** What is taken for options that weren't given, where it hangs on others. */
    public Map<String, String> taken() {
        Map<String, String> taken = new HashMap<>();
        if (range.isOfBytes()) {
            taken.put("--range", Decimal.word(0) + "," + Decimal.word(RangeOption.LARGEST_BYTE));
        }
        if (radii.isEmpty()) {
            taken.put("--epsilon", Decimal.word(features == null ? standard() : OWN));
        }
        return taken;
    }

    /** Whether channels differ, or values have levels. */
    private boolean ofPictures() {
        return levels != null || perChannel() || range.channels().differs();
    }

    private boolean perChannel() {
        return radii.stream().anyMatch(PerChannel::differs);
    }

    /** The attackers of pictures, one for each radius. */
    private List<PictureThreat> pictured() {
        List<PerChannel<Double>> asked = radii.isEmpty() ? List.of(new PerChannel<>(List.of(standard()))) : radii;
        return asked.stream().map(this::pictured).toList();
    }

    private PictureThreat pictured(PerChannel<Double> radius) {
        List<Pair> ends = range.channels().values();
        try {
            return new PictureThreat(
                    norm,
                    radius.values(),
                    ends.stream().map(pair -> (float) pair.first()).toList(),
                    ends.stream().map(pair -> (float) pair.second()).toList(),
                    levels == null ? 0 : levels);
        } catch (PictureThreat.RefusedException e) {
            throw new InputException(e.calling("--epsilon", "--range"), e);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private Threat alike() {
        radii.forEach(radius -> range.threat(norm, radius.of(0), "--epsilon"));
        return range.threat(norm, radius(standard()), "--epsilon");
    }

    /** The largest of those that are asked for, or this one. */
    private double radius(double standard) {
        return radii.stream().map(radius -> radius.of(0)).max(Double::compare).orElse(standard);
    }

    /** The radii of the curve, ascending, where several are asked for; else none. */
    public List<Double> curve() {
        if (radii.size() < 2) {
            return List.of();
        }
        Stream<Double> all = file == null && ofPictures()
                ? pictured().stream().map(PictureThreat::shared)
                : radii.stream().map(radius -> radius.of(0));
        return all.sorted().distinct().toList();
    }

    /**
     * The attacker of these examples, after {@link #require}: one who gives a model whole numbers where it takes no others.
     *
     * @param model that is attacked: behind a normalization it takes real numbers
     * @param terminal where it is told what may be changed, where features say so, and what stays whole
     * @throws io.jaspis.autodiff.InputException where the features or channels aren't those of the examples, or no whole number
     *     could become another
     */
    public Threat over(Model model, Dataset examples, PrintWriter terminal) throws DataException {
        Threat any = over(examples, terminal);
        Threat kept = WholeNumbers.kept(any, model, examples.inputNames());
        if (!kept.equals(any)) {
            asked = any;
            int size = kept.features().size();
            long whole = IntStream.range(0, size).filter(model::isWhole).count();
            terminal.printf(
                    "The model takes whole numbers alone%s: attacks give it no others%n",
                    whole == size ? "" : " in %s of its %s elements".formatted(whole, size));
            terminal.flush();
        }
        return kept;
    }

    /**
     * The attacker of these examples, after {@link #require}, whatever numbers a model takes.
     *
     * @param terminal where it is told what may be changed, where features say so
     * @throws io.jaspis.autodiff.InputException where the features or channels aren't those of the examples
     */
    private Threat over(Dataset examples, PrintWriter terminal) throws DataException {
        range.ofBytes(file == null && examples.isOfBytes() && !hasRange());
        if (file == null && ofPictures()) {
            PictureThreat largest = Collections.max(pictured(), Comparator.comparingDouble(PictureThreat::shared));
            Threat threat = largest.over(examples);
            if (!threat.hasRoom()) {
                throw new InputException(
                        "--epsilon leaves no value room to become another of the levels 0 to %s; a step needs at least: %s"
                                .formatted(levels, String.join(", ", threat.tooSmallFor())));
            }
            ToldPictures.tell(largest, terminal);
            return threat;
        }
        if (file == null) {
            return alike();
        }
        Features all = file.features(examples);
        threatened = all;
        Threat threat = Threat.of(norm, radius(OWN), all);
        ToldFeatures.requireRoom(threat, examples);
        ToldFeatures.tell(all, terminal);
        return threat;
    }

    /**
     * The network, the examples and the attacker.
     *
     * @param threat as {@link #over} gives it for these examples
     * @param batch examples in a run of the network
     * @throws InputException where they don't fit each other, saying which options mend that
     */
    public Problem problem(Graph network, Dataset examples, Threat threat, Device device, int batch) {
        try {
            // What is outside of the range is told as such before it is held to be whole.
            return asked == null
                    ? new Problem(network, examples, threat, device, batch)
                    : new Problem(network, examples, asked, device, batch).withThreat(threat);
        } catch (Problem.OutOfRangeException e) {
            throw new InputException(e.getMessage() + " with --range LOWER,UPPER"
                    + (examples.inputNames().size() > 1
                            ? "; where columns differ, say what each can be with --features"
                            : ""));
        } catch (Problem.MisfitException e) {
            throw misfit(e, examples);
        } catch (Problem.RadiusException e) {
            throw new InputException("--" + e.getMessage() + "; give a smaller one", e);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** Where an example and the file of features contradict each other, and what to do. */
    private InputException misfit(Problem.MisfitException e, Dataset examples) {
        if (asked != null) {
            return new InputException(
                    "%s (example %s) is no input of the model, which takes whole numbers alone there: %s; mend it, or leave it out"
                            .formatted(
                                    examples.place(e.index()),
                                    e.index(),
                                    e.misfit().why()),
                    e);
        }
        if (file == null) {
            return new InputException(
                    e.getMessage()
                            + (levels != null
                                    ? "; give pictures as they were stored, before anything was done to them, or no --levels"
                                    : ""),
                    e);
        }
        return file.misfit(e, examples, threatened);
    }

    /** What a radius counts in where that isn't the unit of the data, in words behind it; else empty. */
    public static String unit(Threat threat) {
        boolean own = threat.features() != null
                && threat.features().list().stream()
                        .anyMatch(feature -> feature.epsilon() != 0 && feature.epsilon() != 1);
        return own ? " of each " + (threat.features().ofChannels() ? "channel" : "feature") + "'s own" : "";
    }

    private double standard() {
        double ofFractions = switch (norm) {
            case LINF -> 0.1;
            case L2 -> 1;
            case L1 -> 5;
        };
        return range.isOfBytes() ? RangeOption.LARGEST_BYTE * ofFractions : ofFractions;
    }
}
