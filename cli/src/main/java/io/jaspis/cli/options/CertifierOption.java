package io.jaspis.cli.options;

import io.jaspis.certify.Certifiers;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says which certifiers are tried. */
public final class CertifierOption {
    @Option(
            names = "--certifier",
            paramLabel = "NAME",
            split = ",",
            converter = Names.Lower.class,
            completionCandidates = CertifierNames.class,
            description =
                    "The certifiers, the cheapest first, each on what those before it left unproved:"
                            + " ${COMPLETION-CANDIDATES}. Default: interval,crown,alpha-crown,branching; in another norm than L∞"
                            + " interval alone, and of a network that isn't of ReLUs those that are for it: with sigmoids and tanh"
                            + " crown, with some ReLUs alpha-crown, with at most 100 inputs branching; of decision trees trees.")
    private List<String> certifiers;

    /** Names for the help. */
    private static final class CertifierNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Certifiers.names().iterator();
        }
    }

    /**
     * Those that are asked for; empty where none are.
     *
     * @throws io.jaspis.autodiff.InputException where a name is blank
     */
    public Optional<List<String>> names() {
        Names.require("--certifier", certifiers, "'jaspis help audit' lists those that are known");
        return Optional.ofNullable(certifiers);
    }
}
