package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.process.SharedFile;
import io.jaspis.bench.results.Comparison;
import io.jaspis.bench.results.Results;
import io.jaspis.bench.suites.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where results go, and the baselines that they are compared with.
 *
 * @param device as the option names it; null for the processor
 * @param compare whether results are compared with baselines
 * @param keep whether they become baselines
 * @param quick whether figures are no measure
 * @param partial whether suites have cases that aren't measured
 */
record ResultFiles(Path folder, String device, boolean compare, boolean keep, boolean quick, boolean partial) {
    private Path baseline(String suite) {
        return folder.resolve(Results.baseline(suite, device));
    }

    /**
     * Before anything is measured: baselines that are needed have to be there and to be some, and the cases that stay in one have to
     * be of this machine, too.
     *
     * @throws InputException where it isn't so
     */
    void requireBaselines(List<Suite> chosen, Machine machine) throws IOException {
        boolean any = false;
        for (Suite suite : compare || keep && partial ? chosen : List.<Suite>of()) {
            Path baseline = baseline(suite.word());
            if (!Files.exists(baseline)) {
                continue;
            }
            any = true;
            boolean same = Results.read(baseline).machine().isSameAs(machine);
            if (keep && partial && !same) {
                throw new InputException(baseline
                        + " was measured on another processor or device, beside which some cases of this one can't"
                        + " stand: leave out --filter and --threads, or name another folder with --out");
            }
        }
        if (compare && !keep && !any) {
            throw new InputException("--compare: there is no "
                    + String.join(
                            " nor ",
                            chosen.stream()
                                    .map(suite -> baseline(suite.word()).toString())
                                    .toList())
                    + "; --baseline writes it, and --out names the folder");
        }
    }

    /** Writes the files, and returns whether a case became slower than its baseline. */
    boolean write(Results results, PrintWriter terminal) throws IOException {
        Path written = results.write(folder, partial);
        terminal.println("Written: " + written + " and .html"
                + (quick || partial ? "; files of a whole run stay as they are" : ""));
        terminal.flush();
        Path baseline = baseline(results.suite());
        boolean slower = false;
        if (compare) {
            if (Files.exists(baseline)) {
                slower = new Comparison(Results.read(baseline), results).print(terminal);
            } else {
                terminal.println("There is no " + baseline + " to compare with; --baseline writes it.");
            }
        }
        if (keep) {
            SharedFile.change(
                    baseline,
                    present -> present.filter(_ -> partial)
                            .map(text -> Results.of(text).with(results))
                            .orElse(results)
                            .text());
        }
        return slower;
    }
}
