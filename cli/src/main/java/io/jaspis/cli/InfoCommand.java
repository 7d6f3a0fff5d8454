package io.jaspis.cli;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxContents;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.OwnModelOption;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
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
        OnnxModel read;
        try {
            read = opening.open(model.path(), json ? spec.commandLine().getErr() : out);
        } catch (OnnxException e) {
            unread(e, out);
            throw e;
        }
        ModelSummary summary = ModelSummary.of(read, Onnx.contents(model.path()), listing);
        if (json) {
            out.println(summary.json());
            return ExitCode.OK;
        }
        new ModelText(summary, Terminal.columns()).lines().forEach(out::println);
        if (listing && read.hasGraph()) {
            out.println();
            new GraphListing(read.graph(), Terminal.columns()).lines().forEach(out::println);
        }
        return ExitCode.OK;
    }

    /** Tells what stands in a file that can't be read as a network, where it is an ONNX model at all. */
    private void unread(OnnxException refusal, PrintWriter out) throws IOException {
        OnnxContents file;
        try {
            file = Onnx.contents(model.path());
        } catch (OnnxException noModel) {
            return;
        }
        if (file.outputs().isEmpty()) {
            return;
        }
        ModelSummary summary = ModelSummary.unread(model.path(), file, refusal.each());
        if (json) {
            out.println(summary.json());
        } else {
            new ModelText(summary, Terminal.columns()).lines().forEach(out::println);
        }
        out.flush();
    }
}
