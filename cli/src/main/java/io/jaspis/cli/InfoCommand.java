package io.jaspis.cli;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxContents;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.OwnModelOption;
import io.jaspis.cli.options.TableOptions;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis info}: what a model is made of, or what stands in a table. */
@Command(
        name = "info",
        description =
                "Shows what an ONNX model is made of; or of a table (CSV or Parquet) in the model's place what each column is read"
                        + " as, and what keeps it from being read as examples.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} info models/mnist-cnn.onnx",
            "  ${sys:jaspis.command:-./jaspis} info models/mnist-cnn.onnx --graph",
            "  ${sys:jaspis.command:-./jaspis} info --model models/mnist-cnn.onnx --json",
            "  ${sys:jaspis.command:-./jaspis} info examples/fraud/payments.csv"
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

    @Mixin
    private TableOptions table;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Columns columns = table.columns();
        if (Datasets.isTable(model.path())) {
            if (listing || opening.isGiven()) {
                throw new InputException("--graph, --output, --shape and --input are of models, but " + model.path()
                        + " is a table: leave them out");
            }
            TableSummary summary = TableSummary.of(model.path(), columns);
            if (json) {
                out.println(summary.json());
            } else {
                new TableText(summary).lines().forEach(line -> out.println(ForeignText.shown(line)));
            }
            return ExitCode.OK;
        }
        if (!columns.equals(Columns.DETECTED)) {
            throw new InputException(
                    "--header, --label-column, --drop, --missing, --one-hot and --encoding are of tables, but "
                            + model.path() + " is none (.csv, .tsv, .data or Parquet): leave them out");
        }
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
