package io.jaspis.cli;

import io.jaspis.threat.Problem;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jaspis attack}: an audit's attacks alone, and a report of what they broke. */
@Command(
        name = "attack",
        description = "Attacks a classifier, and reports what breaks and what does not; nothing is proved.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} attack models/mnist-cnn.onnx --attack pgd --epsilon 0.1 --images 20",
            "  ${sys:jaspis.command:-./jaspis} attack --data examples/digits --norm 2 --gradients 100",
            "  ${sys:jaspis.command:-./jaspis} attack examples/fraud/fraud.onnx --data examples/fraud/cases.csv \\",
            "      --drop id --missing median --one-hot country --epsilon 0.05"
        })
final class AttackCommand extends AttackingCommand {
    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "attack",
            description = "Where the report goes. Reports that say more than the new one, or speak of"
                    + " something else, are kept. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    Path out() {
        return out;
    }

    @Override
    List<String> certifiers(Problem problem) {
        return List.of();
    }

    @Override
    Double certifiedLimit() {
        return null;
    }

    @Override
    String doing() {
        return "Attacking";
    }
}
