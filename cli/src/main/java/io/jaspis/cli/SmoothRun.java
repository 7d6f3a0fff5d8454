package io.jaspis.cli;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.certify.smoothing.SmoothingRun;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.SmoothingEntry;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;

/** Smoothing under way: a bar shows how far it is, a journal has what is finished. */
final class SmoothRun {
    private SmoothRun() {}

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
        List<Example> done = new ArrayList<>(known);
        Count count = new Count();
        known.forEach(count::add);
        try (ProgressBar bar = progress) {
            bar.stepTo(done.size());
            run.run(
                    indices,
                    together,
                    known,
                    example -> {
                        done.add(example);
                        count.add(example);
                        session.append(new SmoothingEntry(session.seconds(), List.of(example), false));
                        bar.stepTo(done.size());
                        bar.setExtraMessage(count.text(done.size()));
                    },
                    interruption);
            return new Ending<>(inOrder(done), null);
        } catch (DeviceException e) {
            if (done.isEmpty()) {
                throw e;
            }
            return new Ending<>(inOrder(done), e);
        }
    }

    private static List<Example> inOrder(List<Example> done) {
        done.sort(Comparator.comparingInt(Example::index));
        return List.copyOf(done);
    }

    /** What the bar tells of the examples so far. */
    private static final class Count {
        private long certified;
        private long samples;

        void add(Example example) {
            certified += example.certified() && example.prediction() == example.label() ? 1 : 0;
            samples += example.samples();
        }

        String text(int examples) {
            return Terminal.narrow()
                    ? " " + certified + " certified"
                    : String.format(Locale.ROOT, " %d certified, %,d samples each", certified, samples / examples);
        }
    }

    /**
     * Says so where the network has no answer even without noise: then something is wrong with it, or with the data.
     */
    static void warn(Device device, Graph network, Dataset among, List<Integer> indices, PrintWriter errors) {
        int count = indices.size();
        int size = among.shape().size();
        float[] inputs = new float[count * size];
        for (int i = 0; i < count; i++) {
            among.copy(indices.get(i), inputs, i * size);
        }
        float[] outputs;
        try (Batches batches = new Batches(network, device, count)) {
            outputs = batches.run(count, Map.of(network.onlyInput(), inputs)).get(network.onlyOutput());
        }
        int classes = outputs.length / count;
        long silent = IntStream.range(0, count)
                .filter(example -> IntStream.range(example * classes, (example + 1) * classes)
                        .anyMatch(output -> !Float.isFinite(outputs[output])))
                .count();
        if (silent > 0) {
            errors.printf(
                    "jaspis: warning: %,d of the first %,d examples give outputs that are no numbers or infinite, even"
                            + " without noise; an output that is no number votes for no class%n",
                    silent, count);
            errors.flush();
        }
    }
}
