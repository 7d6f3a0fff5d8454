package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis info}: what a model is made of. */
@Command(name = "info", description = "Shows what an ONNX model is made of.", mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "An ONNX file, also gzipped.")
    private Path model;

    @Option(names = "--graph", description = "Lists every operation.")
    private boolean listing;

    @Mixin
    private OpeningOptions opening;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        OnnxModel read = opening.open(model, out);
        Graph graph = read.graph();
        out.printf("%s, %,d bytes, SHA-256 %s%n", read.name(), read.bytes(), read.sha256());
        graph.inputs().forEach((name, value) -> out.printf("  input   %s  %s%n", name, value.type()));
        graph.outputs().forEach((name, value) -> out.printf("  output  %s  %s%n", name, value.type()));
        out.printf(
                "  %,d weights in %d operations%n",
                Provenance.Model.parameters(graph), Provenance.Model.operations(graph));
        out.printf("  elements of %s%n", String.join(", ", read.elementTypes()));
        if (!read.classNames().isEmpty()) {
            out.printf("  classes %s%n", String.join(", ", read.classNames()));
        }
        Map<String, Integer> kinds = new TreeMap<>();
        for (Value value : graph.values()) {
            if (!(value.op() instanceof Source)) {
                kinds.merge(value.op().getClass().getSimpleName(), 1, Integer::sum);
            }
        }
        kinds.forEach((kind, count) -> out.printf("    %4d × %s%n", count, kind));
        out.printf("  activations: %,.1f KiB for one example", Plan.of(graph, 1).arenaSize() * 4 / 1024.0);
        try {
            out.printf(", %,.1f MiB for 128%n", Plan.of(graph, 128).arenaSize() * 4 / 1024.0 / 1024.0);
        } catch (InputException tooLarge) {
            out.println(", too much for 128");
        }
        if (listing) {
            out.print(graph);
        }
        return ExitCode.OK;
    }
}
