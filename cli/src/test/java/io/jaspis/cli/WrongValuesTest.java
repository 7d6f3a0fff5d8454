package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Whatever an option is given that it doesn't take, a sentence says which option and what is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WrongValuesTest {
    private static final String WRONG = "wrong%value";

    /** Options that take any text: what they name is made. */
    private static final Set<String> MADE = Set.of("--out", "--checkpoint", "--certificates");

    private Path folder;

    /** Commands that run, by their names: the words, and options with their values. */
    private record Base(List<Object> words, Map<String, Object> options) {}

    private final Map<String, Base> bases = new LinkedHashMap<>();

    @BeforeAll
    void makeUp(@TempDir Path made) throws IOException {
        folder = made;
        Path table = Files.writeString(
                folder.resolve("table.csv"), "a,b,label\n0.1,0.2,0\n0.3,0.9,1\n0.5,0.1,1\n0.1,0.8,0\n");
        Files.writeString(folder.resolve("beyond.csv"), "a,b,label\n0.1,0.2,0\n0.3,1.0000001,1\n");
        Files.writeString(folder.resolve("three.csv"), "a,b,label\n0.1,0.2,0\n0.3,0.9,1\n0.5,0.1,2\n");
        Files.writeString(folder.resolve("text.txt"), "hello\n");
        Files.writeString(folder.resolve("empty"), "");
        Files.createDirectory(folder.resolve("folder"));
        Path images = Commands.model(folder);
        Commands.data(folder, Onnx.read(images), 5);
        Path model = folder.resolve("classifier.onnx");
        Path smoothing = folder.resolve("smoothing");
        bases.put(
                "train",
                new Base(
                        List.of(),
                        Map.of("--data", table, "--network", "dense 2", "--batch", 2, "--epochs", 2, "--out", model)));
        bases.put("info", new Base(List.of(model), Map.of()));
        for (String command : List.of("audit", "attack")) {
            bases.put(
                    command,
                    new Base(
                            List.of(model),
                            Map.of(
                                    "--data",
                                    table,
                                    "--epsilon",
                                    0.01,
                                    "--attack",
                                    "fgsm",
                                    "--out",
                                    folder.resolve(command))));
        }
        bases.put(
                "smooth",
                new Base(
                        List.of(model),
                        Map.of("--data", table, "--images", 1, "--n0", 2, "--n", 4, "--out", smoothing)));
        bases.put("check", new Base(List.of(smoothing.resolve("certificate.json")), Map.of()));
        bases.put("devices", new Base(List.of(), Map.of("--list", "")));
        for (String command : bases.keySet()) {
            Commands.Ending ending = run(command, Map.of());
            assertEquals(0, ending.code(), () -> command + ": " + ending.err());
        }
    }

    private Commands.Ending run(String command, Map<String, String> more) {
        Map<String, Object> options = new LinkedHashMap<>(bases.get(command).options());
        options.putAll(more);
        List<Object> words = new ArrayList<>(List.of(command));
        // A model by option takes the place of the word.
        if (command.equals("check") || !options.containsKey("--model")) {
            words.addAll(bases.get(command).words());
        }
        options.forEach(
                (name, value) -> words.add(value.equals("") && name.equals("--list") ? name : name + "=" + value));
        return Commands.run(words.toArray());
    }

    private static Stream<OptionSpec> options(String command) {
        CommandLine line = RootCommand.line(CommandLine.defaultFactory(), command);
        return line.getSubcommands().get(command).getCommandSpec().options().stream()
                .filter(option -> !option.typeInfo().isBoolean() && !option.hidden());
    }

    /** An option of a command. */
    private record Typed(String command, OptionSpec option) {
        /** What takes its value; of several commands mostly the same. */
        Object field() {
            return option.userObject() != null ? option.userObject() : this;
        }
    }

    private Stream<Typed> all() {
        return bases.keySet().stream().flatMap(command -> options(command).map(option -> new Typed(command, option)));
    }

    /** One for each field: how its value is read and held to its range is the same wherever it is typed. */
    private Stream<Typed> ofEachField() {
        Map<Object, Typed> first = new LinkedHashMap<>();
        all().forEach(typed -> first.putIfAbsent(typed.field(), typed));
        return first.values().stream();
    }

    private static boolean isNumber(OptionSpec option) {
        Class<?> type = option.typeInfo().isMultiValue()
                ? option.typeInfo().getAuxiliaryTypes()[0]
                : option.typeInfo().getType();
        return Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class)
                .contains(type);
    }

    private void refused(Typed typed, String value) {
        String command = typed.command();
        OptionSpec option = typed.option();
        Commands.Ending ending = run(command, Map.of(option.longestName(), value));
        String said = command + " " + option.longestName() + "=" + value + ": " + ending.code() + " " + ending.err();
        assertEquals(ExitCode.BAD_INPUT, ending.code(), said);
        assertTrue(ending.err().startsWith("jaspis: "), said);
        assertTrue(
                ending.err().contains(option.longestName())
                        || !value.isBlank() && ending.err().contains(value),
                said);
        assertFalse(ending.err().contains("Exception") || ending.err().contains("\tat "), said);
        assertFalse(ending.err().contains(" an int") || ending.err().contains("expected one of"), said);
    }

    @Test
    void eachOptionRefusesWordsThatItDoesNotTakeAndNothing() {
        Stream<Executable> words =
                all().filter(WrongValuesTest::refusesWords).map(typed -> () -> refused(typed, WRONG));
        Stream<Executable> nothing =
                ofEachField().filter(WrongValuesTest::refusesWords).map(typed -> () -> refused(typed, ""));
        assertAll(Stream.concat(words, nothing));
    }

    private static boolean refusesWords(Typed typed) {
        return !MADE.contains(typed.option().longestName());
    }

    @Test
    void eachNumberRefusesWhatIsNone() {
        assertAll(ofEachField()
                .filter(typed -> isNumber(typed.option()))
                .flatMap(typed -> Stream.of("NaN", "-Infinity", "1e999", "99999999999999999999", "٣", "1 2")
                        .filter(value -> !value.startsWith("9") || !isReal(typed.option()))
                        .map(value -> () -> refused(typed, value))));
    }

    private static boolean isReal(OptionSpec option) {
        return option.typeInfo().getType() == double.class
                || option.typeInfo().getType() == Double.class
                || option.typeInfo().isMultiValue();
    }

    @Test
    void onlySeedsMayBeBelowZero() {
        assertAll(ofEachField()
                .filter(typed -> isNumber(typed.option()))
                .filter(typed -> !typed.option().longestName().equals("--seed"))
                .map(typed -> () -> refused(typed, "-1")));
    }

    @Test
    void whereAFileIsNeededAFolderIsRefused() {
        Set<String> folders = Set.of("--out", "--data", "--test", "--certificates");
        assertAll(all().filter(typed -> typed.option().typeInfo().getType() == Path.class)
                .filter(typed -> !folders.contains(typed.option().longestName()))
                .map(typed -> () -> refused(typed, folder.resolve("folder").toString())));
    }

    /** What people met, and its kin; F is the folder of files that this test made. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            check F/classifier.onnx                        | is not a certificate that can be checked: line
            check F/folder                            | is a folder; give the certificate.json in it
            check                                     | jaspis check needs a CERTIFICATE
            diff                                      | jaspis diff needs an OLD.json
            info F/folder                             | is a folder, where a model is needed; give the file in it
            info F/none.onnx                          | none.onnx does not exist
            info F/empty                              | the file is empty
            info F/text.txt                           | this is no ONNX model
            info                                      | jaspis info needs a model, as in: jaspis info model.onnx
            info F/classifier.onnx F/text.txt              | is a word too many: jaspis info takes one word beside options
            info F/classifier.onnx --model F/text.txt      | name a model: give one of them
            audit F/folder                            | is a folder, where a model is needed; give the file in it
            audit --steps 0                           | --steps must be at least 1, but is 0
            audit --restarts 0                        | --restarts must be at least 1, but is 0
            audit --batch 0                           | --batch must be at least 1, but is 0
            audit --images 0                          | --images must be at least 1, but is 0
            audit --first 5                           | --first: asked for 5 examples
            audit --images x                          | '--images': 'x' is not a whole number
            audit --effort x                          | --effort must be low, normal or high, but is 'x'
            audit --epsilon 2                         | give another --epsilon, or the range that inputs have with --range
            audit --range=0,1e39                      | an end of --range is 1.0E39, so much that it is infinite in float32
            train --goal adversarial --range=1e-50,1  | an end of --range is 1.0E-50, so little that it is 0 in float32
            audit --epsilon 0.1,x                     | 'x' is neither a number nor a fraction such as 8/255
            audit --norm 2 --epsilon 9                | --epsilon 9.0 is larger than
            audit --epsilon                           | --epsilon needs a value, but what follows is
            audit --quiet=x                           | --quiet takes no value, but got 'x'
            audit --epsilno 1                         | there is no option --epsilno of jaspis audit
            audit --data F/beyond.csv                 | with --range LOWER,UPPER
            audit --data F/three.csv                  | three.csv, line 4, column 3 (label): the label 2 is out of range: there are 2 classes
            audit --data F/empty                      | empty is empty
            audit --data F/text.txt                   | has a single column
            audit --out F/text.txt                    | there is a file of that name; choose another with --out
            audit --out F/text.txt/x                  | text.txt is a file; choose another with --out
            audit --fail-below 2                      | --fail-below must be a share from 0 to 1
            audit --time-limit 0                      | --time-limit must be above 0
            audit --time-limit 0.001s                 | '0.001s' is not a number of seconds, such as 60 or 0.5, without a unit
            audit --trust x                           | --trust must be off, quick or full, but is 'x'
            attack --gradients -1                     | --gradients must be at least 0, but is -1
            attack --queries x                        | '--queries': 'x' is not a whole number
            attack --attack square --steps 7               | --steps 7 changes nothing of --attack square: leave it out
            attack --attack fgsm,autoattack --restarts 3   | --restarts 3 changes nothing of --attack fgsm,autoattack
            attack --attack nope                      | there is no attack 'nope'; known are
            attack --attack pgd,sqaure                | ; did you mean square?
            attack --attack malt,pgd-dlr,fgsm         | outputs: use apgd-ce or apgd-mifpe; pgd-dlr compares
            attack --certifier interval               | there is no option --certifier of jaspis attack
            attack --fail-below-attack 2              | --fail-below-attack must be a share from 0 to 1
            smooth --sigma 0                          | --sigma: σ must be a positive number
            smooth --sigma 1e-50                      | --sigma is 1.0E-50, so little that it is 0 in float32, whose least number is 1.4E-45
            smooth --sigma 1e39                       | --sigma is 1.0E39, so much that it is infinite in float32, whose largest number is 3.4028235E38
            smooth --noise uniform --sigma 1e39       | --sigma is 1.0E39, so much that it is infinite in float32
            smooth --n 0                              | --n0, --n or --alpha: n0 and n must be at least 1
            smooth --alpha 1e-323                     | --n0, --n or --alpha: α must be at least 1.0E-290 and at most 0.5
            smooth --alpha 0.9999999                  | wrong as often as not
            smooth --alpha 1e-322 --two-sided         | but is 9.9E-323
            smooth --batch 0                          | --batch must be at least 1
            train --network conv_3_3,_dense_2         | the layers of --network are for images
            train --network dense_0                   | --network: the layer 'dense 0' has the number 0
            train --network dense_3 --data F/beyond.csv --goal interval | give --range=
            train --network dense_2 --data F/three.csv | end --network with 'dense 3'
            train --goal adverserial                  | ; did you mean adversarial?
            train --epochs 0                          | --epochs must be at least 1, but is 0
            train --shift 1                           | --shift is for images
            train --shift -1                          | --shift must be at least 0
            train --flip --cutout 2                   | --flip and --cutout are for images, but an example of table.csv has the shape [2]; leave them out
            train --cutout -1                         | --cutout must be at least 0
            train --clip -1                           | --clip must be at least 0
            train --clip 1e-300                       | so little that it is 0 in float32
            train --rate 1e-300                       | so little that it is 0 in float32
            train --rate 1e39                         | --rate is 1.0E39, so much that it is infinite in float32
            train --clip 1e39                         | --clip is 1.0E39, so much that it is infinite in float32
            train --decay 1e39                        | --decay is 1.0E39, so much that it is infinite in float32
            train --goal smoothadv --sigma 1e-60      | --sigma is 1.0E-60, so little that it is 0 in float32
            train --goal smoothadv --sigma 1e39       | --sigma is 1.0E39, so much that it is infinite in float32
            train --goal noise --sigma 1e-60          | --sigma is 1.0E-60, so little that it is 0 in float32
            train --goal noise --sigma 1e39           | --sigma is 1.0E39, so much that it is infinite in float32
            train --goal adversarial --epsilon 1e-60  | --epsilon is 1.0E-60, so little that it is 0 in float32
            train --goal interval --epsilon 1e39      | --epsilon is 1.0E39, so much that it is infinite in float32
            train --goal fast --attack-step 1e-60     | --attack-step is 1.0E-60, so little that it is 0 in float32
            train --goal fast --grad-align 1e39       | --grad-align is 1.0E39, so much that it is infinite in float32
            train --goal trades --beta 1e39           | --beta is 1.0E39, so much that it is infinite in float32
            train --goal smoothadv --samples 100000   | --samples must be at most 1,000, but is 100,000
            train --goal sabr --lambda 1e-60          | --lambda is 1.0E-60, so little that it is 0 in float32
            train --average 1                         | --average must be at least 0 and below 1
            train --label-smoothing 1                 | --label-smoothing must be at least 0 and below 1
            train --label-smoothing 0.1 --goal sabr   | --label-smoothing doesn't go with the goal 'sabr'
            train --batch 0                           | --batch must be at least 1
            train --out F/folder                      | is a folder; name the model in it
            train --checkpoint F/none/c               | does not exist; make it first
            train --goal sabr --lambda 2              | --lambda must be above 0 and at most 1
            train --goal adversarial --attack-step 0  | --attack-step must be above 0
            train --patience 0                        | --patience must be at least 1
            train @F/none.args                        | there is no file of options
            train @F/folder                           | names a folder, where a file of options is needed
            train word                                | 'word' is a word too many: jaspis train takes options alone
            audi                                      | there is no command 'audi'
            """)
    void aMessageSaysWhatIsWrongAndWhatToType(String line, String said) {
        String[] words = line.strip().replace("F/", folder + "/").split(" +");
        List<Object> all = new ArrayList<>();
        for (String word : words) {
            all.add(word.replace('_', ' '));
        }
        Base base = bases.get(words[0]);
        boolean complete = words.length > 1 && !words[1].startsWith("--");
        if (base != null && !complete && words.length > 1) {
            all.addAll(1, base.words());
            base.options().forEach((name, value) -> {
                if (!List.of(words).contains(name)) {
                    all.addAll(List.of(name, value));
                }
            });
        }
        Commands.Ending ending = Commands.run(all.toArray());
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains(said), ending::err);
        assertFalse(ending.err().contains("Exception"), ending::err);
    }
}
