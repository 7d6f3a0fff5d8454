package io.jaspis.bench.results;

import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

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
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What the files of these results are called, without an ending. */
    public String stem() {
        return stem(suite, device);
    }

    private static String stem(String suite, String device) {
        return device == null ? suite : suite + "-" + device.replace(':', '-');
    }

    /** What the file is called that later results are compared with. */
    public static String baseline(String suite, String device) {
        return "baseline-" + stem(suite, device) + ".json";
    }

    public static Results read(Path file) throws IOException {
        return of(Files.readString(file));
    }

    /** What {@link #text} gave. */
    public static Results of(String text) {
        return JSON.readValue(text, Results.class);
    }

    /** As JSON. */
    public String text() {
        return JSON.writeValueAsString(this) + "\n";
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

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text());
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
