package io.jaspis.cli.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.Phase;
import io.jaspis.audit.ProofStep;
import io.jaspis.audit.RadiusStep;
import io.jaspis.audit.Work;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What comes back out of journals. */
final class JournalLaws {
    private static final int CLASSES = 3;
    private static final Journal.Title TITLE = Journal.Title.of("audit", "0.1.0", Instant.EPOCH);
    private static final AuditSettings SETTINGS = new AuditSettings(
            "m",
            "d",
            "",
            "inf",
            0.1,
            List.of(0.0, 1.0),
            -1,
            List.of("FGSM"),
            List.of(),
            List.of(0.0, Double.MIN_VALUE),
            "class 2",
            "intervals",
            "amd64",
            "CPU");

    private static Path file;

    @BeforeContainer
    static void create() throws IOException {
        file = Files.createTempFile("jaspis-journal-", ".jsonl");
    }

    @AfterContainer
    static void delete() throws IOException {
        Files.delete(file);
    }

    /** Examples of any float32 values. */
    private record Noise(long seed, int count, Shape shape) implements Examples {
        @Override
        public int classes() {
            return CLASSES;
        }

        @Override
        public int label(int index) {
            return index % CLASSES;
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            Random random = new Random(seed + index);
            for (int i = 0; i < shape.size(); i++) {
                destination[offset + i] = any(random);
            }
        }

        static float any(Random random) {
            float value = Float.intBitsToFloat(random.nextInt());
            return Float.isNaN(value) ? -0f : value;
        }
    }

    private static double anyDouble(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Double.NEGATIVE_INFINITY;
            case 1 -> Double.NaN;
            case 2 -> Noise.any(random);
            default -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
        };
    }

    private static Finding finding(int index, Examples examples, Random random) {
        float[] x = new float[examples.shape().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextBoolean() ? Noise.any(random) : 0.5f;
        }
        Verdict verdict = switch (random.nextInt(4)) {
            case 0 -> new Verdict.Certified("a certifier");
            case 1 -> new Verdict.Misclassified();
            case 2 -> new Verdict.Unknown();
            default ->
                new Verdict.Falsified(new Witness(x, random.nextInt(-1, CLASSES), random.nextDouble(), "a \"name\"\n"));
        };
        return new Finding(
                index,
                examples.label(index),
                random.nextInt(-1, CLASSES),
                anyDouble(random),
                verdict,
                anyDouble(random),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? "an attack" : null);
    }

    private static ProofStep proof(int count, Random random) {
        List<Integer> tried = IntStream.range(0, count).boxed().toList();
        Map<Integer, String> proved = new HashMap<>();
        tried.stream()
                .filter(_ -> random.nextBoolean())
                .forEach(index -> proved.put(index, random.nextBoolean() ? "CROWN" : "a \"name\"\n"));
        return new ProofStep(random.nextDouble(), random.nextBoolean(), tried, proved);
    }

    private static Work work(int count, Random random) {
        return new Work(
                random.nextBoolean() ? List.of() : List.of(new Work.Time(Phase.Part.CURVE, "", random.nextDouble())),
                IntStream.range(0, count)
                        .mapToObj(index -> new Work.Spending(
                                Phase.Part.ATTACK,
                                random.nextBoolean() ? "PGD" : "FGSM",
                                index,
                                new Budget.Spent(
                                        random.nextLong(Long.MAX_VALUE), random.nextInt(5), random.nextInt(2))))
                        .sorted(Comparator.comparing(Work.Spending::name))
                        .toList(),
                IntStream.range(0, count)
                        .mapToObj(index ->
                                new Work.Claim(random.nextBoolean() ? "PGD" : "FGSM", index, random.nextBoolean()))
                        .sorted(Comparator.comparing(Work.Claim::name).thenComparing(claim -> !claim.stood()))
                        .toList());
    }

    private static RadiusStep step(int count, Random random) {
        Map<Integer, Double> broken =
                random.nextBoolean() ? Map.of() : Map.of(random.nextInt(count), random.nextDouble());
        Map<Integer, String> attacks = new HashMap<>();
        // It needn't be known of all what broke them.
        broken.keySet().stream().filter(_ -> random.nextBoolean()).forEach(index -> attacks.put(index, "PGD"));
        return new RadiusStep(
                random.nextDouble(), IntStream.range(0, count).boxed().toList(), broken, attacks);
    }

    /** Entries of portions and steps, written to the file; the lengths of the file after each. */
    private static List<AuditEntry> written(Examples examples, Random random, List<Long> lengths) throws IOException {
        Files.deleteIfExists(file);
        List<AuditEntry> entries = new ArrayList<>();
        for (int from = 0; from < examples.count(); from += 4) {
            entries.add(AuditEntry.of(
                    random.nextDouble(),
                    IntStream.range(from, Math.min(examples.count(), from + 4))
                            .mapToObj(index -> finding(index, examples, random))
                            .toList(),
                    examples,
                    work(4, random)));
        }
        entries.add(AuditEntry.of(random.nextDouble(), step(examples.count(), random), work(2, random)));
        entries.add(AuditEntry.of(random.nextDouble(), proof(examples.count(), random), Work.NONE));
        entries.add(AuditEntry.end(random.nextDouble()));
        try (Journal<AuditEntry> journal = Journal.begin(file, TITLE, SETTINGS, true)) {
            for (AuditEntry entry : entries) {
                journal.append(entry);
                lengths.add(Files.size(file));
            }
        }
        return entries;
    }

    private static Optional<Contents<AuditSettings, AuditEntry>> read() throws IOException {
        return Contents.read(file, Journal.Use.RESUME, "audit", AuditSettings.class, AuditEntry.class);
    }

    private static <E extends Record> List<E> all(Entries<E> entries) throws IOException {
        List<E> all = new ArrayList<>();
        entries.forEach(all::add);
        return all;
    }

    private static Known known(Entries<AuditEntry> entries, Examples examples) throws IOException {
        KnownAudit known = new KnownAudit(examples, CLASSES);
        entries.forEach(known::add);
        return known.known();
    }

    private static void same(Finding one, Finding other) {
        if (one.verdict() instanceof Verdict.Falsified(var a) && other.verdict() instanceof Verdict.Falsified(var b)) {
            assertArrayEquals(a.x(), b.x());
            assertEquals(a.attack() + a.prediction() + a.distance(), b.attack() + b.prediction() + b.distance());
            assertEquals(one.confidence(), other.confidence());
            assertEquals(one.margin(), other.margin());
            assertEquals(one.tried(), other.tried());
            assertEquals(one.inFloat32(), other.inFloat32());
        } else {
            assertEquals(one, other);
        }
    }

    @Property(tries = 40)
    @Label("what is written down is read back, bit for bit")
    void roundTrip(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Examples examples = new Noise(seed, 1 + random.nextInt(9), Shape.of(1 + random.nextInt(40)));
        List<AuditEntry> entries = written(examples, random, new ArrayList<>());
        Contents<AuditSettings, AuditEntry> contents = read().orElseThrow();
        assertEquals(TITLE, contents.title());
        assertEquals("", Journal.difference(SETTINGS, contents.settings()));
        assertEquals(entries, all(contents));
        assertEquals(entries, all(contents), "as often as they are asked for");
        assertEquals(Optional.of(entries.getLast()), contents.last());
        Known known = known(contents, examples);
        Known expected = known(entries::forEach, examples);
        assertEquals(examples.count(), known.findings().size());
        for (int i = 0; i < examples.count(); i++) {
            same(expected.findings().get(i), known.findings().get(i));
        }
        assertEquals(expected.steps(), known.steps());
        assertEquals(expected.proofs(), known.proofs());
        assertEquals(expected.work(), known.work());
    }

    @Property(tries = 10)
    @Label("a line that lacks a field is refused by its name")
    void lacking(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        written(new Noise(seed, 9, Shape.of(3)), random, new ArrayList<>());
        String whole = Files.readString(file);
        String[][] lacks = {
            {"\"claims\":.*,\"end\"", "\"end\"", "line 3: claims is missing"},
            {"\"inFloat32\":(true|false),", "", "line 3: examples[0].inFloat32 is missing"},
        };
        for (String[] each : lacks) {
            Files.writeString(file, whole.replaceFirst(each[0], each[1]));
            String told = assertThrows(IOException.class, () -> all(read().orElseThrow()))
                    .getMessage();
            assertTrue(told.contains(each[2]), told);
        }
    }

    @Property(tries = 40)
    @Label("what a portion, a radius and its proofs were is what comes back of each")
    void knownIsWhatWasTold(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Examples examples = new Noise(seed, 5, Shape.of(3));
        RadiusStep step = step(5, random);
        ProofStep proof = proof(5, random);
        Work work = work(5, random);
        Known known =
                known(List.of(AuditEntry.of(1, step, work), AuditEntry.of(2, proof, Work.NONE))::forEach, examples);
        assertEquals(new Known(List.of(), List.of(step), List.of(proof), List.of(work, Work.NONE)), known);
    }

    @Property(tries = 40)
    @Label("a journal cut anywhere has its whole lines, and can be gone on with from there")
    void cut(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<Long> lengths = new ArrayList<>();
        List<AuditEntry> entries = written(new Noise(seed, 9, Shape.of(5)), random, lengths);
        byte[] whole = Files.readAllBytes(file);
        int length = random.nextInt(whole.length + 1);
        Files.write(file, Arrays.copyOf(whole, length));
        Optional<Contents<AuditSettings, AuditEntry>> contents = read();
        int left = (int) lengths.stream().filter(end -> end <= length).count();
        assertEquals(entries.subList(0, left), contents.isPresent() ? all(contents.get()) : List.of());
        if (contents.isPresent()) {
            try (Journal<AuditEntry> journal = Journal.resume(file, contents.get())) {
                for (AuditEntry entry : entries.subList(left, entries.size())) {
                    journal.append(entry);
                }
            }
            assertArrayEquals(whole, Files.readAllBytes(file));
        }
    }

    @Property(tries = 200)
    @Label("a damaged journal is refused in a sentence, or still has findings of these examples")
    void damaged(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Examples examples = new Noise(seed, 5, Shape.of(3));
        written(examples, random, new ArrayList<>());
        byte[] bytes = Files.readAllBytes(file);
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) "{}[]\":,0-1e\n".charAt(random.nextInt(12));
        }
        Files.write(file, bytes);
        try {
            Optional<Contents<AuditSettings, AuditEntry>> contents = read();
            if (contents.isPresent()) {
                assertTrue(known(contents.get(), examples).findings().size() <= 5);
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().startsWith(file + " is no journal to go on from: line "), e.getMessage());
            assertTrue(e.getMessage().length() < 600 && e.getMessage().chars().allMatch(c -> c >= ' '));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("example "), e.getMessage());
        }
    }

    @Property(tries = 40)
    @Label("each entry is given before the next one is read, and what is written meanwhile doesn't count")
    void oneAtATime(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<Long> lengths = new ArrayList<>();
        // More than a buffer, so that what follows an entry is still in the file alone.
        List<AuditEntry> entries = written(new Noise(seed, 200, Shape.of(400)), random, lengths);
        Contents<AuditSettings, AuditEntry> contents = read().orElseThrow();
        byte[] whole = Files.readAllBytes(file);
        Files.writeString(file, "more\n", StandardOpenOption.APPEND);
        assertEquals(entries, all(contents));
        int last = entries.size() - 1;
        int first = Math.toIntExact(lengths.getFirst());
        List<AuditEntry> given = new ArrayList<>();
        String message = assertThrows(
                        IOException.class,
                        () -> contents.forEach(entry -> {
                            given.add(entry);
                            if (given.size() == 1) {
                                damage(whole, Math.toIntExact(lengths.get(last - 1)));
                            }
                        }))
                .getMessage();
        assertTrue(message.startsWith(file + " is no journal to go on from: line " + (last + 3) + ": "), message);
        assertEquals(entries.subList(0, last), given);
        Files.write(file, Arrays.copyOf(whole, first));
        assertEquals(
                file + " has changed while it was read: another run writes it",
                assertThrows(IOException.class, () -> contents.forEach(_ -> {})).getMessage());
    }

    /** Writes the file with another byte at a place. */
    private static void damage(byte[] whole, int at) {
        byte[] other = whole.clone();
        other[at] = '!';
        try {
            Files.write(file, other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property(tries = 1)
    @Label("a journal has one writer")
    void oneWriter() throws IOException {
        Files.deleteIfExists(file);
        try (Journal<AuditEntry> first = Journal.begin(file, TITLE, SETTINGS, true);
                Journal<AuditEntry> second = Journal.begin(file, TITLE, SETTINGS, true)) {
            first.append(AuditEntry.end(1));
            String message = assertThrows(IOException.class, () -> second.append(AuditEntry.end(2)))
                    .getMessage();
            assertEquals(file + " cannot be written: another run writes it", message);
            assertEquals(List.of(AuditEntry.end(1)), all(read().orElseThrow()));
        }
    }
}
