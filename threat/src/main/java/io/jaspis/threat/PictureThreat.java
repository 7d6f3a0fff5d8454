package io.jaspis.threat;

import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an attacker may do to pictures whose channels differ, or whose values have levels.
 *
 * @param epsilon the radius of all channels, or of each its own, at least 0; in L∞ at most what crosses the range
 * @param lower the smallest value of all channels, or of each
 * @param upper the largest; as many as {@code lower}
 * @param lastLevel the number of the last level, 255 for bytes; 0 where every value in the range is allowed
 */
public record PictureThreat(Norm norm, List<Double> epsilon, List<Float> lower, List<Float> upper, int lastLevel) {
    /** As a share of a step between levels: a radius that is so near to whole steps was meant as these. */
    private static final double WHOLE = 1e-6;

    /** A radius or a range that makes no sense, in a sentence that whoever asked may have with words of their own for the two. */
    public static final class RefusedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final String sentence;

        /** @param sentence with {@code %1$s} for the radius, and {@code %2$s} for the range */
        private RefusedException(String sentence) {
            super(sentence.formatted("epsilon", "the range"));
            this.sentence = sentence;
        }

        /** The sentence where the radius and the range are called so. */
        public String calling(String epsilon, String range) {
            return sentence.formatted(epsilon, range);
        }
    }

    /**
     * @throws RefusedException where the radius and the range make no sense by themselves or together
     * @throws IllegalArgumentException where there are none, or levels that the range has no room for
     */
    public PictureThreat {
        Objects.requireNonNull(norm);
        epsilon = List.copyOf(epsilon);
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
        if (epsilon.isEmpty() || lower.isEmpty() || lower.size() != upper.size()) {
            throw new IllegalArgumentException(
                    "epsilon and the ends of the range are one for all channels, or one for each, but there are "
                            + epsilon.size() + ", " + lower.size() + " and " + upper.size());
        }
        if (epsilon.size() > 1 && lower.size() > 1 && epsilon.size() != lower.size()) {
            throw new RefusedException("%1$s is of " + epsilon.size() + " channels, but %2$s of " + lower.size()
                    + "; give one for all, or one for each");
        }
        if (lastLevel < 0) {
            throw new IllegalArgumentException("the last level must be at least 0, but is " + lastLevel);
        }
        int channels = Math.max(epsilon.size(), lower.size());
        double widest = 0;
        for (int channel = 0; channel < channels; channel++) {
            String of = channels == 1 ? "" : " of channel " + channel;
            float least = of(lower, channel);
            float most = of(upper, channel);
            if (!(least < most) || !Float.isFinite(least) || !Float.isFinite(most)) {
                throw new RefusedException("%2$s" + of + " must go up from one finite number to another, but is from "
                        + least + " to " + most);
            }
            double radius = of(epsilon, channel);
            if (!(radius >= 0) || Double.isInfinite(radius)) {
                throw new RefusedException("%1$s" + of + " must be at least 0 and finite, but is " + radius);
            }
            double width = (double) most - least;
            widest = Math.max(widest, width);
            double room = epsilon.size() > 1 ? width : channel == channels - 1 ? widest : Double.MAX_VALUE;
            if (norm == Norm.LINF && radius > room) {
                throw new RefusedException("%1$s" + of + " is " + radius
                        + ", which is larger than the whole range: every input is in such a ball");
            }
            if (lastLevel > 0) {
                new Levels(least, most, lastLevel);
            }
        }
    }

    /** An attacker who may move each channel by its own radius, between 0 and 1 and to every value. */
    public PictureThreat(Norm norm, List<Double> epsilon) {
        this(norm, epsilon, List.of(0f), List.of(1f), 0);
    }

    private static <T> T of(List<T> all, int channel) {
        return all.get(all.size() > 1 ? channel : 0);
    }

    /** How many channels are told apart: 1 where they are alike. */
    public int channels() {
        return Math.max(epsilon.size(), lower.size());
    }

    private int at(int channel) {
        return Fitting.index(channel, channels(), "channel");
    }

    /** The radius of a channel that was asked for. */
    public double asked(int channel) {
        return of(epsilon, at(channel));
    }

    /** The smallest value of a channel. */
    public float lower(int channel) {
        return of(lower, at(channel));
    }

    /** The largest. */
    public float upper(int channel) {
        return of(upper, at(channel));
    }

    private Levels levels(int channel) {
        return new Levels(lower(channel), upper(channel), lastLevel);
    }

    /** How many steps from level to level a channel's radius is, where there are levels. */
    private double steps(int channel) {
        return asked(channel) * lastLevel / ((double) upper(channel) - lower(channel));
    }

    /** How many whole ones. */
    public int wholeSteps(int channel) {
        return (int) Math.floor(Math.min(steps(channel), lastLevel) * (1 + WHOLE));
    }

    /**
     * The radius of a channel: the one that was asked for; in L∞, where that is so many whole steps between levels, the one
     * that holds each such step as floats round it.
     */
    public double radius(int channel) {
        double asked = asked(channel);
        if (lastLevel == 0 || norm != Norm.LINF) {
            return asked;
        }
        double whole = Math.rint(steps(channel));
        boolean meant = whole >= 1 && whole <= lastLevel && Math.abs(steps(channel) - whole) <= WHOLE * whole;
        return meant ? Math.max(asked, levels(channel).apart((int) whole)) : asked;
    }

    /** The radius of the attacker that {@link #over} makes: 1 where each channel has its own. */
    public double shared() {
        double all = 0;
        for (int channel = 0; channel < channels() && epsilon.size() == 1; channel++) {
            all = Math.max(all, radius(channel));
        }
        return epsilon.size() > 1 ? 1 : all;
    }

    /**
     * The attacker of these pictures.
     *
     * @throws DataException where they have no such channels
     */
    public Threat over(Dataset pictures) throws DataException {
        List<Feature> features = new ArrayList<>();
        for (int channel = 0; channel < channels(); channel++) {
            features.add(Feature.real(
                    channels() == 1 ? "every value" : "channel " + channel,
                    epsilon.size() > 1 ? radius(channel) : 1,
                    lower(channel),
                    upper(channel)));
        }
        return Threat.of(norm, shared(), Features.ofChannels(features, channelOf(pictures), lastLevel));
    }

    /** Of each element of a picture its channel. */
    private int[] channelOf(Dataset pictures) throws DataException {
        Shape shape = pictures.shape();
        int[] channelOf = new int[shape.size()];
        if (channels() > 1) {
            int axis = pictures.channelAxis(channels());
            int behind = shape.trailing(shape.rank() - axis - 1).size();
            for (int i = 0; i < channelOf.length; i++) {
                channelOf[i] = i / behind % channels();
            }
        }
        return channelOf;
    }
}
