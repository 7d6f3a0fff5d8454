package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.bench.training.DataFiles;
import io.jaspis.bench.training.Setting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of the command, whose figures follow from the seed and from what it is asked. */
class TrainingCommandTest {
    private static final String SCRIPT = """
            #!/bin/sh
            # Writes what training and reports write; of what it is asked it keeps a list.
            echo "$*" >>'FOLDER/asked.txt'
            asked=$1
            all="$*"
            [ "$asked" = train ] || model=$2
            while [ $# -gt 0 ]; do
              case $1 in
                --out) out=$2 ;;
                --seed) seed=$2 ;;
              esac
              shift
            done
            case $all in
              *--average*) better=5 ;;
              *) better=0 ;;
            esac
            case $asked in
              train)
                case $all in *broken*) echo "jaspis: no such network" >&2; exit 2 ;; esac
                [ ! -e 'FOLDER/stop' ] || exit 130
                folder=${out%/*}
                echo "9$seed 0.$better$seed" >"$out"
                printf 'epoch,loss,seconds,validation,kept\\n1,0.5,30,0.99,\\n2,0.4,30,0.9%s,1\\n' "$seed" >"$folder/model.csv"
                ;;
              audit | attack)
                read -r clean rest <"$model"
                mkdir -p "$out"
                case $out in
                  *whole) lower=0.25 upper=0.5 ;;
                  *) lower=0.3 upper=$rest ;;
                esac
                printf '{"sandwich":{"cleanAccuracy":0.%s,"robustUpper":%s,"robustLower":%s},"examples":[' \\
                  "$clean" "$upper" "$lower" >"$out/report.json"
                printf '{"certifier":"interval bounds (float-sound)"},{"certifier":"CROWN"},{"certifier":null}]}' \\
                  >>"$out/report.json"
                case $out in *strong) exit 5 ;; esac
                ;;
              smooth)
                mkdir -p "$out"
                printf '{"accuracy":[{"radius":0.0,"single":0.9,"joint":0.8},{"radius":0.5,"single":0.7,"joint":0.1},{"radius":1.0,"single":0.0,"joint":0.0}]}' \\
                  >"$out/certificate.json"
                ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Path script;
    private final StringWriter output = new StringWriter();

    @BeforeEach
    void makeScript() throws IOException {
        script = folder.resolve("script");
        Files.writeString(script, SCRIPT.replace("FOLDER", folder.toString()));
        assertTrue(script.toFile().setExecutable(true));
        Files.writeString(folder.resolve("data.csv"), "a,b,label\n0.1,0.2,0\n0.3,0.9,1\n0.5,0.1,1\n");
        Files.writeString(folder.resolve("test.csv"), "a,b,label\n0.2,0.2,0\n0.4,0.9,1\n0.5,0.2,1\n");
        settings("proof", "--goal interval --epsilon 0.12", "--certify-at 0.1");
        settings("attack", "--goal fast", "--epsilon 2/255");
        settings("noise", "--goal noise", "--sigma 0.5");
        settings("plain", "# only accuracy", "--network \"dense 4, relu, dense 2\"");
    }

    private void settings(String name, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("--data " + folder.resolve("data.csv"));
        all.add("--test " + folder.resolve("test.csv"));
        Files.write(folder.resolve(name + ".args"), all);
    }

    private int run(Object... words) {
        List<String> all = new ArrayList<>(List.of(
                "training",
                "--command",
                script.toString(),
                "--work",
                folder.resolve("work").toString(),
                "--out",
                table().toString()));
        for (Object word : words) {
            all.add(word.toString());
        }
        PrintWriter writer = new PrintWriter(output, true);
        return BenchCommand.run(
                BenchCommand.line(new BenchCommand()).setOut(writer).setErr(writer), all.toArray(String[]::new));
    }

    private Path file(String name) {
        return folder.resolve(name + ".args");
    }

    private Path table() {
        return folder.resolve("runs.csv");
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked.txt"));
    }

    @Test
    void eachGoalIsMeasuredForWhatItIsMadeFor() throws IOException {
        assertEquals(
                0, run(file("proof"), file("attack"), file("noise"), file("plain"), "--seeds", 1), output::toString);
        List<String> lines = Files.readAllLines(table());
        assertEquals(5, lines.size());
        assertTrue(lines.get(1).startsWith("proof,interval,\"\",1,"), lines.get(1));
        assertTrue(
                lines.get(1)
                        .endsWith(
                                ",60.0,,0.91,0.25,0.01,0.3,,,,,,\"signs that attacks fail, see strong; proved by intervals 1 and CROWN 1\""),
                lines.get(1));
        assertTrue(
                lines.get(2).endsWith(",60.0,,0.91,,0.01,,,,,,,\"signs that attacks fail, see strong\""), lines.get(2));
        assertTrue(lines.get(3).endsWith(",60.0,,0.91,,,,0.9,,0.7,,0.0,\"\""), lines.get(3));
        assertTrue(lines.get(4).endsWith(",60.0,,0.91,,,,,,,,,\"\""), lines.get(4));
        String all = String.join("\n", asked());
        assertTrue(all.contains("--attack fgsm --images 3 --trust off --certifier interval --epsilon 0.1 "), all);
        assertTrue(all.contains("--attack autoattack --effort normal --images 3 --epsilon 0.1 "), all);
        assertTrue(all.contains("--epsilon " + 2.0 / 255), all);
        assertTrue(all.contains("--sigma 0.5 --n 10000"), all);
    }

    /** A share of 0 would be said of any network. */
    @Test
    void whatNoVotesCouldProveIsLeftEmpty() throws IOException {
        settings("quiet", "--goal noise", "--sigma 0.25");
        assertEquals(0, run(file("noise"), file("quiet"), "--seeds", 1), output::toString);
        List<String> lines = Files.readAllLines(table());
        assertTrue(lines.get(1).endsWith(",0.9,,0.7,,0.0,\"\""), lines.get(1));
        assertTrue(lines.get(2).endsWith(",0.9,,0.7,,,\"\""), lines.get(2));
        assertTrue(String.join("\n", asked()).contains("--sigma 0.25 --n 10000 --alpha 0.001 "));
    }

    @Test
    void seedsHaveAMeanAndASpreadAndOptionsAChange() {
        assertEquals(0, run(file("attack"), "--seeds", 3, "--option=--average 0.995"), output::toString);
        String told = output.toString();
        assertTrue(told.contains("clean          92.00 ± 1.00 (91.00–93.00)"), told);
        assertTrue(told.contains("attacked       2.00 ± 1.00 (1.00–3.00)"), told);
        assertTrue(
                told.contains("52.00 ± 1.00 (51.00–53.00)   +50.00 ± 0.00 points on the same 3 seeds without it"),
                told);
        assertTrue(told.contains("attack with --average 0.995 · 3 seeds · 1.0 min each"), told);
    }

    @Test
    void whatIsFinishedStaysAndIsNotRunAgain() throws IOException {
        assertEquals(0, run(file("attack"), "--seeds", 1), output::toString);
        int before = asked().size();
        Files.createFile(folder.resolve("stop"));
        assertEquals(130, run(file("attack"), "--seeds", 2), output::toString);
        assertTrue(output.toString().contains("attack, seed 1: is there"), output.toString());
        assertEquals(before + 1, asked().size());
        Files.delete(folder.resolve("stop"));
        assertEquals(0, run(file("attack"), "--seeds", 2), output::toString);
        assertEquals(3, Files.readAllLines(table()).size());
        assertTrue(output.toString().contains("attack · 2 seeds"), output.toString());
    }

    /** What a comment says of options doesn't change them. */
    @Test
    void anotherCommentIsNoOtherSetting() throws IOException {
        assertEquals(0, run(file("plain"), "--seeds", 1), output::toString);
        int before = asked().size();
        settings("plain", "# still only accuracy", "", "--network \"dense 4, relu, dense 2\"");
        assertEquals(0, run(file("plain"), "--seeds", 1), output::toString);
        assertEquals(before, asked().size());
        settings("plain", "# only accuracy", "--network \"dense 4, relu, dense 3\"");
        assertEquals(0, run(file("plain"), "--seeds", 1), output::toString);
        assertTrue(asked().size() > before);
    }

    @Test
    void anOptionWithQuotesIsKnownAgain() throws IOException {
        String option = "--option=--network \"dense 8, relu, dense 2\"";
        assertEquals(0, run(file("attack"), "--seeds", 1, option), output::toString);
        int before = asked().size();
        assertEquals(0, run(file("attack"), "--seeds", 1, option), output::toString);
        assertEquals(before, asked().size());
    }

    /** A file's words are read as training itself reads them. */
    @Test
    void quotesInsideAWordHoldBlanks() throws IOException {
        Files.writeString(
                file("plain"), "--network=\"dense 4, relu, dense 2\"  # small\n--data=\"" + folder + "\"/a\n");
        Setting setting = Setting.read(file("plain"));
        assertEquals(List.of("--network=dense 4, relu, dense 2", "--data=" + folder + "/a"), setting.words());
        assertEquals(Optional.of(folder.resolve("a")), setting.data());
    }

    @Test
    void itsOwnWordsMayStandInAFile() throws IOException {
        Path words = Files.writeString(folder.resolve("bench.words"), file("attack") + "\n--seeds 1 # is enough\n");
        assertEquals(0, run("@" + words), output::toString);
        assertEquals(2, Files.readAllLines(table()).size());
        Files.writeString(words, "--seeds 1\n@" + words);
        assertEquals(2, run("@" + words), output::toString);
        assertTrue(
                output.toString().contains("jaspis bench: files of options name each other in a circle"),
                output::toString);
    }

    @Test
    void runsOfOtherSettingsStayInTheTableAndDoNotCount() throws IOException {
        assertEquals(0, run(file("attack"), "--seeds", 1), output::toString);
        assertEquals(0, run(file("attack"), "--seeds", 1, "--images", 7), output::toString);
        assertTrue(output.toString().contains("the table has it with other settings"), output.toString());
        assertEquals(3, Files.readAllLines(table()).size());
        assertFalse(output.toString().contains("2 seeds"));
    }

    @Test
    void heldOutExamplesAreMeasuredInThePlaceOfTests() throws IOException {
        assertEquals(0, run(file("proof"), "--seeds", 2, "--held-out", 5), output::toString);
        assertTrue(asked().stream().allMatch(line -> line.startsWith("train ") && line.contains(" --validation 5 ")));
        assertTrue(output.toString().contains("held_out       91.50 ± 0.71 (91.00–92.00)"), output.toString());
    }

    @Test
    void whereTheLastWeightsAreKeptTheLastEpochCountsOfThoseHeldOut() throws IOException {
        settings("last", "--goal fast", "--epsilon 0.1", "--validation 0");
        assertEquals(0, run(file("last"), "--seeds", 1, "--held-out", 5), output::toString);
        assertTrue(output.toString().contains("held_out       91.00"), output.toString());
        assertTrue(asked().getFirst().contains(" --patience "), asked().getFirst());
    }

    /** Of few examples training holds none out unless it is told to; of many it keeps the best epoch. */
    @Test
    void theNumberOfExamplesDecidesWhichEpochCounts() throws IOException {
        settings("few", "--goal fast", "--epsilon 0.1");
        // The script's second epoch is kept, so the last has to be another.
        Files.writeString(
                script, Files.readString(script).replace("2,0.4,30,0.9%s,1\\n", "2,0.4,30,0.9%s,1\\n3,0.3,30,0.5,\\n"));
        assertEquals(0, run(file("few"), "--seeds", 1, "--held-out", 5), output::toString);
        assertTrue(output.toString().contains("held_out       50.00"), output.toString());
        Files.writeString(folder.resolve("data.csv"), "a,b,label\n" + "0.1,0.2,0\n0.3,0.9,1\n".repeat(1000));
        output.getBuffer().setLength(0);
        assertEquals(0, run(file("few"), "--seeds", 1, "--held-out", 5), output::toString);
        assertTrue(output.toString().contains("held_out       91.00"), output.toString());
    }

    /** What a setting does by itself, it does with examples held out: they don't end it early. */
    @Test
    void examplesHeldOutChangeNothingOfASetting() throws IOException {
        settings("own", "--goal fast", "--epsilon 0.1");
        settings("early", "--goal fast", "--epsilon 0.1", "--validation 3");
        for (String each : List.of("plain", "own", "early")) {
            Files.deleteIfExists(folder.resolve("asked.txt"));
            assertEquals(0, run(file(each), "--seeds", 1, "--held-out", 5), output::toString);
            String words = asked().getFirst();
            assertTrue(words.contains(" --no-test "), words);
            assertEquals(!each.equals("early"), words.contains(" --patience "), words);
        }
    }

    @Test
    void nothingEndsWhatKeepsItsLastWeights() throws IOException {
        settings("falls", "--goal fast", "--epsilon 0.1", "--validation 0.0", "--early-stop 1");
        assertEquals(0, run(file("falls"), "--seeds", 1, "--held-out", 5), output::toString);
        assertTrue(asked().getFirst().contains(" --early-stop 100 "), asked().getFirst());
        assertTrue(output.toString().contains("held_out       91.00"), output.toString());
    }

    @Test
    void aFileOfOptionsIsReadAsTrainReadsIt() throws IOException {
        settings("loud", "--goal FAST # not clean", "--epsilon 0.1 # not --epsilon 0.3");
        assertEquals(0, run(file("loud"), "--seeds", 1), output::toString);
        String all = String.join("\n", asked());
        assertTrue(all.contains("--attack autoattack ") && all.contains("--epsilon 0.1 "), all);
        assertFalse(all.contains("0.3"), all);
    }

    @Test
    void aFileGivenTwiceCountsOnce() throws IOException {
        assertEquals(
                0,
                run(file("attack"), file("attack"), "--seeds", 2, "--option=--clip 1", "--option=--clip 1"),
                output::toString);
        assertEquals(5, Files.readAllLines(table()).size());
        assertTrue(output.toString().contains("attack · 2 seeds"), output.toString());
    }

    @Test
    void otherDataOfTheSameNameIsAnotherRun() throws IOException {
        Path data = Files.createDirectory(folder.resolve("mine")).resolve("data.csv");
        Files.copy(folder.resolve("data.csv"), data);
        assertEquals(0, run(file("attack"), "--seeds", 1, "--data", data), output::toString);
        Files.writeString(data, "a,b,label\n0.1,0.2,1\n0.3,0.9,0\n");
        assertEquals(0, run(file("attack"), "--seeds", 1, "--data", data), output::toString);
        assertEquals(3, Files.readAllLines(table()).size());
    }

    /** The data that a file of options names are as much of a run as those of {@code --data}. */
    @Test
    void otherContentOfNamedDataIsAnotherRun() throws IOException {
        assertEquals(0, run(file("attack"), "--seeds", 1), output::toString);
        assertEquals(0, run(file("attack"), "--seeds", 1), output::toString);
        assertEquals(2, Files.readAllLines(table()).size());
        Files.writeString(folder.resolve("test.csv"), "a,b,label\n0.1,0.2,1\n0.3,0.9,0\n");
        assertEquals(0, run(file("attack"), "--seeds", 1), output::toString);
        assertEquals(3, Files.readAllLines(table()).size());
    }

    @Test
    void filesOfTheSameWordsAreSettingsOfTheirOwn() throws IOException {
        settings("again", "--goal fast", "--epsilon 2/255");
        assertEquals(0, run(file("attack"), file("again"), "--seeds", 2), output::toString);
        assertEquals(5, Files.readAllLines(table()).size());
        assertTrue(output.toString().contains("again · 2 seeds"), output.toString());
        assertTrue(output.toString().contains("attack · 2 seeds"), output.toString());
    }

    @Test
    void aFileOfBothSplitsIsNotMeasuredOnWhatItWasTrainedOn() throws IOException {
        Path both = folder.resolve("both.npz");
        try (OutputStream out = Files.newOutputStream(both);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String split : List.of("train", "test")) {
                entry(zip, "x_" + split, "<f4", "(2, 2)", split.equals("train") ? 0.25f : 0.75f);
                entry(zip, "y_" + split, "<i4", "(2,)", 0);
            }
        }
        assertEquals(0, run(file("attack"), "--seeds", 1, "--data", both), output::toString);
        assertFalse(Files.readString(table()).contains("measured on"), () -> output.toString());
    }

    /** An array of two examples; the second label is 1. */
    private static void entry(ZipOutputStream zip, String name, String type, String shape, float first)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String head = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        head += " ".repeat(63 - (10 + head.length()) % 64) + "\n";
        boolean labels = type.equals("<i4");
        ByteBuffer bytes =
                ByteBuffer.allocate(10 + head.length() + (labels ? 8 : 16)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
        bytes.putShort((short) head.length()).put(head.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < (labels ? 2 : 4); i++) {
            if (labels) {
                bytes.putInt(i);
            } else {
                bytes.putFloat(first);
            }
        }
        zip.write(bytes.array());
        zip.closeEntry();
    }

    @Test
    void dataWithoutATestSplitAreToldToBeThoseOfTraining() throws IOException {
        String told = "measured on what it was trained on";
        assertEquals(0, run(file("attack"), "--seeds", 1), output::toString);
        assertFalse(Files.readString(table()).contains(told));
        assertEquals(0, run(file("attack"), "--seeds", 1, "--data", folder.resolve("data.csv")), output::toString);
        assertTrue(Files.readString(table()).contains(told));
        assertTrue(output.toString().contains(told), output.toString());
    }

    @Test
    void aLinkToDataIsTheDataThemselves() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.copy(folder.resolve("data.csv"), real.resolve("data.csv"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertEquals(DataFiles.fingerprint(real), DataFiles.fingerprint(link));
        String before = DataFiles.fingerprint(link);
        Files.writeString(real.resolve("data.csv"), "other");
        assertFalse(before.equals(DataFiles.fingerprint(link)));
    }

    @Test
    void aRunThatFailsIsToldAndOthersGoOn() throws IOException {
        settings("broken", "--goal fast");
        assertEquals(1, run(file("broken"), file("attack"), "--seeds", 1), output::toString);
        String told = output.toString();
        assertTrue(told.contains("jaspis train ended with exit code 2: jaspis: no such network; see "), told);
        assertEquals(2, Files.readAllLines(table()).size());
    }

    @Test
    void placesThatCannotBeWrittenAreToldBeforeAnyWork() {
        PrintWriter writer = new PrintWriter(output, true);
        for (List<Path> places :
                List.of(List.of(script, table()), List.of(folder.resolve("work"), folder.resolve("none/runs.csv")))) {
            int code = BenchCommand.line(new BenchCommand())
                    .setOut(writer)
                    .setErr(writer)
                    .execute(
                            "training",
                            "--command",
                            script.toString(),
                            "--work",
                            places.getFirst().toString(),
                            "--out",
                            places.getLast().toString(),
                            file("attack").toString());
            assertEquals(2, code, output::toString);
        }
        String told = output.toString();
        assertTrue(told.contains("--work: " + script + " is a file, where a folder is needed"), told);
        assertTrue(told.contains("none/runs.csv cannot be written: its folder does not exist"), told);
        assertFalse(Files.exists(folder.resolve("asked.txt")));
    }

    /** A share that is missing is none of 0. */
    @Test
    void aReportWithoutItsFiguresIsToldAndNoRun() throws IOException {
        Files.writeString(script, Files.readString(script).replace("cleanAccuracy", "accuracy"));
        assertEquals(2, run(file("attack"), "--seeds", 1), output::toString);
        assertTrue(output.toString().contains("lack 'cleanAccuracy'"), output.toString());
        assertFalse(Files.exists(table()));
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnyWork() throws IOException {
        settings("unknown", "--goal peace");
        settings("open", "--goal fast", "--network \"dense 3");
        settings("nested", "--goal fast", "@other.args");
        settings("number", "--goal fast --epsilon small");
        settings("negative", "--goal fast --epsilon -0.1");
        settings("thrice", "--goal fast --epsilon 1/2/3");
        settings("endless", "--goal fast --certify-at 1/0");
        settings("still", "--goal noise --sigma 0");
        settings("table", "--goal fast --epsilon 1 --features radii.csv --drop id");
        Path twin = Files.createDirectory(folder.resolve("other")).resolve("attack.args");
        Files.writeString(twin, "--goal fast --epsilon 0.2");
        List<List<Object>> refused = List.of(
                List.of("no file of options", folder.resolve("none.args")),
                List.of("the goal 'peace'", file("unknown")),
                List.of("--epsilon is no number of at least 0: 'small'", file("number")),
                List.of("--epsilon is no number of at least 0: '-0.1'", file("negative")),
                List.of("--epsilon is no number of at least 0: '1/2/3'", file("thrice")),
                List.of("--certify-at is no number of at least 0: '1/0'", file("endless")),
                List.of("--sigma must be above 0", file("still")),
                List.of("jaspis bench: --attack: ", file("attack"), "--attack", "nonsense"),
                List.of("knows nothing of --drop, --features", file("table")),
                List.of("--features can't be added", file("attack"), "--option=--features radii.csv"),
                List.of("differ, and would be told as one", file("attack"), twin),
                List.of("no file of options has the goal trades", file("attack"), "--goal", "trades"),
                List.of("--epsilon can't be added", file("attack"), "--with=--epsilon 0.2 --epochs 1"),
                List.of("--certify-at can't be added", file("attack"), "--option=--certify-at=0.1"),
                List.of("@other.args can't be added", file("attack"), "--option=--epochs 1 @other.args"),
                List.of("@other.args can't be added", file("attack"), "--with=@other.args"),
                List.of(file("open") + ", line 2: the quote \"dense 3 has no end", file("open")),
                List.of("--with: the quote 'dense 3 has no end", file("attack"), "--with=--network 'dense 3"),
                List.of("@other.args has options that nobody looks at", file("nested")),
                List.of("--effort must be low, normal or high", file("attack"), "--effort", "quick"),
                List.of("--seeds must be at least 1", file("attack"), "--seeds", 0),
                List.of("--data: there is no file", file("attack"), "--data", folder.resolve("none")));
        for (List<Object> words : refused) {
            assertEquals(2, run(words.subList(1, words.size()).toArray()), output::toString);
            assertTrue(output.toString().contains(words.getFirst().toString()), output.toString());
        }
        assertFalse(output.toString().contains("Lines of all runs"), output.toString());
        Files.writeString(table(), "a,b\n");
        assertEquals(2, run(file("attack")), output::toString);
        assertTrue(output.toString().contains("is no table of training runs"), output.toString());
        assertEquals("a,b\n", Files.readString(table()));
        assertFalse(Files.exists(folder.resolve("asked.txt")));
    }
}
