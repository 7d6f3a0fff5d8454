package io.jaspis.threat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What each element of an example can be, and how far it may move: the axes of a ball in which a distance is counted in
 * units of each feature's own ε, and the points of it that are allowed.
 *
 * <p>The radius of a feature is the threat's ε times its own, rounded to a double.
 */
public final class Features {
    private final List<Feature> list;
    private final double[] radii;
    private final float[] lower;
    private final float[] upper;
    private final boolean[] whole;
    /** The group of each category, from 0; −1 of any other element. */
    private final int[] groupOf;

    private final int[][] groups;
    private final int[] wholeNumbers;
    /** Of each element, its place in the list. */
    private final int[] places;
    /** Of each feature of the list; null where every value is allowed. */
    private final Levels[] levels;

    private final boolean pictures;

    /**
     * @param list one for each element of an example, in their order
     * @throws IllegalArgumentException where there is none, or a group has a single category
     */
    public Features(List<Feature> list) {
        this(list, IntStream.range(0, list.size()).toArray(), null, false);
    }

    /**
     * Features of pictures: one for all elements of a channel.
     *
     * @param channels real, moving either way
     * @param channelOf the channel of each element of a picture, from 0
     * @param last the number of the last {@linkplain Levels level} that an element can have; 0 where it can have all values
     * @throws IllegalArgumentException where the range of a channel has no room for so many levels
     */
    public static Features ofChannels(List<Feature> channels, int[] channelOf, int last) {
        for (Feature channel : channels) {
            if (channel.values() != Feature.Values.REAL || channel.way() != Feature.Way.EITHER) {
                throw new IllegalArgumentException(channel.name() + " is " + channel.kind()
                        + ", but channels have real values that go either way");
            }
        }
        for (int channel : channelOf) {
            Fitting.index(channel, channels.size(), "channel");
        }
        if (last < 0) {
            throw new IllegalArgumentException("the last level must be at least 0, but is " + last);
        }
        Levels[] levels = last == 0
                ? null
                : channels.stream()
                        .map(channel -> new Levels(channel.lower(), channel.upper(), last))
                        .toArray(Levels[]::new);
        return new Features(channels, channelOf.clone(), levels, true);
    }

    private Features(List<Feature> list, int[] places, Levels[] levels, boolean pictures) {
        this.list = List.copyOf(list);
        this.places = places;
        this.levels = levels;
        this.pictures = pictures;
        int size = places.length;
        if (size == 0 || list.isEmpty()) {
            throw new IllegalArgumentException("an example has at least one feature");
        }
        this.radii = new double[size];
        this.lower = new float[size];
        this.upper = new float[size];
        this.whole = new boolean[size];
        this.groupOf = new int[size];
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Feature feature = list.get(places[i]);
            radii[i] = feature.way() == Feature.Way.NONE ? 0 : feature.epsilon();
            lower[i] = feature.lower();
            upper[i] = feature.upper();
            whole[i] = feature.whole();
            if (feature.group() != null) {
                members.computeIfAbsent(feature.group(), _ -> new ArrayList<>()).add(i);
            }
        }
        members.forEach((group, of) -> {
            if (of.size() < 2) {
                throw new IllegalArgumentException("the one-hot group " + group + " has a single column, "
                        + list.get(of.getFirst()).name() + ", but needs at least two");
            }
        });
        this.groups = members.values().stream()
                .map(of -> of.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        Arrays.fill(groupOf, -1);
        for (int group = 0; group < groups.length; group++) {
            for (int element : groups[group]) {
                groupOf[element] = group;
            }
        }
        this.wholeNumbers = IntStream.range(0, size)
                .filter(i -> whole[i] && groupOf[i] < 0 && radii[i] > 0)
                .toArray();
    }

    /** Each feature in the order of elements, or of pictures each channel. */
    public List<Feature> list() {
        return list;
    }

    /** The feature of an element, or of pictures its channel's. */
    public Feature of(int element) {
        return list.get(places[at(element)]);
    }

    private int at(int element) {
        return Fitting.index(element, places.length, "element");
    }

    /** Whether these are of pictures, whose elements are alike within a channel. */
    public boolean ofChannels() {
        return pictures;
    }

    /** The number of the last level that elements can have; 0 where they can have all values. */
    public int lastLevel() {
        return levels == null ? 0 : levels[0].last();
    }

    /** The same where elements can have all values of their range. */
    public Features withoutLevels() {
        return levels == null ? this : new Features(list, places, null, pictures);
    }

    /**
     * The levels that an element can have.
     *
     * @throws IllegalArgumentException where elements have no levels ({@link #lastLevel} is 0)
     */
    public Levels levels(int element) {
        if (levels == null) {
            throw new IllegalArgumentException("elements can have all values of their range here, and no levels");
        }
        return levels[places[at(element)]];
    }

    /** The number of elements. */
    public int size() {
        return radii.length;
    }

    /** How many one-hot groups there are. */
    public int groups() {
        return groups.length;
    }

    /** How many categories a group has. */
    public int categories(int group) {
        return groups[group(group)].length;
    }

    /** The element of a category of a group. */
    public int element(int group, int category) {
        return groups[group(group)][Fitting.index(category, groups[group].length, "category")];
    }

    private int group(int group) {
        return Fitting.index(group, groups.length, "group");
    }

    /**
     * How many choices of an attacker can be told apart one by one: first each group's category, then each whole number that
     * may move.
     */
    public int choices() {
        return groups.length + wholeNumbers.length;
    }

    /** The elements that a choice decides: the categories of a group, or a whole number. */
    public int[] elements(int choice) {
        Fitting.index(choice, choices(), "choice");
        return choice < groups.length ? groups[choice].clone() : new int[] {wholeNumbers[choice - groups.length]};
    }

    /** The element of a whole number that may move and is no category. */
    int wholeNumber(int number) {
        return wholeNumbers[number];
    }

    /** How far an element may move where the threat's ε is 1; 0 where it stays as it is. */
    public double radius(int element) {
        return radii[at(element)];
    }

    /**
     * The radius from which on a ball has room for this element to change: 0 where any step will do, infinite where it stays as
     * it is. A whole number goes a whole step at least, a category changes with another of its group, and a level becomes the
     * next.
     */
    public double leastRadius(Norm norm, int element) {
        if (radii[at(element)] == 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (groupOf[element] < 0) {
            return whole[element] ? share(0, 1, radii[element]) : levels == null ? 0 : leastStep(element);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int other : groups[groupOf[element]]) {
            least = other == element ? least : Math.min(least, switched(norm, element, other));
        }
        return least;
    }

    /** Whether any element can change, in a ball as large as it may be. */
    public boolean haveRoom() {
        return IntStream.range(0, size()).anyMatch(i -> Double.isFinite(leastRadius(Norm.LINF, i)));
    }

    /** The smallest number of radii from one level to the next. */
    private double leastStep(int element) {
        Levels of = levels(element);
        return IntStream.range(0, of.last())
                .mapToDouble(level -> share(of.value(level), of.value(level + 1), radii[element]))
                .min()
                .orElseThrow();
    }

    /** How far it is from one category to another, whichever is the first, or infinite where there is no such way. */
    private double switched(Norm norm, int element, int other) {
        boolean to = !stays(element, Feature.Way.ONLY_DOWN) && !stays(other, Feature.Way.ONLY_UP);
        boolean from = !stays(element, Feature.Way.ONLY_UP) && !stays(other, Feature.Way.ONLY_DOWN);
        if (!to && !from || radii[other] == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double one = share(0, 1, radii[element]);
        double another = share(0, 1, radii[other]);
        return switch (norm) {
            case LINF -> Math.max(one, another);
            case L2 -> Math.sqrt(one * one + another * another);
            case L1 -> one + another;
        };
    }

    /** The smallest value of an element. */
    public float lower(int element) {
        return lower[at(element)];
    }

    /** The largest. */
    public float upper(int element) {
        return upper[at(element)];
    }

    /** Whether an element has whole numbers alone, categories included. */
    public boolean isWhole(int element) {
        return whole[at(element)];
    }

    /** Whether an element belongs to a group. */
    public boolean isCategory(int element) {
        return groupOf[at(element)] >= 0;
    }

    private boolean stays(int element, Feature.Way but) {
        Feature.Way way = of(element).way();
        return way == Feature.Way.NONE || way == but;
    }

    float innerLower(int element, float centre, double epsilon) {
        return stays(element, Feature.Way.ONLY_UP)
                ? centre
                : levelAbove(element, least(element, RoundedSums.above(centre, -(epsilon * radii[element]))));
    }

    float innerUpper(int element, float centre, double epsilon) {
        return stays(element, Feature.Way.ONLY_DOWN)
                ? centre
                : levelBelow(element, most(element, RoundedSums.below(centre, epsilon * radii[element])));
    }

    private float levelAbove(int element, float end) {
        return levels == null ? end : levels(element).value(levels(element).above(end));
    }

    private float levelBelow(int element, float end) {
        return levels == null ? end : levels(element).value(levels(element).below(end));
    }

    float outerLower(int element, float centre, double epsilon) {
        return stays(element, Feature.Way.ONLY_UP)
                ? centre
                : least(element, RoundedSums.below(centre, -(epsilon * radii[element])));
    }

    float outerUpper(int element, float centre, double epsilon) {
        return stays(element, Feature.Way.ONLY_DOWN)
                ? centre
                : most(element, RoundedSums.above(centre, epsilon * radii[element]));
    }

    /** The lower end inside the range; of whole numbers the smallest from there on. */
    private float least(int element, float end) {
        float inside = Math.max(lower[element], end);
        return whole[element] ? (float) Math.ceil(inside) : inside;
    }

    private float most(int element, float end) {
        float inside = Math.min(upper[element], end);
        return whole[element] ? (float) Math.floor(inside) : inside;
    }

    /**
     * The distance of two points in units of each feature's own ε: the smallest ε at which an L∞ ball around one holds the
     * other, elements that can't move aside.
     */
    public double distance(Norm norm, float[] a, int aOffset, float[] b, int bOffset) {
        Fitting.values(a, aOffset, radii.length);
        Fitting.values(b, bOffset, radii.length);
        double result = 0;
        for (int i = 0; i < radii.length; i++) {
            double share = share(a[aOffset + i], b[bOffset + i], radii[i]);
            switch (norm) {
                case LINF -> result = Math.max(result, share);
                case L2 -> result += share * share;
                case L1 -> result += share;
            }
        }
        return norm == Norm.L2 ? Math.sqrt(result) : result;
    }

    /** The smallest number of radii that reaches from a to b, by the product as it is rounded. */
    static double share(float a, float b, double radius) {
        if (a == b || radius == 0) {
            return 0;
        }
        double apart = RoundedSums.apart(a, b);
        double share = apart / radius;
        while (share * radius < apart) {
            share = Math.nextUp(share);
        }
        while (Math.nextDown(share) * radius >= apart) {
            share = Math.nextDown(share);
        }
        return share;
    }

    /** Whether an allowed point lies in the ball of radius ε around another. NaN is nowhere. */
    boolean contains(Norm norm, double epsilon, float[] centre, int centreOffset, float[] x, int xOffset) {
        Fitting.values(centre, centreOffset, radii.length);
        Fitting.values(x, xOffset, radii.length);
        for (int i = 0; i < radii.length; i++) {
            float at = centre[centreOffset + i];
            float value = x[xOffset + i];
            // Written so that NaN is outside.
            if (!(value >= innerLower(i, at, epsilon) && value <= innerUpper(i, at, epsilon))
                    || whole[i] && value != Math.rint(value)
                    || levels != null && !levels(i).holds(value)) {
                return false;
            }
        }
        for (int group = 0; group < groups.length; group++) {
            if (!isOneHot(group, x, xOffset)) {
                return false;
            }
        }
        return norm == Norm.LINF || distance(norm, centre, centreOffset, x, xOffset) <= epsilon;
    }

    /** Whether one category of a group is 1 and the others are 0. */
    private boolean isOneHot(int group, float[] x, int offset) {
        int ones = 0;
        for (int element : groups[group]) {
            float value = x[offset + element];
            if (value != 0 && value != 1) {
                return false;
            }
            ones += value == 1 ? 1 : 0;
        }
        return ones == 1;
    }

    /**
     * Why a point can't be.
     *
     * @param element the first of those that don't fit
     * @param why in words such as "age is 30.5, but must be a whole number"
     */
    public record Misfit(int element, String why) {}

    /** Why a point can't be; empty where it can. */
    public Optional<Misfit> misfit(float[] x, int offset) {
        Fitting.values(x, offset, radii.length);
        for (int group = 0; group < groups.length; group++) {
            if (!isOneHot(group, x, offset)) {
                Feature first = list.get(groups[group][0]);
                return Optional.of(new Misfit(
                        groups[group][0],
                        "exactly one column of the one-hot group " + first.group()
                                + " must be 1 and the others 0, but they are " + told(group, x, offset)));
            }
        }
        for (int i = 0; i < radii.length; i++) {
            float value = x[offset + i];
            String name = list.get(places[i]).name() + (pictures ? " (element " + i + ")" : "");
            // Written so that NaN is outside.
            if (!(value >= lower[i] && value <= upper[i])) {
                return Optional.of(new Misfit(
                        i,
                        name + " is " + value + ", which is outside its range from " + lower[i] + " to " + upper[i]));
            }
            if (whole[i] && value != Math.rint(value)) {
                return Optional.of(new Misfit(i, name + " is " + value + ", but must be a whole number"));
            }
            if (levels != null && !levels(i).holds(value)) {
                int nearest = levels(i).nearest(value);
                return Optional.of(new Misfit(
                        i,
                        "%s is %s, which is none of the levels 0 to %s: the nearest is %s, %s"
                                .formatted(
                                        name,
                                        value,
                                        lastLevel(),
                                        nearest,
                                        levels(i).value(nearest))));
            }
        }
        return Optional.empty();
    }

    private String told(int group, float[] x, int offset) {
        List<String> columns = new ArrayList<>();
        for (int element : groups[group]) {
            columns.add(list.get(element).name() + " " + x[offset + element]);
        }
        return String.join(", ", columns);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features features
                && list.equals(features.list)
                && lastLevel() == features.lastLevel()
                && Arrays.equals(places, features.places);
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
