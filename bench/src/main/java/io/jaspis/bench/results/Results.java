package io.jaspis.bench.results;

import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run of a suite gave.
 *
 * @param device by its name as an option, such as {@code opencl:1}; null for the processor
 * @param time when it began, in UTC
 * @param quick whether it was a quick look, whose figures are no measure
 * @param peers with their versions
 */
public record Results(
        String suite,
        String device,
        String time,
        boolean quick,
        List<String> peers,
        Machine machine,
        List<Outcome> outcomes) {
    private static final JsonFile FILE =
            new JsonFile("file of results", "write it anew with --baseline, or move it away");

    /**
     * What the files of these results are called, without an ending. What isn't all of a suite, or no measure of it, never takes
     * the place of what is.
     *
     * @param part whether these are some of the suite's cases alone
     */
    String stem(boolean part) {
        return stem(suite, device) + (quick ? "-quick" : part ? "-part" : "");
    }

    private static String stem(String suite, String device) {
        return device == null ? suite : suite + "-" + device.replace(':', '-');
    }

    /** What the file is called that later results are compared with. */
    public static String baseline(String suite, String device) {
        return "baseline-" + stem(suite, device) + ".json";
    }

    /**
     * Reads a file of results.
     *
     * @throws io.jaspis.autodiff.InputException where it holds something else
     */
    public static Results read(Path file) throws IOException {
        Results read = FILE.read(file, Results.class);
        if (read.suite == null
                || read.peers == null
                || read.outcomes == null
                || read.machine == null
                || read.machine.processor() == null
                || read.machine.limits() == null) {
            throw FILE.refusal(file, "it needs 'suite', 'peers', 'outcomes' and 'machine'", null);
        }
        return read;
    }

    /** What {@link #text} gave. */
    public static Results of(String text) {
        return JsonFile.of(text, Results.class);
    }

    /** As JSON. */
    public String text() {
        return JsonFile.text(this);
    }

    /**
     * These cases, those that were measured again by their later outcomes, and then those that are new. All else is of the later
     * results, but for versions of peers and limits of the machine that only these have: cases that stay are held to them.
     */
    public Results with(Results later) {
        List<Outcome> all = new ArrayList<>(later.outcomes);
        List<Outcome> merged = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Optional<Outcome> again =
                    all.stream().filter(outcome::isOfTheCaseOf).findFirst();
            again.ifPresent(all::remove);
            merged.add(again.orElse(outcome));
        }
        merged.addAll(all);
        return new Results(
                later.suite,
                later.device,
                later.time,
                later.quick,
                Stream.concat(peers.stream(), later.peers.stream()).distinct().toList(),
                later.machine.withLimitsOf(machine),
                merged);
    }

    /**
     * Writes them as JSON and as a page, both or neither.
     *
     * @param part whether these are some of the suite's cases alone, which have files of their own
     * @return the file of JSON
     */
    public Path write(Path folder, boolean part) throws IOException {
        Path json = folder.resolve(stem(part) + ".json");
        WholeFile.writeTogether(Map.of(
                json,
                WholeFile.Content.of(text()),
                folder.resolve(stem(part) + ".html"),
                WholeFile.Content.of(Page.document(this))));
        return json;
    }

    /**
     * The geometric mean and the least of a group's ratios.
     *
     * @param group the first word of the cases' names
     */
    public record Mean(String group, int threads, int cases, double mean, double least, String slowest) {}

    /**
     * What runs of plans allocate on the Java heap once they are warm; to be nothing.
     *
     * @param cases that run a plan
     * @param clean those of them whose runs allocate nothing
     * @param most bytes in a run of one case
     * @param worst that case, where there is one
     */
    public record Allocation(int cases, int clean, long most, String worst) {}

    /** Of the cases on the processor that run a plan, which are those with an arena. */
    public Allocation allocation() {
        int cases = 0;
        int clean = 0;
        long most = 0;
        String worst = null;
        for (Outcome outcome : device == null ? outcomes : List.<Outcome>of()) {
            if (outcome.failure() != null || outcome.standings().getFirst().arena() == 0) {
                continue;
            }
            long bytes = outcome.standings().getFirst().allocated();
            cases++;
            clean += bytes == 0 ? 1 : 0;
            if (bytes > most) {
                most = bytes;
                worst = outcome.name() + ", " + outcome.threads() + (outcome.threads() == 1 ? " thread" : " threads");
            }
        }
        return new Allocation(cases, clean, most, worst);
    }

    /** For each group and number of threads, over the cases that have a peer. */
    public List<Mean> means() {
        Map<List<Object>, List<Outcome>> groups = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome.ratio() != null) {
                groups.computeIfAbsent(List.of(outcome.group(), outcome.threads()), _ -> new ArrayList<>())
                        .add(outcome);
            }
        }
        List<Mean> means = new ArrayList<>();
        for (List<Outcome> group : groups.values()) {
            double logarithms = 0;
            Outcome slowest = group.getFirst();
            for (Outcome outcome : group) {
                logarithms += Math.log(outcome.ratio().median());
                slowest = outcome.ratio().median() < slowest.ratio().median() ? outcome : slowest;
            }
            means.add(new Mean(
                    slowest.group(),
                    slowest.threads(),
                    group.size(),
                    Math.exp(logarithms / group.size()),
                    slowest.ratio().median(),
                    slowest.name()));
        }
        return means;
    }
}
