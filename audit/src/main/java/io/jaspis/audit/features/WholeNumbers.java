package io.jaspis.audit.features;

import io.jaspis.autodiff.InputException;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The whole numbers that a model takes and nothing between, as values of which an attacker has no others: what breaks at a fraction is no
 * input of such a model. Bounds hold for all that lies between them, too.
 */
public final class WholeNumbers {
    /** Elements of a row that bounds can be found of by cases, one whole number after another. */
    private static final int FEW = 64;
    /** Elements that are all alike have levels, as far as these can be counted by 16 bits. */
    private static final int MOST_LEVELS = 65535;

    private final Threat threat;
    private final Model model;
    private final Shape shape;
    private final int size;

    private WholeNumbers(Threat threat, Model model, Shape shape) {
        this.threat = threat;
        this.model = model;
        this.shape = shape;
        this.size = shape.size();
    }

    /**
     * The attacker who gives the model whole numbers where it takes no others: of a table as features that are integers, of pictures
     * and of rows whose elements have no names as levels from one whole number to the next. It is the same attacker where the model
     * takes real numbers, or where it is said already what each element can be: by a file of features, or by levels.
     *
     * @param names of the elements where they have any, as columns of a table have; else those of the model count
     * @throws InputException where the range has no two whole numbers that the model takes, or ε no room for one to become the next;
     *     and where features or levels let an element be what its type hasn't
     */
    public static Threat kept(Threat threat, Model model, List<String> names) {
        boolean said = threat.ofTable()
                || threat.features() != null && threat.features().lastLevel() > 0;
        if (model.graph().inputs().size() != 1) {
            return threat;
        }
        Shape shape = model.graph().input(model.graph().onlyInput()).shape();
        if (said) {
            requireType(threat, model, shape.size());
            return threat;
        }
        boolean fits = threat.features() == null || threat.features().size() == shape.size();
        if (!fits || IntStream.range(0, shape.size()).noneMatch(model::isWhole)) {
            return threat;
        }
        requireRange(threat, model, shape.size());
        Threat kept = new WholeNumbers(threat, model, shape).kept(names.isEmpty() ? model.inputNames() : names);
        if (!kept.hasRoom()) {
            throw new InputException(
                    "%s takes whole numbers alone, and %s lets none of them become another: give at least 1, a step from one to the next"
                            .formatted(model.name(), threat.radiusInWords()));
        }
        return kept;
    }

    /** A range that reaches beyond the whole numbers that the model is read for would be cut off unseen. */
    private static void requireRange(Threat threat, Model model, int size) {
        float[] lower = new float[size];
        float[] upper = new float[size];
        for (int i = 0; i < size; i++) {
            lower[i] = threat.lower(i);
            upper[i] = threat.upper(i);
        }
        model.requireWhole(lower, "the range (--range)");
        model.requireWhole(upper, "the range (--range)");
    }

    private static void requireType(Threat threat, Model model, int size) {
        for (int i = 0; i < size && size == threat.features().size(); i++) {
            boolean moves = model.isWhole(i) && threat.features().radius(i) > 0;
            double[] ends = moves ? model.wholeEnds(i) : new double[] {0, 0};
            if (moves && (threat.lower(i) < ends[0] || threat.upper(i) > ends[1])) {
                throw new InputException(
                        "%s takes whole numbers from %s to %s for %s, which is said to be from %s to %s: give a range in that"
                                .formatted(
                                        model.name(),
                                        (long) ends[0],
                                        (long) ends[1],
                                        threat.features().of(i).name(),
                                        threat.lower(i),
                                        threat.upper(i)));
            }
        }
    }

    private Threat kept(List<String> names) {
        if (threat.features() != null) {
            // Channels that differ: where their ranges hold as many whole numbers, each has as many levels.
            List<Feature> channels = threat.features().list();
            int[] channelOf = IntStream.range(0, size)
                    .map(i -> channels.indexOf(threat.features().of(i)))
                    .toArray();
            return allAlike() ? of(levels(channels, channelOf).orElseGet(() -> integers(names))) : threat;
        }
        boolean row = shape.rank() < 2 && (names.size() == size || size <= FEW);
        Optional<Features> levels = allAlike() && !row
                ? levels(List.of(Feature.real("every value", 1, threat.lower(), threat.upper())), new int[size])
                : Optional.empty();
        return of(levels.orElseGet(() -> integers(names.size() == size ? names : List.of())));
    }

    private Threat of(Features features) {
        return Threat.of(threat.norm(), threat.epsilon(), features);
    }

    /** Whether all elements are whole numbers of one type. */
    private boolean allAlike() {
        return IntStream.range(0, size).allMatch(model::isWhole)
                && IntStream.range(1, size).allMatch(i -> Arrays.equals(model.wholeEnds(i), model.wholeEnds(0)));
    }

    /** The channels with a level for each whole number; empty where they haven't as many, or have too many. */
    private Optional<Features> levels(List<Feature> channels, int[] channelOf) {
        List<Feature> whole = channels.stream()
                .map(channel -> whole(channel.name(), channel.epsilon(), channel.lower(), channel.upper()))
                .filter(Objects::nonNull)
                .toList();
        List<Double> steps = whole.stream()
                .map(channel -> (double) channel.upper() - channel.lower())
                .distinct()
                .toList();
        return whole.size() == channels.size() && steps.size() == 1 && steps.getFirst() <= MOST_LEVELS
                ? Optional.of(
                        Features.ofChannels(whole, channelOf, steps.getFirst().intValue()))
                : Optional.empty();
    }

    /** A channel whose ends are the outermost whole numbers that it has; null where it hasn't two. */
    private Feature whole(String name, double epsilon, float lower, float upper) {
        double[] ends = model.wholeEnds(0);
        float least = (float) Math.max(Math.ceil(lower), ends[0]);
        float most = (float) Math.min(Math.floor(upper), ends[1]);
        return least < most ? Feature.real(name, epsilon, least, most) : null;
    }

    private Features integers(List<String> names) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String name = names.isEmpty() ? "element " + i : names.get(i);
            features.add(model.isWhole(i) ? integer(i, name) : Feature.real(name, 1, threat.lower(i), threat.upper(i)));
        }
        return new Features(features);
    }

    private Feature integer(int element, String name) {
        double[] ends = model.wholeEnds(element);
        float least = (float) Math.max(Math.ceil(threat.lower(element)), ends[0]);
        float most = (float) Math.min(Math.floor(threat.upper(element)), ends[1]);
        double epsilon =
                threat.features() == null ? 1 : threat.features().of(element).epsilon();
        if (!(least < most)) {
            throw new InputException(
                    "%s takes whole numbers from %s to %s for %s, of which the range from %s to %s has no two: give another"
                            .formatted(
                                    model.name(),
                                    (long) ends[0],
                                    (long) ends[1],
                                    name,
                                    threat.lower(element),
                                    threat.upper(element)));
        }
        return Feature.integer(name, epsilon, least, most);
    }
}
