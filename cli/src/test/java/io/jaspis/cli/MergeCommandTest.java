package io.jaspis.cli;

import static io.jaspis.cli.Commands.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that are merged give the very files of one run; anything that isn't the shards of one run is refused. */
final class MergeCommandTest {
    private static final int EXAMPLES = 90;

    /** What two runs of the same differ in: when they began, and how long they and their parts took. */
    private static final Pattern TIMES = Pattern.compile("(\"seconds\" : )[-+.eE0-9]+"
            + "|(\"(?:started|startTimeUtc|endTimeUtc)\" : )\"[^\"]*\""
            + "|( time(?:stamp)?=)\"[^\"]*\""
            + "|((?:<th scope=\"row\">[^<]*</th>(?:<td>[^<]*</td>){4}<td>|<dt>Run</dt><dd>))[^<]*"
            + "|( in all, )[^<]*");

    @TempDir
    Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
    }

    private Commands.Ending run(String command, Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of(command, "--model", model, "--data", data));
        words.addAll(Arrays.asList(more));
        words.addAll(List.of("--out", out));
        return Commands.run(words.toArray());
    }

    private Path shard(String command, int part, int parts, Object... more) {
        Path out = folder.resolve("part-" + part + "-of-" + parts);
        List<Object> words = new ArrayList<>(Arrays.asList(more));
        words.addAll(List.of("--shard", part + "/" + parts));
        succeeds(run(command, out, words.toArray()));
        return out;
    }

    private static void succeeds(Commands.Ending ending) {
        assertEquals(ExitCode.OK, ending.code(), ending.err() + ending.out());
    }

    private static Commands.Ending merge(List<Path> parts, Object... more) {
        List<Object> words = new ArrayList<>(List.of("merge"));
        words.addAll(parts);
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    /** All files but the journal, without times. */
    private static Map<String, String> files(Path of) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.list(of)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith("journal")) {
                    texts.put(name, TIMES.matcher(Files.readString(file)).replaceAll("$1$2$3$4$5"));
                }
            }
        }
        return texts;
    }

    private static void delete(Path all) throws IOException {
        Files.walkFileTree(all, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Of one run and of shards, the exit code, what was printed of the figures, and all files. */
    private void same(String command, String figures, int parts, Object... options) throws IOException {
        Path out = folder.resolve("out");
        Commands.Ending whole = run(command, out, options);
        Map<String, String> expected = files(out);
        assertTrue(expected.size() >= 2, expected.keySet()::toString);
        delete(out);
        List<Path> shards = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            shards.add(shard(command, part, parts, options));
        }
        Collections.shuffle(shards, new Random(parts));
        Commands.Ending merged = merge(shards, "--out", out);
        assertEquals(whole.code(), merged.code(), merged.err());
        assertEquals(whole.err(), merged.err());
        Map<String, String> now = files(out);
        assertEquals(expected.keySet(), now.keySet());
        for (String name : expected.keySet()) {
            assertEquals(expected.get(name), now.get(name), name);
        }
        assertEquals(figures(whole, figures), figures(merged, figures));
        for (Path shard : shards) {
            delete(shard);
        }
        // More examples can be asked for, as after one run.
        assertTrue(Files.exists(out.resolve("journal.jsonl")));
        delete(out);
    }

    private static String figures(Commands.Ending ending, String from) {
        int start = ending.out().indexOf(from);
        assertTrue(start >= 0, ending::out);
        return ending.out().substring(start).replaceAll("[0-9.]+ s\\b", "");
    }

    @Test
    void shardsOfAnAuditAreOneAudit() throws IOException {
        Object[] options = {
            "--epsilon",
            "0.1",
            "--steps",
            "3",
            "--format",
            "html,json,csv,sarif,junit",
            "--fail-below",
            "0.99",
            "--images",
            80
        };
        for (int parts : new int[] {1, 3}) {
            same("audit", "Clean accuracy", parts, options);
        }
    }

    @Test
    void sourcesMayLieElsewhereForEachShard() throws IOException {
        Path source = folder.resolve("source.onnx");
        Files.copy(model, source);
        same(
                "attack",
                "Clean accuracy",
                2,
                "--epsilon",
                "0.1",
                "--attack",
                "transfer",
                "--source",
                source,
                "--no-curve");
        Path first = shard("attack", 1, 2, "--attack", "transfer", "--source", source, "--no-curve");
        Path moved = Files.move(source, folder.resolve("elsewhere.onnx"));
        Path second = shard("attack", 2, 2, "--attack", "transfer", "--source", moved, "--no-curve");
        // The report names the source, so both must have one name.
        refused(merge(List.of(first, second), "--out", folder.resolve("both")), "source");
    }

    @Test
    void shardsOfAnAttackAreOneAttack() throws IOException {
        same(
                "attack",
                "Clean accuracy",
                4,
                "--epsilon",
                "0.02,0.05",
                "--attack",
                "fgsm,pgd,hopskipjump",
                "--queries",
                "200",
                "--target",
                "1",
                "--trust",
                "full",
                "--first",
                "30");
    }

    @Test
    void shardsOfCertificatesAreOneFile() throws IOException {
        same(
                "smooth",
                "certified accuracy",
                3,
                "--n",
                "200",
                "--images",
                "7",
                "--radii",
                "0,0.1",
                "--verdicts",
                folder.resolve("v.csv"));
        assertTrue(Files.readString(folder.resolve("v.csv")).lines().count() > 7);
        Path only = folder.resolve("only");
        succeeds(run("smooth", only, "--n", "200", "--images", "3", "--shard", "1/1", "-q"));
        refused(merge(List.of(only), "--fail-below", "0.5"), "--fail-below can't be given for shards of smooth");
    }

    @Test
    void aSingleExampleOfEachShardIsMergedFromFilesAndGates() throws IOException {
        Path words = Files.writeString(folder.resolve("words.args"), "--epsilon 0.05\n--attack fgsm\n--first 3\n");
        List<Path> parts = new ArrayList<>();
        for (int part = 1; part <= 3; part++) {
            parts.add(shard("audit", part, 3, "@" + words));
        }
        Path table = folder.resolve("verdicts.csv");
        Path broken = folder.resolve("broken.npz");
        Commands.Ending merged = merge(
                parts,
                "--out",
                folder.resolve("out"),
                "--format",
                "json",
                "--fail-below",
                "1",
                "--verdicts",
                table,
                "--save-adversarial",
                broken,
                "--quiet");
        assertEquals(ExitCode.BELOW, merged.code(), merged.err());
        assertTrue(Files.exists(table) && Files.exists(broken));
        assertEquals(List.of("journal.jsonl", "report.json"), names(folder.resolve("out")));
        // More examples, and other conditions, as after one run.
        succeeds(run(
                "audit", folder.resolve("out"), "--epsilon", "0.05", "--attack", "fgsm", "--first", "5", "--resume"));
    }

    /** A word that begins with the sign of a file of options is one in the shards' journals, and stays one. */
    @Test
    void aWordWithTheSignOfAFileIsMergedAsIt() throws IOException {
        Object[] options = {"--epsilon", "0.05", "--attack", "fgsm", "--first", "2", "--classes", "@@a,b,c"};
        List<Path> parts = List.of(shard("audit", 1, 2, options), shard("audit", 2, 2, options));
        Path out = folder.resolve("out");
        succeeds(merge(parts, "--out", out, "--format", "json"));
        String report = Files.readString(out.resolve("report.json"));
        assertTrue(report.contains("\"@a\""), report);
        assertTrue(report.contains("--classes @@a,b,c") && !report.contains("--classes @a"), report);
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> all = Files.list(of)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aShardGoesOnAfterAStop() throws IOException {
        Object[] options = {"--epsilon", "0.1", "--steps", "3", "--images", 60};
        Path out = folder.resolve("out");
        succeeds(run("audit", out, options));
        Map<String, String> expected = files(out);
        delete(out);
        Path first = shard("audit", 1, 2, options);
        Path second = shard("audit", 2, 2, options);
        Path journal = second.resolve("journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        Files.write(journal, lines.subList(0, 3));
        Commands.Ending unfinished = merge(List.of(first, second), "--out", out);
        refused(unfinished, "shard 2/2 in " + second + " isn't finished: it has 8 examples", "--shard 2/2 --out");
        assertTrue(unfinished.err().contains("--resume"), unfinished::err);
        List<Object> again = new ArrayList<>(Arrays.asList(options));
        again.addAll(List.of("--shard", "2/2", "--resume"));
        Commands.Ending resumed = run("audit", second, again.toArray());
        succeeds(resumed);
        assertTrue(resumed.out().contains("Going on after 8 of 30 examples"), resumed::out);
        succeeds(merge(List.of(first, second), "--out", out));
        assertEquals(expected, files(out));
    }

    @Test
    void whatIsNotTheShardsOfOneRunIsRefused() throws IOException {
        Object[] options = {"--epsilon", "0.05", "--attack", "fgsm", "--first", 9};
        Path first = shard("audit", 1, 3, options);
        Path second = shard("audit", 2, 3, options);
        Path third = shard("audit", 3, 3, options);
        Path out = folder.resolve("out");
        refused(merge(List.of(first, third), "--out", out), "shard 2/3 is missing", "--first 9 --shard 2/3");
        refused(merge(List.of(second), "--out", out), "the shards 1/3, 3/3 are missing");
        refused(
                merge(List.of(first, second, third, second), "--out", out),
                "both have shard 2/3: give each shard once");
        refused(merge(List.of(first, second, third), "--out", second), "is the folder of shard 2/3");
        refused(merge(List.of(folder.resolve("none"))), "none does not exist");
        refused(merge(List.of(folder)), "has no journal.jsonl");
        refused(merge(List.of(model)), "is a file; give the folder");
        Path whole = folder.resolve("whole");
        succeeds(run("audit", whole, options));
        refused(merge(List.of(whole)), "is of a whole run, not of a shard of one");
        Path half = shard("audit", 1, 2, options);
        refused(merge(List.of(first, half)), "has shard 1/3 and " + half + " has shard 1/2");
        // Other options, other examples, another model, other data, another command, another version.
        String[][] others = {
            {"--trust", "off", "with --trust off"},
            {"--seed", "2", "with --seed 2"},
            {"--first", "8", "are of different examples"}
        };
        for (String[] other : others) {
            List<Object> words = new ArrayList<>(Arrays.asList(options));
            int at = words.indexOf(other[0]);
            if (at >= 0) {
                words.set(at + 1, other[1]);
            } else {
                words.addAll(List.of(other[0], other[1]));
            }
            words.addAll(List.of("--shard", "3/3"));
            Path otherwise = folder.resolve("otherwise" + other[0]);
            succeeds(run("audit", otherwise, words.toArray()));
            refused(merge(List.of(first, second, otherwise), "--out", out), other[2]);
        }
        Path attack = folder.resolve("attack");
        List<Object> words = new ArrayList<>(Arrays.asList(options));
        words.addAll(List.of("--shard", "3/3"));
        succeeds(run("attack", attack, words.toArray()));
        refused(merge(List.of(first, second, attack), "--out", out), "is of 'jaspis audit' and " + attack);
        Path same = folder.resolve("same.onnx");
        Onnx.write(Onnx.read(model), Map.of("note", "the same network"), same);
        refused(
                merge(List.of(first, second, third), "--out", out, "--model", same),
                "can't be merged here: model was ");
        Path more = Commands.data(Files.createDirectory(folder.resolve("more")), Onnx.read(model), EXAMPLES + 1);
        refused(merge(List.of(first, second, third), "--out", out, "--data", more), "data was ");
        String journal = Files.readString(third.resolve("journal.jsonl"));
        Files.writeString(third.resolve("journal.jsonl"), journal.replaceFirst("\"jaspis\":\"0", "\"jaspis\":\"1"));
        refused(merge(List.of(first, second, third), "--out", out), "was written by Jaspis 1.");
        Files.writeString(third.resolve("journal.jsonl"), journal.replaceFirst("\\{\"seconds", "{\"second"));
        refused(
                merge(List.of(first, second, third), "--out", out),
                "that could be merged: line 3",
                "run that shard again");
        // An example that is in two shards, and one that is in none.
        Files.copy(second.resolve("journal.jsonl"), folder.resolve("kept"));
        String[] lines = journal.split("\n");
        String[] of = Files.readString(folder.resolve("kept")).split("\n");
        String twice = lines[0] + "\n" + lines[1] + "\n" + of[2] + "\n" + lines[lines.length - 1] + "\n";
        Files.writeString(third.resolve("journal.jsonl"), twice);
        refused(
                merge(List.of(first, second, third), "--out", out),
                "the shards can't be merged",
                "is in it twice",
                "run them again");
        Files.writeString(
                third.resolve("journal.jsonl"), lines[0] + "\n" + lines[1] + "\n" + lines[lines.length - 1] + "\n");
        refused(
                merge(List.of(first, second, third), "--out", out),
                third + " says that it is finished, but example 2 is missing");
        Files.writeString(third.resolve("journal.jsonl"), journal);
        assertFalse(Files.exists(out.resolve("report.json")));
        Commands.Ending merged = merge(List.of(first, second, third), "--out", out);
        succeeds(merged);
        assertTrue(merged.out().contains("Merged 9 examples"), merged::out);
    }

    @Test
    void aShardHasAFolderOfItsOwn() throws IOException {
        Object[] options = {"--epsilon", "0.05", "--attack", "fgsm", "--first", 4};
        Path first = shard("attack", 1, 2, options);
        List<Object> words = new ArrayList<>(Arrays.asList(options));
        refused(run("attack", first, words.toArray()), "has shard 1/2 of a run of", "--out");
        refused(
                run("smooth", first, "--images", "4", "--n", "200", "--shard", "1/2"),
                "has shard 1/2 of a run of 'jaspis attack'");
        words.addAll(List.of("--shard", "2/2"));
        refused(run("attack", first, words.toArray()), "has shard 1/2 of a run of");
        refused(
                run("attack", folder.resolve("x"), "--epsilon", "0.05", "--shard", "3/5", "--first", "4"),
                "--shard 3/5: there are only 4 examples");
        refused(run("attack", folder.resolve("x"), "--shard", "0/5"), "--shard", "i goes from 1 to n");
        refused(run("attack", folder.resolve("x"), "--shard", "2"), "--shard", "write i/n");
        refused(
                run("attack", folder.resolve("x"), "--epsilon", "0.05", "--attack", "universal", "--shard", "1/2"),
                "looks at all examples at once");
    }

    @Test
    void aFinishedShardOfAnotherQuestionIsKept() throws IOException {
        Object[] options = {"--attack", "fgsm", "--first", 4, "--no-curve", "--epsilon"};
        List<Path> parts = new ArrayList<>();
        for (int part = 1; part <= 2; part++) {
            parts.add(shard("attack", part, 2, with(options, "0.05")));
        }
        Path journal = parts.getFirst().resolve("journal.jsonl");
        String before = Files.readString(journal);
        Commands.Ending other = run("attack", parts.getFirst(), with(options, "0.1", "--shard", "1/2"));
        succeeds(other);
        assertTrue(other.out().contains("has a shard of another question, which a merge needs"), other::out);
        Path kept = parts.getFirst().resolve("journal-2.jsonl");
        assertEquals(before, Files.readString(kept));
        Files.move(kept, journal, StandardCopyOption.REPLACE_EXISTING);
        succeeds(merge(parts, "--out", folder.resolve("merged")));
        // The same question takes the place.
        succeeds(run("attack", parts.getFirst(), with(options, "0.05", "--shard", "1/2")));
        assertFalse(Files.exists(kept));
    }

    private static Object[] with(Object[] words, Object... more) {
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
    }

    private static final Path FRAUD = Path.of(System.getProperty("jaspis.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("examples/fraud");

    private List<Path> verified(Path specification, int parts, String expected) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            Path out = folder.resolve("answer-" + expected + part);
            Commands.Ending ending = Commands.run(
                    "verify", FRAUD.resolve("fraud.onnx"), specification, "--shard", part + "/" + parts, "--out", out);
            succeeds(ending);
            assertTrue(Files.exists(out.resolve("answer.txt")), ending::out);
            folders.add(out);
        }
        return folders;
    }

    @Test
    void partsOfASpecificationAreOneAnswer() throws IOException {
        Path proved = FRAUD.resolve("flagged.vnnlib");
        Path file = folder.resolve("answer.txt");
        List<Path> parts = verified(proved, 3, "unsat");
        Commands.Ending merged = merge(parts, "--out", file);
        succeeds(merged);
        assertEquals("unsat\n", Files.readString(file));
        assertTrue(
                merged.out().contains("in float32 in any order of")
                        && merged.out().contains("3 parts"),
                merged::out);
        // What is unsafe of the other class is found, in some part.
        String text = Files.readString(proved);
        Path broken = Files.writeString(folder.resolve("broken.vnnlib"), text.replace("(>= Y_1 Y_0)", "(<= Y_1 Y_0)"));
        assertFalse(text.equals(Files.readString(broken)), text);
        List<Path> found = verified(broken, 2, "sat");
        succeeds(merge(found, "--out", file, "--quiet"));
        assertTrue(Files.readString(file).startsWith("sat\n("), Files.readString(file));
        assertTrue(merge(found).out().startsWith("sat\n("));
        refused(merge(parts.subList(0, 2), "--out", file), "shard 3/3 is missing", "verify");
        refused(merge(List.of(found.getFirst(), parts.get(1))), "has shard 1/2 and");
        List<Path> others = verified(broken, 3, "other");
        refused(merge(List.of(parts.get(0), others.get(1), parts.get(2))), "are of different specifications");
        refused(merge(parts, "--fail-below", "1"), "--fail-below can't be given for shards of verify");
        refused(
                Commands.run("verify", FRAUD.resolve("fraud.onnx"), broken, "--shard", "1/2", "--out", parts.get(1)),
                "has shard 2/3 of a run of");
        // What is refused leaves the answer that is there, and none where none was.
        assertEquals("unsat\n", Files.readString(parts.get(1).resolve("answer.txt")));
        Path none = folder.resolve("none");
        refused(Commands.run(
                "verify", FRAUD.resolve("fraud.onnx"), folder.resolve("no.vnnlib"), "--shard", "1/2", "--out", none));
        assertFalse(Files.exists(none.resolve("answer.txt")));
        Path journal = found.getFirst().resolve("journal.jsonl");
        String whole = Files.readString(journal);
        String swapped = whole.replace("\"SAT\"", "\"UNSAT\"").replace("\"sat\"", "\"unsat\"");
        assertFalse(swapped.equals(whole), whole);
        Files.writeString(journal, swapped);
        refused(merge(found), journal.toString());
        Files.writeString(journal, whole.lines().limit(2).collect(Collectors.joining("\n", "", "\n")));
        Commands.Ending unfinished = merge(found);
        refused(unfinished, "isn't finished: it has no answer", "--shard 1/2 --out");
        assertFalse((unfinished.out() + unfinished.err()).contains("--resume"), unfinished::err);
    }
}
