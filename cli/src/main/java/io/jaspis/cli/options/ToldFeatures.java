package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** Tells what features let change, and refuses those that let nothing. */
final class ToldFeatures {
    private ToldFeatures() {}

    /**
     * Refuses features of which none may move: nothing could be attacked.
     *
     * @throws InputException where that is so
     */
    static void requireRoom(Threat threat, Dataset dataset) {
        if (!threat.hasRoom() && threat.features().haveRoom()) {
            throw new InputException("--epsilon %s is too small for any column of %s to change; they need at least: %s"
                    .formatted(threat.epsilon(), dataset.name(), String.join(", ", threat.tooSmallFor())));
        }
        if (!threat.hasRoom()) {
            throw new InputException("--features leaves no column of " + dataset.name()
                    + " any room: each is immutable, has an epsilon of 0, is a category that can't be exchanged with another of"
                    + " its group, or is not in the file; give at least one that may move an epsilon above 0");
        }
    }

    /** Says which may change, and by how much. */
    static void tell(Features all, PrintWriter terminal) {
        String moving = all.list().stream()
                .filter(feature -> feature.way() != Feature.Way.NONE && feature.epsilon() > 0)
                .map(feature -> "%s %s (%s)".formatted(feature.name(), (float) feature.epsilon(), feature.kind()))
                .collect(Collectors.joining(", "));
        String staying = all.list().stream()
                .filter(feature -> feature.way() == Feature.Way.NONE || feature.epsilon() == 0)
                .map(Feature::name)
                .collect(Collectors.joining(", "));
        terminal.printf("Features that may change, and by how much at ε = 1: %s%n", moving.isEmpty() ? "none" : moving);
        terminal.printf("Features that stay as they are: %s%n", staying.isEmpty() ? "none" : staying);
        terminal.flush();
    }
}
