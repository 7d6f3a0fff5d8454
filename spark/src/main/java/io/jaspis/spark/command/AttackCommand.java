package io.jaspis.spark.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attack}: attacks each example, and proves nothing. */
@Command(
        name = "attack",
        description = "Attacks each example, and proves nothing.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AttackCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data;

    @Mixin
    private ThreatOptions options;

    @Option(
            names = "--attack",
            paramLabel = "NAMES",
            split = ",",
            description = "Attacks, each on what those before it left. Default: those that stand for the model.")
    private List<String> attacks;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return Driver.audit(spec, data, options.question(attacks, List.of()));
    }
}
