package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.cli.options.PerChannel.Pair;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The attacker of pictures whose channels differ, or whose values have levels.
 *
 * @param epsilon of all channels, or of each its own
 * @param range of all channels, or of each its own
 * @param lastLevel the number of the last level; 0 where every value in the range is allowed
 */
record PictureThreat(Norm norm, PerChannel<Double> epsilon, PerChannel<Pair> range, int lastLevel) {
    /** As a share of a step between levels: a radius that is so near to whole steps was meant as these. */
    private static final double WHOLE = 1e-6;

    /**
     * @param option that has the radius, to be named where it is refused
     * @throws InputException where these make no sense together
     */
    PictureThreat require(String option) {
        if (epsilon.differs() && range.differs() && epsilon.count() != range.count()) {
            throw new InputException("%s is of %d channels, but --range of %d; give one for all, or one for each"
                    .formatted(option, epsilon.count(), range.count()));
        }
        double widest = 0;
        for (int channel = 0; channel < channels(); channel++) {
            double least = range.of(channel).first();
            double most = range.of(channel).second();
            if (!((float) least < (float) most) || !Float.isFinite((float) least) || !Float.isFinite((float) most)) {
                throw new InputException("--range%s must go up from one finite number to another, but is %s"
                        .formatted(ofChannel(channel), range.of(channel)));
            }
            if (!(epsilon.of(channel) >= 0)) {
                throw new InputException(
                        option + ofChannel(channel) + " must be at least 0, but is " + epsilon.of(channel));
            }
            widest = Math.max(widest, width(channel));
            double room = epsilon.differs() ? width(channel) : channel == channels() - 1 ? widest : Double.MAX_VALUE;
            if (norm == Norm.LINF && epsilon.of(channel) > room) {
                throw new InputException(
                        "%s%s is %s, which is larger than the whole range (--range): every input is in such a ball"
                                .formatted(option, ofChannel(channel), epsilon.of(channel)));
            }
        }
        if (lastLevel > 0) {
            for (int channel = 0; channel < channels(); channel++) {
                int of = channel;
                Asked.of(() -> levels(of));
            }
        }
        return this;
    }

    /** How many channels are told apart. */
    private int channels() {
        return Math.max(epsilon.count(), range.count());
    }

    private String ofChannel(int channel) {
        return channels() == 1 ? "" : " of channel " + channel;
    }

    private double width(int channel) {
        return (double) (float) range.of(channel).second()
                - (float) range.of(channel).first();
    }

    private Levels levels(int channel) {
        return new Levels(
                (float) range.of(channel).first(), (float) range.of(channel).second(), lastLevel);
    }

    /** How many steps from level to level a channel's radius is. */
    private double steps(int channel) {
        return epsilon.of(channel) * lastLevel / width(channel);
    }

    /**
     * The radius of a channel that was asked for; where that is so many whole steps between levels, the one that holds
     * each such step as floats round it.
     */
    private double radius(int channel) {
        double asked = epsilon.of(channel);
        if (lastLevel == 0 || norm != Norm.LINF) {
            return asked;
        }
        double whole = Math.rint(steps(channel));
        boolean meant = whole >= 1 && whole <= lastLevel && Math.abs(steps(channel) - whole) <= WHOLE * whole;
        return meant ? Math.max(asked, levels(channel).apart((int) whole)) : asked;
    }

    /**
     * The attacker of these pictures.
     *
     * @throws DataException where they have no such channels
     */
    Threat over(Dataset pictures) throws DataException {
        List<Feature> channels = new ArrayList<>();
        for (int channel = 0; channel < channels(); channel++) {
            channels.add(Feature.real(
                    channels() == 1 ? "every value" : "channel " + channel,
                    epsilon.differs() ? radius(channel) : 1,
                    (float) range.of(channel).first(),
                    (float) range.of(channel).second()));
        }
        int[] channelOf = channelOf(pictures);
        Features features = Asked.of(() -> Features.ofChannels(channels, channelOf, lastLevel));
        return Threat.of(norm, shared(), features);
    }

    /** The radius of the attacker: 1 where each channel has its own. */
    double shared() {
        double all = 0;
        for (int channel = 0; channel < channels() && !epsilon.differs(); channel++) {
            all = Math.max(all, radius(channel));
        }
        return epsilon.differs() ? 1 : all;
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

    /** Says what each channel may be, and how far it may move. */
    void tell(PrintWriter terminal) {
        for (int channel = 0; channels() > 1 && channel < channels(); channel++) {
            terminal.printf(
                    Locale.ROOT,
                    "Channel %d: ε = %s, from %s to %s%n",
                    channel,
                    epsilon.of(channel),
                    PerChannel.number(range.of(channel).first()),
                    PerChannel.number(range.of(channel).second()));
        }
        if (lastLevel > 0) {
            terminal.printf("What attacks find is made of levels 0 to %d of the range%s%n", lastLevel, reach());
        }
        terminal.flush();
    }

    /** How many levels a value may move by, where that is told by each alone. */
    private String reach() {
        if (norm != Norm.LINF) {
            return "";
        }
        List<String> reach = new ArrayList<>();
        for (int channel = 0; channel < channels(); channel++) {
            String steps = Integer.toString((int) Math.floor(steps(channel) * (1 + WHOLE)));
            String held = radius(channel) > epsilon.of(channel)
                    ? " (ε = " + radius(channel) + " holds them all as float32 rounds them)"
                    : "";
            reach.add(steps + held + ofChannel(channel));
        }
        return ", and each may move by so many: " + String.join("; ", reach);
    }
}
