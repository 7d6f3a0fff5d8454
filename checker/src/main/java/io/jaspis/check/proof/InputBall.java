package io.jaspis.check.proof;

import io.jaspis.threat.Norm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * All inputs within a distance of an example, which counts in units of each input's axis, as far as their axes allow them.
 *
 * @param centre the example
 * @param axes one for each input, or each for as many that follow each other: one for all, or one a channel
 * @param fixed what some inputs are, and NaN of the others; none where none is
 */
public record InputBall(Norm norm, double epsilon, float[] centre, List<Axis> axes, float[] fixed) implements Inputs {
    /** Of groups of categories so many choices are told apart, at most. */
    private static final int MOST_CHOICES = 64;

    public InputBall {
        axes = List.copyOf(axes);
        if (axes.isEmpty() || centre.length % axes.size() != 0) {
            throw new IllegalArgumentException(axes.size() + " axes can't be those of " + centre.length + " inputs");
        }
    }

    /** All of a ball. */
    public InputBall(Norm norm, double epsilon, float[] centre, List<Axis> axes) {
        this(norm, epsilon, centre, axes, new float[0]);
    }

    /** How many inputs there are. */
    int size() {
        return centre.length;
    }

    /**
     * The parts of the ball in which each group has one category: all choices of those that it can have, the last group's
     * changing first. The ball itself where there is one choice, or too many.
     */
    public List<InputBall> choices() {
        List<InputBall> parts = List.of(this);
        for (List<Integer> group : groups()) {
            List<InputBall> more = new ArrayList<>();
            for (InputBall part : parts) {
                for (int one : group) {
                    if (group.stream().allMatch(i -> mayBe(i, i == one ? 1 : 0))) {
                        more.add(part.with(group, one));
                    }
                    if (more.size() > MOST_CHOICES) {
                        return List.of(this);
                    }
                }
            }
            parts = more;
        }
        return parts.size() <= 1 ? List.of(this) : parts;
    }

    private boolean mayBe(int i, float value) {
        return value >= lower(i) && value <= upper(i);
    }

    private InputBall with(List<Integer> group, int one) {
        float[] values = new float[centre.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = isFixed(i) ? fixed[i] : Float.NaN;
        }
        for (int i : group) {
            values[i] = i == one ? 1 : 0;
        }
        return new InputBall(norm, epsilon, centre, axes, values);
    }

    private boolean isFixed(int i) {
        return fixed.length > 0 && !Float.isNaN(fixed[i]);
    }

    private Axis axis(int i) {
        return axes.get(i / (centre.length / axes.size()));
    }

    /** Whether the example itself is something that its inputs can be: in their ranges, and with one category of each group. */
    boolean holdsCentre() {
        for (int i = 0; i < centre.length; i++) {
            Axis axis = axis(i);
            // Written so that what is no number is outside.
            if (!(centre[i] >= axis.lower() && centre[i] <= axis.upper())
                    || axis.whole() && centre[i] != Math.rint(centre[i])) {
                return false;
            }
        }
        return groups().stream()
                .allMatch(group -> group.stream().allMatch(i -> centre[i] == 0 || centre[i] == 1)
                        && group.stream().filter(i -> centre[i] == 1).count() == 1);
    }

    /** The inputs of each group, groups in the order of their first. */
    private List<List<Integer>> groups() {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < centre.length; i++) {
            if (!axis(i).group().isEmpty()) {
                groups.computeIfAbsent(axis(i).group(), _ -> new ArrayList<>()).add(i);
            }
        }
        return List.copyOf(groups.values());
    }

    private double lower(int i) {
        return isFixed(i) ? fixed[i] : axis(i).least(centre[i], epsilon);
    }

    private double upper(int i) {
        return isFixed(i) ? fixed[i] : axis(i).most(centre[i], epsilon);
    }

    @Override
    public InputBox box() {
        return new InputBox(
                IntStream.range(0, centre.length).mapToDouble(this::lower).toArray(),
                IntStream.range(0, centre.length).mapToDouble(this::upper).toArray());
    }

    /** By Hölder's inequality; a ball in L∞ is its box. */
    @Override
    public double within(double[] low, double[] high) {
        if (norm == Norm.LINF) {
            return Double.NEGATIVE_INFINITY;
        }
        double sum = 0;
        double longest = 0;
        double squares = 0;
        for (int i = 0; i < centre.length; i++) {
            if (low[i] != 0 || high[i] != 0) {
                sum = Math.nextDown(sum
                        + new Range(low[i], high[i])
                                .times(Range.of(isFixed(i) ? fixed[i] : centre[i]))
                                .lower());
                double magnitude = Math.nextUp(Math.max(-low[i], high[i]) * (isFixed(i) ? 0 : axis(i).unit()));
                longest = Math.max(longest, magnitude);
                squares = Math.nextUp(squares + Math.nextUp(magnitude * magnitude));
            }
        }
        double dual = switch (norm) {
            case L1 -> longest;
            case L2 -> Math.nextUp(Math.sqrt(squares));
            case LINF -> throw new AssertionError("a box");
        };
        return Math.nextDown(sum - Math.nextUp(epsilon * dual));
    }
}
