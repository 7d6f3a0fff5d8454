package io.jaspis.cli;

import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.certify.smoothing.SmoothingRun;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.SmoothingEntry;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;

/** Smoothing under way: a bar shows how far it is, a journal has what is finished. */
final class SmoothRun {
    private SmoothRun() {}

    /** What the journal of an earlier run tells of these examples. */
    static List<Example> known(Session<SmoothingEntry> session, Dataset examples) throws IOException {
        try {
            return SmoothingEntry.known(session.entries(), examples);
        } catch (IllegalArgumentException e) {
            throw session.refusal(e);
        }
    }

    /**
     * Certifies the examples of these indices, but for those that are known.
     *
     * @param together how many there are altogether, where these are a shard
     */
    static Ending<List<Example>> run(
            SmoothingRun run,
            List<Integer> indices,
            int together,
            List<Example> known,
            Session<SmoothingEntry> session,
            ProgressBar progress,
            Interruption interruption) {
        SortedMap<Integer, Example> done = new TreeMap<>();
        known.forEach(example -> done.put(example.index(), example));
        try (ProgressBar bar = progress) {
            bar.stepTo(done.size());
            run.run(
                    indices,
                    together,
                    known,
                    example -> {
                        done.put(example.index(), example);
                        session.append(new SmoothingEntry(session.seconds(), List.of(example), false));
                        bar.stepTo(done.size());
                        long samples = done.values().stream()
                                .mapToLong(Example::samples)
                                .sum();
                        long certified = done.values().stream()
                                .filter(e -> e.certified() && e.prediction() == e.label())
                                .count();
                        bar.setExtraMessage(
                                Terminal.narrow()
                                        ? " " + certified + " certified"
                                        : String.format(
                                                Locale.ROOT,
                                                " %d certified, %,d samples each",
                                                certified,
                                                samples / done.size()));
                    },
                    interruption);
            return new Ending<>(List.copyOf(done.values()), null);
        } catch (DeviceException e) {
            if (done.isEmpty()) {
                throw e;
            }
            return new Ending<>(List.copyOf(done.values()), e);
        }
    }
}
