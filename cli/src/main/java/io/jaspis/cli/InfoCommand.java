package io.jaspis.cli;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.OwnModelOption;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis info}: what a model is made of. */
@Command(
        name = "info",
        description = "Shows what an ONNX model is made of.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} info models/mnist-cnn.onnx",
            "  ${sys:jaspis.command:-./jaspis} info models/mnist-cnn.onnx --graph",
            "  ${sys:jaspis.command:-./jaspis} info --model models/mnist-cnn.onnx --json"
        })
final class InfoCommand implements Callable<Integer> {
    @Mixin
    private OwnModelOption model;

    @Option(
            names = "--graph",
            description = "Lists every value in the order of computation: what makes it, of which others, the shapes"
                    + " (N is the batch), and its name in the file.")
    private boolean listing;

    @Option(names = "--json", description = "Prints JSON; the graph is in it with --graph.")
    private boolean json;

    @Mixin
    private OpeningOptions opening;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        OnnxModel read = opening.open(model.path(), json ? spec.commandLine().getErr() : out);
        ModelSummary summary = ModelSummary.of(read, listing);
        if (json) {
            out.println(summary.json());
            return ExitCode.OK;
        }
        tell(summary, read.graph(), out);
        if (listing) {
            out.println();
            new GraphListing(read.graph(), Terminal.columns()).lines().forEach(out::println);
        }
        return ExitCode.OK;
    }

    private static void tell(ModelSummary summary, Graph graph, PrintWriter out) {
        out.printf(Locale.ROOT, "%s, %,d bytes, SHA-256 %s%n", summary.name(), summary.bytes(), summary.sha256());
        graph.inputs().forEach((name, value) -> out.printf("  input   %s  %s%n", name, value.type()));
        graph.outputs().forEach((name, value) -> out.printf("  output  %s  %s%n", name, value.type()));
        int operations = summary.operations().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        out.printf(Locale.ROOT, "  %,d weights in %d operations%n", summary.weights(), operations);
        out.printf("  elements of %s%n", String.join(", ", summary.elementTypes()));
        if (!summary.classNames().isEmpty()) {
            out.printf("  classes %s%n", String.join(", ", summary.classNames()));
        }
        summary.operations().forEach((kind, count) -> out.printf(Locale.ROOT, "    %4d × %s%n", count, kind));
        out.printf(
                Locale.ROOT,
                "  activations: %,.1f KiB for one example",
                summary.activations().one() / 1024.0);
        if (summary.activations().many() == null) {
            out.println(", too much for 128");
        } else {
            out.printf(
                    Locale.ROOT, ", %,.1f MiB for 128%n", summary.activations().many() / 1024.0 / 1024.0);
        }
    }
}
