package io.jaspis.cli.options;

import io.jaspis.threat.Decimals;
import io.jaspis.threat.Norm;
import io.jaspis.threat.PictureThreat;
import java.io.PrintWriter;
import java.util.Locale;

/** What an attacker may do to pictures, in words. */
final class ToldPictures {
    private ToldPictures() {}

    /** Says what each channel may be, and how far it may move. */
    static void tell(PictureThreat threat, PrintWriter terminal) {
        boolean countsLevels = threat.lastLevel() > 0 && threat.norm() == Norm.LINF;
        int channels = threat.channels();
        boolean held = false;
        for (int channel = 0; channel < channels; channel++) {
            held |= threat.radius(channel) > threat.asked(channel);
            if (channels > 1) {
                terminal.printf(
                        Locale.ROOT,
                        "Channel %d: ε = %s%s, from %s to %s%n",
                        channel,
                        threat.radius(channel),
                        countsLevels ? ", " + threat.wholeSteps(channel) + " levels" : "",
                        Decimals.text(Decimals.shortest(threat.lower(channel))),
                        Decimals.text(Decimals.shortest(threat.upper(channel))));
            }
        }
        if (threat.lastLevel() > 0) {
            String each = channels == 1 && countsLevels
                    ? ", and a value may move by %d of them (ε = %s%s)"
                            .formatted(
                                    threat.wholeSteps(0),
                                    threat.radius(0),
                                    held ? ", which holds so many as float32 rounds them" : "")
                    : held ? "; each ε holds its levels as float32 rounds them" : "";
            terminal.printf("What attacks find is made of levels 0 to %d of the range%s%n", threat.lastLevel(), each);
        }
        terminal.flush();
    }
}
