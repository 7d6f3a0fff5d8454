package io.jaspis.cli;

import io.jaspis.certify.Certifiers;
import io.jaspis.cli.options.CertificatesOption;
import io.jaspis.cli.options.CertifierOption;
import io.jaspis.cli.options.Decimal;
import io.jaspis.threat.Problem;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jaspis audit}: attack and certificate side by side, and a report. */
@Command(
        name = "audit",
        description = "Attacks a classifier and certifies it on the same examples, and reports both side by side.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} audit models/mnist-cnn.onnx --epsilon 2/255,4/255,8/255 --images 20",
            "  ${sys:jaspis.command:-./jaspis} audit --data examples/digits --epsilon 0.1 --target least",
            "  ${sys:jaspis.command:-./jaspis} audit examples/fraud/fraud.onnx --data examples/fraud/cases.csv \\",
            "      --drop id --missing median --one-hot country --epsilon 0.05 \\",
            "      --certificates proofs"
        })
final class AuditCommand extends AttackingCommand {
    @Mixin
    private CertifierOption certifiers;

    @Option(
            names = "--fail-below",
            paramLabel = "SHARE",
            converter = Decimal.class,
            description = "Exit with 1 when the certified accuracy is below this share, from 0 to 1.")
    private Double certified;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "report",
            description = "Where the report goes. Reports that say more than the new one, or speak of"
                    + " something else, are kept. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private CertificatesOption certificates;

    @Override
    CertificatesOption certificates() {
        return certificates;
    }

    @Override
    Path out() {
        return out;
    }

    @Override
    List<String> certifiers(Problem problem) {
        return certifiers.names().orElseGet(() -> Certifiers.standard(problem));
    }

    @Override
    Double certifiedLimit() {
        return certified;
    }

    @Override
    String doing() {
        return "Auditing";
    }
}
