package io.jaspis.bench.suites;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.bench.process.Child;
import io.jaspis.bench.process.TemporaryFolder;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the time and the memory of whole runs grow with the examples of a table, and with the shards that share them: each run is
 * {@code jaspis attack} in processes of its own, with a heap of 1 GiB, on a made-up table of 30 columns and a small network. The
 * shards of a run go at the same time, and their merge is timed apart. Last, the same on a Spark cluster of processes of one core on this
 * machine, where the module {@code spark} is built.
 */
final class RunGrowth {
    private static final int COLUMNS = 30;
    private static final int LEAST = 1000;
    private static final int[] SHARDS = {1, 2, 4};
    private static final int[] SHARED = {100 * LEAST, 1000 * LEAST};
    private static final int[] EXECUTORS = {1, 2};
    /** Examples of jobs of Spark, which has a start of many seconds. */
    private static final int[] SPREAD = {10 * LEAST, 100 * LEAST, 1000 * LEAST};

    private static final long SEED = 31;

    /** What Java's log of its collector says of the heap before a collection and after it, in MiB. */
    private static final Pattern HEAP = Pattern.compile("(\\d+)M->(\\d+)M\\(");

    private final Path home;
    private final Path folder;

    private RunGrowth(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /**
     * A run that has ended.
     *
     * @param seconds of the whole, from the start of its processes to the end of the last
     * @param heap the most that the heap held in one of its processes, in MiB
     */
    private record Taken(double seconds, long heap) {}

    /** The names of all runs. */
    static List<String> names(boolean quick) {
        return Stream.of(
                        counts(quick).mapToObj(RunGrowth::overExamples),
                        IntStream.of(SHARDS).mapToObj(RunGrowth::overShards),
                        IntStream.of(EXECUTORS).mapToObj(RunGrowth::overExecutors))
                .flatMap(each -> each)
                .toList();
    }

    private static IntStream counts(boolean quick) {
        int most = quick ? LEAST : 1000 * LEAST;
        return IntStream.iterate(LEAST, count -> count <= most, count -> 10 * count);
    }

    private static String overExamples(int count) {
        return "run examples " + count;
    }

    private static String overShards(int count) {
        return "run shards " + count;
    }

    private static String overExecutors(int count) {
        return "run executors " + count;
    }

    /** Tells the runs that are wanted, and returns whether none of them failed. */
    static boolean tell(Path home, boolean quick, Predicate<String> wanted, Consumer<String> line) {
        Path program = home.resolve("jaspis");
        if (!Files.isExecutable(program)) {
            line.accept("Runs over examples and shards are left out: " + program + " is no program");
            return true;
        }
        try (TemporaryFolder folder = TemporaryFolder.of("jaspis-growth-")) {
            new RunGrowth(home, folder.path()).tell(quick, wanted, line);
            return true;
        } catch (IOException e) {
            line.accept("Runs over examples and shards ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void tell(boolean quick, Predicate<String> wanted, Consumer<String> line)
            throws IOException, InterruptedException {
        int[] counts =
                counts(quick).filter(count -> wanted.test(overExamples(count))).toArray();
        int[] parts = IntStream.of(SHARDS)
                .filter(shards -> wanted.test(overShards(shards)))
                .toArray();
        int[] executors = IntStream.of(EXECUTORS)
                .filter(count -> wanted.test(overExecutors(count)))
                .toArray();
        if (counts.length + parts.length + executors.length == 0) {
            return;
        }
        Path model = model();
        // What is measured is no build.
        Path built = folder.resolve("build");
        require(start(List.of("help"), built), built);
        line.accept("Runs of 'attack' by FGSM on tables of " + COLUMNS + " columns, with a heap of 1 GiB:");
        Taken before = null;
        int fewer = 0;
        for (int count : counts) {
            Path table = table(count);
            Taken run = run(model, table, count, 1);
            line.accept(String.format(
                    Locale.ROOT,
                    "run examples %,9d    %8.1f s  heap %5d MiB%s",
                    count,
                    run.seconds(),
                    run.heap(),
                    before == null ? "" : each(run, before, count - fewer)));
            before = run;
            fewer = count;
            TemporaryFolder.delete(table);
        }
        if (parts.length > 0) {
            for (int shared : quick ? new int[] {LEAST} : SHARED) {
                tellShards(model, shared, parts, line);
            }
        }
        if (executors.length > 0) {
            tellExecutors(model, quick, executors, line);
        }
    }

    private void tellShards(Path model, int shared, int[] parts, Consumer<String> line)
            throws IOException, InterruptedException {
        Path table = table(shared);
        for (int shards : parts) {
            Taken run = run(model, table, shared, shards);
            line.accept(String.format(
                    Locale.ROOT,
                    "run shards %2d         %8.1f s  heap %5d MiB each, of %,d examples%s",
                    shards,
                    run.seconds(),
                    run.heap(),
                    shared,
                    shards == 1 ? "" : merged(shards, shared)));
            for (int shard = 1; shard <= shards; shard++) {
                TemporaryFolder.delete(out(shards, shard));
            }
        }
        TemporaryFolder.delete(table);
    }

    private void tellExecutors(Path model, boolean quick, int[] executors, Consumer<String> line)
            throws IOException, InterruptedException {
        if (!Files.exists(home.resolve("spark/target/jaspis-spark-job.jar"))) {
            line.accept(
                    "Runs over executors of Spark are left out: mvn -Pspark -pl spark -am package -DskipTests builds what"
                            + " they need");
            return;
        }
        // Built anew where sources have changed.
        try (Child build = submit(List.of("--help"), 1, folder.resolve("submit"))) {
            build.process().waitFor();
        }
        Taken[] before = new Taken[executors.length];
        int fewer = 0;
        for (int count : quick ? new int[] {LEAST} : SPREAD) {
            Path table = table(count);
            for (int i = 0; i < executors.length; i++) {
                Taken run = job(model, table, count, executors[i]);
                line.accept(String.format(
                        Locale.ROOT,
                        "run executors %2d      %8.1f s  heap %5d MiB at most in a process, of %,d examples%s",
                        executors[i],
                        run.seconds(),
                        run.heap(),
                        count,
                        before[i] == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", an example %.0f µs",
                                        microseconds(run, before[i], count - fewer))));
                before[i] = run;
            }
            fewer = count;
            TemporaryFolder.delete(table);
        }
    }

    /** The same as a job of Spark, on so many processes of one core. */
    private Taken job(Path model, Path table, int count, int executors) throws IOException, InterruptedException {
        Path log = folder.resolve("executors-%d-%d".formatted(executors, count));
        Path out = folder.resolve("spark-" + executors);
        TemporaryFolder.delete(out);
        List<String> words = List.of(
                "attack",
                "--model",
                model.toString(),
                "--data",
                table.toString(),
                "--label-column",
                "label",
                "--epsilon",
                "0.02",
                "--attack",
                "fgsm",
                "--out",
                out.toString());
        long begin = System.nanoTime();
        require(submit(words, executors, log), log);
        return new Taken((System.nanoTime() - begin) / 1e9, heap(log));
    }

    /** What one more example costs, by what so many more cost. */
    private static String each(Taken run, Taken before, int more) {
        return String.format(
                Locale.ROOT,
                ", an example %.0f µs and %.0f B of heap",
                microseconds(run, before, more),
                (double) ((run.heap() - before.heap()) << 20) / more);
    }

    private static double microseconds(Taken run, Taken before, int more) {
        return 1e6 * (run.seconds() - before.seconds()) / more;
    }

    private String merged(int shards, int count) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("merge"));
        for (int shard = 1; shard <= shards; shard++) {
            words.add(out(shards, shard).toString());
        }
        Path out = folder.resolve("merged");
        TemporaryFolder.delete(out);
        words.addAll(List.of("--quiet", "--out", out.toString()));
        long begin = System.nanoTime();
        Path log = folder.resolve("merge-%d-%d".formatted(shards, count));
        require(start(words, log), log);
        return String.format(Locale.ROOT, "; merge %.1f s, heap %d MiB", (System.nanoTime() - begin) / 1e9, heap(log));
    }

    private Path out(int shards, int shard) {
        return folder.resolve("out-%d-of-%d".formatted(shard, shards));
    }

    private Taken run(Path model, Path table, int count, int shards) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        List<Child> children = new ArrayList<>();
        List<Path> logs = new ArrayList<>();
        long heap = 0;
        try {
            for (int shard = 1; shard <= shards; shard++) {
                TemporaryFolder.delete(out(shards, shard));
                List<String> words = new ArrayList<>(List.of("attack", model.toString(), "--data", table.toString()));
                words.addAll(List.of("--epsilon", "0.02", "--attack", "fgsm", "--first", Integer.toString(count)));
                words.addAll(List.of(
                        "--quiet", "--trust", "off", "--out", out(shards, shard).toString()));
                if (shards > 1) {
                    words.addAll(List.of("--shard", shard + "/" + shards));
                }
                Path log = folder.resolve("log-%d-%d-of-%d".formatted(count, shard, shards));
                logs.add(log);
                children.add(start(words, log));
            }
            for (int i = 0; i < children.size(); i++) {
                require(children.get(i), logs.get(i));
                heap = Math.max(heap, heap(logs.get(i)));
            }
        } finally {
            children.forEach(Child::close);
        }
        return new Taken((System.nanoTime() - begin) / 1e9, heap);
    }

    private Child start(List<String> words, Path log) throws IOException {
        ProcessBuilder process = process(home.resolve("jaspis"), words, log);
        process.environment().put("JASPIS_OPTS", "-Xmx1g " + heapLog(log));
        return Child.start(process);
    }

    /** A job on a cluster of so many processes of one core, with a heap of 1 GiB each. */
    private Child submit(List<String> words, int executors, Path log) throws IOException {
        ProcessBuilder process = process(home.resolve("examples/spark/submit"), words, log);
        process.environment().put("MASTER", "local-cluster[" + executors + ",1,1024]");
        process.environment().put("JAVA_TOOL_OPTIONS", heapLog(log));
        return Child.start(process);
    }

    private static ProcessBuilder process(Path program, List<String> words, Path log) {
        List<String> all = new ArrayList<>(List.of(program.toString()));
        all.addAll(words);
        return new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile());
    }

    /** The option for a log of each process's heap. */
    private static String heapLog(Path log) {
        return "-Xlog:gc:file=" + log + "-%p.gc";
    }

    /** Waits for the end of a run, which is to be a good one. */
    private static void require(Child child, Path log) throws IOException, InterruptedException {
        try (child) {
            int code = child.process().waitFor();
            if (code != 0) {
                throw new IOException("a run ended with the exit code " + code + ": "
                        + Files.readString(log).strip());
            }
        }
    }

    /** The most that the heap of one of a run's processes held, in MiB; 0 where none was ever cleared up. */
    private static long heap(Path log) throws IOException {
        long most = 0;
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(log.getParent(), log.getFileName() + "-*.gc")) {
            for (Path each : logs) {
                most = Math.max(
                        most,
                        HEAP.matcher(Files.readString(each))
                                .results()
                                .map((MatchResult collection) -> collection.group(1))
                                .mapToLong(Long::parseLong)
                                .max()
                                .orElse(0));
            }
        }
        return most;
    }

    /** A dense network with weights from a fixed seed. */
    private Path model() throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(COLUMNS));
        Value logits = x.dense(weights(trace, 1, 16, COLUMNS)).relu().dense(weights(trace, 2, 2, 16));
        Path file = folder.resolve("model.onnx");
        Onnx.write(trace.graph("logits", logits), file);
        return file;
    }

    private static Value weights(Trace trace, int stream, int rows, int columns) {
        Tensor tensor = Tensor.zeros(Shape.of(rows, columns));
        Providers.scalar().randoms().normal(SEED, stream, 0, tensor.data().length, tensor.data(), 0);
        return trace.constant(tensor);
    }

    private Path table(int count) throws IOException {
        Path file = folder.resolve("table-" + count + ".csv");
        float[] row = new float[COLUMNS + 1];
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int column = 0; column < COLUMNS; column++) {
                out.write("x" + column + ",");
            }
            out.write("label\n");
            for (int i = 0; i < count; i++) {
                Providers.scalar().randoms().uniform(SEED, 3, (long) i * row.length, row.length, row, 0);
                for (int column = 0; column < COLUMNS; column++) {
                    out.write(Float.toString(row[column]));
                    out.write(',');
                }
                out.write(row[COLUMNS] < 0.5f ? "0\n" : "1\n");
            }
        }
        return file;
    }
}
