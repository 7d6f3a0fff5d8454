package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis bench onnx}: reads all models of a folder and compares their outputs. */
@Command(
        name = "onnx",
        description =
                "Reads each ONNX model of a folder, and compares its outputs with those of the example beside it"
                        + " (NAME.json, or test_data_set_*/ as in ONNX's own tests), else with ONNX Runtime's on random inputs."
                        + " Right is what is within 1e-5 of the output's scale, or 1e-3 where ONNX's own tests ask for no more.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no model that was read is wrong", "1:one is", "2:wrong option or input"})
final class OnnxCommand implements Callable<Integer> {
    private static final Pattern OPERATOR = Pattern.compile("\\(([A-Z]\\w+)\\)");

    @Parameters(paramLabel = "FOLDER", description = "Searched for *.onnx and *.onnx.gz, with the folders in it.")
    private Path folder;

    @Option(
            names = "--skip",
            paramLabel = "REGEX",
            converter = Regex.class,
            description = "Leaves out models in whose path this is found.")
    private Pattern skip;

    @Option(names = "--all", description = "Lists the models that are right, too.")
    private boolean all;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        List<Path> models = models();
        List<ModelOutcome> outcomes = new ArrayList<>();
        for (Path model : models) {
            ModelOutcome outcome = outcome(model);
            outcomes.add(outcome);
            if (all || outcome.kind() != ModelOutcome.Kind.RIGHT) {
                terminal.printf("%-8s %s: %s%n", outcome.kind(), folder.relativize(model), outcome.text());
                terminal.flush();
            }
        }
        summarise(outcomes, terminal);
        return outcomes.stream().anyMatch(outcome -> outcome.kind() == ModelOutcome.Kind.WRONG) ? 1 : 0;
    }

    private List<Path> models() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + " is no folder; name one that has *.onnx or *.onnx.gz in it");
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.filter(ModelOutcome::isModel).sorted().toList();
        }
        if (all.isEmpty()) {
            throw new InputException(folder + " has no *.onnx and no *.onnx.gz, nor have the folders in it");
        }
        List<Path> left = all.stream()
                .filter(file -> skip == null || !skip.matcher(file.toString()).find())
                .toList();
        if (left.isEmpty()) {
            throw new InputException("--skip: '" + skip + "' is found in the path of every model of " + folder);
        }
        return left;
    }

    /** A file that can't be read is told as a model that is refused, and others go on. */
    private static ModelOutcome outcome(Path model) {
        try {
            return ModelOutcome.of(model);
        } catch (IOException e) {
            return new ModelOutcome(model, ModelOutcome.Kind.REFUSED, "it can't be read: " + e.getMessage());
        }
    }

    private static void summarise(List<ModelOutcome> outcomes, PrintWriter terminal) {
        Map<ModelOutcome.Kind, Integer> counts = new EnumMap<>(ModelOutcome.Kind.class);
        Map<String, Integer> operators = new TreeMap<>();
        for (ModelOutcome outcome : outcomes) {
            counts.merge(outcome.kind(), 1, Integer::sum);
            Matcher matcher = OPERATOR.matcher(outcome.text());
            if (outcome.kind() == ModelOutcome.Kind.REFUSED) {
                operators.merge(matcher.find() ? matcher.group(1) : "none", 1, Integer::sum);
            }
        }
        terminal.printf("%,d models: %s%n", outcomes.size(), counts);
        terminal.println("refused by the operator that the message names first:");
        operators.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> terminal.printf("%5d %s%n", entry.getValue(), entry.getKey()));
        terminal.flush();
    }
}
