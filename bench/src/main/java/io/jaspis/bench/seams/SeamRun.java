package io.jaspis.bench.seams;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.bench.results.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Many files under the law, in portions; after each the counts are written, so that a run that was stopped goes on
 * where it was. Files that break the law are made smaller and kept.
 */
public final class SeamRun {
    private static final int PORTION = 500;

    /** Files of one cause that are kept. */
    private static final int KEPT = 10;

    /** Beyond them a file's seed would be that of another run's file. */
    public static final int MOST_FILES = 1_000_000_000;

    /** Beyond it files' seeds are no numbers of 64 bits. */
    public static final long LARGEST_SEED = Long.MAX_VALUE / MOST_FILES - 1;

    private static final JsonFile COUNTS =
            new JsonFile("file of counts", "move it away, or name another folder with --out");

    private final long seed;
    private final int files;
    private final Path folder;
    private final PrintWriter terminal;
    private final Law law;

    /** Holds a file to what must be true of it; for several threads at once. */
    @FunctionalInterface
    interface Law {
        /** What came of a file, at points that the seed chooses. */
        Examination examine(ModelProto file, long seed);
    }

    /**
     * @param seed of the run; file i of it is always the same
     * @param folder for {@code seams-SEED.json} and the files that break the law
     */
    public SeamRun(long seed, int files, Path folder, PrintWriter terminal) {
        this(seed, files, folder, terminal, SeamLaw::examine);
    }

    /** The same under another law. */
    SeamRun(long seed, int files, Path folder, PrintWriter terminal, Law law) {
        this.seed = seed;
        this.files = files;
        this.folder = folder;
        this.terminal = terminal;
        this.law = law;
    }

    /**
     * What a run found so far.
     *
     * @param done files examined
     * @param refused those that weren't read, by reason, with names and numbers left out
     * @param meaningless files that were read, but whose constants have no value in real arithmetic
     * @param points at which exact values were compared
     * @param undefined points without an exact value
     * @param certified examples
     * @param proved boxes of queries without an unsafe point
     * @param roundingAttacks adversarial examples that only float32's rounding makes so
     * @param violations files that break the law, by kind and cause
     */
    public record Counts(
            long seed,
            int done,
            int read,
            Map<String, Integer> refused,
            int meaningless,
            long points,
            long undefined,
            int certified,
            int proved,
            int attacks,
            int roundingAttacks,
            int smoothed,
            Map<String, Integer> violations) {
        static Counts none(long seed) {
            return new Counts(seed, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, Map.of());
        }

        Counts plus(List<Examination> more) {
            Map<String, Integer> reasons = new TreeMap<>(refused);
            Map<String, Integer> kinds = new TreeMap<>(violations);
            for (Examination each : more) {
                if (!each.read()) {
                    reasons.merge(reason(each.refusal()), 1, Integer::sum);
                }
                each.violations().stream()
                        .map(Counts::cause)
                        .distinct()
                        .forEach(cause -> kinds.merge(cause, 1, Integer::sum));
            }
            return new Counts(
                    seed,
                    done + more.size(),
                    read + (int) more.stream().filter(Examination::read).count(),
                    reasons,
                    meaningless
                            + (int) more.stream()
                                    .filter(Examination::meaningless)
                                    .count(),
                    points + more.stream().mapToLong(Examination::points).sum(),
                    undefined
                            + more.stream()
                                    .mapToLong(Examination::undefinedPoints)
                                    .sum(),
                    certified + more.stream().mapToInt(Examination::certified).sum(),
                    proved + more.stream().mapToInt(Examination::proved).sum(),
                    attacks + more.stream().mapToInt(Examination::attacks).sum(),
                    roundingAttacks
                            + more.stream()
                                    .mapToInt(Examination::roundingAttacks)
                                    .sum(),
                    smoothed + more.stream().mapToInt(Examination::smoothed).sum(),
                    kinds);
        }

        /** A refusal without what differs from file to file. */
        static String reason(String refusal) {
            return refusal.replaceAll("(?<![a-z])'[^']*'", "…")
                    .replaceAll("the node \\((\\w+)\\) that makes …", "node … ($1)")
                    .replaceAll("\\[[^\\]]*\\]", "[…]")
                    .replaceAll("-?\\b[0-9][-+0-9.Ee]*", "#")
                    .replaceAll("; supported: .*", "");
        }

        /** The kind of a violation, and of an error what it says. */
        static String cause(Violation violation) {
            boolean error = violation.kind().name().endsWith("FAILED");
            return violation.kind().name() + (error ? ": " + reason(violation.detail()) : "");
        }

        public boolean holds() {
            return violations.isEmpty();
        }
    }

    /** The seed of a run's file. */
    static long fileSeed(long seed, int index) {
        return seed * MOST_FILES + index;
    }

    /** Examines what an earlier run hasn't, and gives the counts of all. */
    public Counts run() throws IOException {
        Path results = folder.resolve("seams-" + seed + ".json");
        Files.createDirectories(folder);
        Counts counts = before(results);
        if (counts.done() > 0) {
            terminal.println("Going on after " + counts.done() + " files of " + results);
        }
        Map<String, Integer> kept = new TreeMap<>(counts.violations());
        long start = System.nanoTime();
        int before = counts.done();
        while (counts.done() < files) {
            int from = counts.done();
            int to = Math.min(files, from + PORTION);
            Examination[] portion = new Examination[to - from];
            IntStream.range(from, to).parallel().forEach(i -> portion[i - from] = examine(fileSeed(seed, i)));
            for (int i = from; i < to; i++) {
                keep(fileSeed(seed, i), portion[i - from], kept);
            }
            counts = counts.plus(List.of(portion));
            WholeFile.write(results, WholeFile.Content.of(JsonFile.text(counts)));
            double each = (System.nanoTime() - start) / 1e9 / (counts.done() - before);
            terminal.printf(
                    "%,d of %,d files, %s read, %,d points, %s; %.0f s to go%n",
                    counts.done(),
                    files,
                    new Shares(counts.done()).terminal(counts.read()),
                    counts.points(),
                    counts.holds()
                            ? "no violation"
                            : counts.violations().values().stream()
                                            .mapToInt(x -> x)
                                            .sum() + " violations",
                    each * (files - counts.done()));
            terminal.flush();
        }
        return counts;
    }

    /** What an earlier run has counted. */
    private Counts before(Path results) throws IOException {
        if (!Files.exists(results)) {
            return Counts.none(seed);
        }
        Counts before = COUNTS.read(results, Counts.class);
        if (before.seed() != seed || before.done() < 0 || before.refused() == null || before.violations() == null) {
            throw COUNTS.refusal(
                    results, "it needs 'seed', which is " + seed + ", 'done', 'refused' and 'violations'", null);
        }
        return before;
    }

    private Examination examine(long fileSeed) {
        return law.examine(FileGenerator.file(fileSeed), fileSeed);
    }

    /**
     * A file that breaks the law, as it is kept for others.
     *
     * @param nodes of the file as it was made, and of the smaller one
     */
    private record Kept(long fileSeed, Violation violation, int nodes, int smallerNodes) {}

    private void keep(long fileSeed, Examination found, Map<String, Integer> kept) throws IOException {
        Set<String> causes = new HashSet<>();
        for (Violation violation : found.violations()) {
            Violation.Kind kind = violation.kind();
            String cause = Counts.cause(violation);
            if (!causes.add(cause) || kept.merge(cause, 1, Integer::sum) > KEPT) {
                continue;
            }
            ModelProto file = FileGenerator.file(fileSeed);
            ModelProto smaller = smallest(file, fileSeed, cause);
            Violation told = law.examine(smaller, fileSeed).violations().stream()
                    .filter(each -> Counts.cause(each).equals(cause))
                    .findFirst()
                    .orElse(violation);
            String stem = kind.name().toLowerCase(Locale.ROOT) + "-" + fileSeed;
            Kept about = new Kept(
                    fileSeed,
                    told,
                    file.getGraph().getNodeCount(),
                    smaller.getGraph().getNodeCount());
            WholeFile.writeTogether(Map.of(
                    folder.resolve(stem + ".onnx"),
                    WholeFile.Content.of(SeamLaw.given(smaller, fileSeed).toByteArray()),
                    folder.resolve(stem + ".whole.onnx"),
                    WholeFile.Content.of(SeamLaw.given(file, fileSeed).toByteArray()),
                    folder.resolve(stem + ".json"),
                    WholeFile.Content.of(JsonFile.text(about))));
            terminal.println(kind + " " + folder.resolve(stem + ".onnx") + ": " + told.detail());
        }
    }

    /** The file made smaller, still a classifier and still wrong in this way. */
    private ModelProto smallest(ModelProto file, long fileSeed, String cause) {
        return Shrinking.of(
                file,
                candidate -> law.examine(candidate, fileSeed).violations().stream()
                        .anyMatch(each -> Counts.cause(each).equals(cause)));
    }
}
