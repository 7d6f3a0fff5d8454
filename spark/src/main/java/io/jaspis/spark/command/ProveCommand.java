package io.jaspis.spark.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prove}: certifies each example, and attacks nothing. */
@Command(
        name = "prove",
        description = "Certifies each example, and attacks nothing.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ProveCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data;

    @Mixin
    private ThreatOptions options;

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
        return Driver.audit(spec, data, options.question(List.of(), certifiers));
    }
}
