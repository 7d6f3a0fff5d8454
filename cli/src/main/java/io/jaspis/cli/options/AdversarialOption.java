package io.jaspis.cli.options;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.cli.results.AdversarialFile;
import io.jaspis.cli.results.Destination;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that asks for adversarial examples as data. */
public final class AdversarialOption {
    private static final String NAME = "--save-adversarial";

    @Option(
            names = NAME,
            paramLabel = "FILE.npz|FILE.csv|FOLDER",
            description =
                    "Also keeps the adversarial examples as data (docs/verdicts.md): as NumPy's arrays, as a table"
                            + " like that of the data, or as pictures; of a part too where the work is stopped.")
    private Path place;

    private AdversarialFile file;

    /** Whether it is asked for. */
    public boolean isGiven() {
        return place != null;
    }

    /**
     * Sees before anything is read that the examples can be written, and that their file isn't that of the verdicts.
     *
     * @param named other files and folders that the command reads or writes
     * @throws io.jaspis.autodiff.InputException otherwise, saying why
     */
    public void require(List<Path> named, VerdictsOption verdicts) throws IOException {
        if (place != null) {
            List<Path> all = new ArrayList<>(named);
            if (verdicts.isGiven()) {
                all.add(verdicts.file());
            }
            AdversarialFile.require(new Destination(NAME, place), all);
        }
    }

    /**
     * Sees before the work that examples of this problem can be kept so.
     *
     * @throws io.jaspis.autodiff.InputException otherwise, saying why
     */
    public void prepare(Path data, Path labelsOrNull, Dataset dataset, Selection chosen, Problem problem)
            throws IOException {
        if (place != null) {
            file = AdversarialFile.of(new Destination(NAME, place), data, labelsOrNull, dataset, chosen, problem);
        }
    }

    /**
     * Writes the adversarial examples among these findings, where that is asked for, and says where they are.
     *
     * @param whole whether nothing that was asked for is missing
     * @param terminal where that is said
     */
    public void write(List<Finding> findings, boolean whole, PrintWriter terminal) throws IOException {
        if (file == null) {
            return;
        }
        Path written = new Destination(NAME, place).placed(whole && AdversarialFile.isReplaceable(place));
        List<String> told = file.write(written, findings);
        long count = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                .count();
        terminal.printf(
                "Adversarial examples: %s (%,d of %,d%s)%n",
                written, count, findings.size(), count == 0 ? ": no attack broke any" : "");
        told.forEach(terminal::println);
    }
}
