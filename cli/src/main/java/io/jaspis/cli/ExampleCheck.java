package io.jaspis.cli;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.BoundsChecker;
import io.jaspis.check.Followed;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingChecker;
import io.jaspis.cli.options.Asked;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The check of a certificate of examples, told as it ends.
 *
 * @param file of the certificate
 * @param from which files were read how, in words
 */
record ExampleCheck(Path file, Graph graph, Dataset examples, String from, Watch watch) {
    /**
     * Who watches it.
     *
     * @param silent whether no bar is to show how far it is
     * @param terminal is told what came of it
     * @param stopped ends it early
     */
    record Watch(boolean silent, PrintWriter terminal, BooleanSupplier stopped) {}

    /**
     * What is wrong with a certificate of smoothing, some of whose votes are taken again.
     *
     * @param replays votes of each example that are
     * @param choice the seed by which they are chosen
     */
    List<String> replayed(SmoothingCertificate smoothing, int replays, long choice) {
        SmoothingChecker checker = Asked.of(() -> new SmoothingChecker(smoothing, graph, examples, replays, choice));
        SmoothingChecker.Finding finding = CheckCommand.watched(
                smoothing.count(), "examples", watch.silent(), bar -> checker.check(bar, watch.stopped()));
        new SmoothingCheckText(file, examples.inputNames(), replays, choice, watch.terminal())
                .tell(smoothing, from, finding, watch.stopped().getAsBoolean());
        return finding.objections();
    }

    /** What is wrong with a certificate of proofs, which are followed. */
    List<String> followed(BoundsCertificate bounds) {
        BoundsChecker checker = Asked.of(() -> new BoundsChecker(bounds, graph, examples));
        Followed finding = CheckCommand.watched(
                bounds.count(), "examples", watch.silent(), bar -> checker.check(bar, watch.stopped()));
        new BoundsCheckText(file, examples.inputNames(), watch.terminal())
                .tell(bounds, from, finding, watch.stopped().getAsBoolean());
        return finding.objections();
    }
}
