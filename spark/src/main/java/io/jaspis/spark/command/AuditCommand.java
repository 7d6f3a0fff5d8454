package io.jaspis.spark.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: attacks and certifies each example. */
@Command(
        name = "audit",
        description = "Attacks and certifies each example.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
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

    @Option(
            names = "--certifier",
            paramLabel = "NAMES",
            split = ",",
            description = "Certifiers, the cheapest first. Default: those that stand for the model.")
    private List<String> certifiers;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return Driver.audit(spec, data, options.question(attacks, certifiers));
    }
}
