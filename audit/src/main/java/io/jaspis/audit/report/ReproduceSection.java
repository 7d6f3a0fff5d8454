package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Limits;
import io.jaspis.audit.evidence.AuditReport.Tried;
import io.jaspis.audit.evidence.Evidence;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.Provenance.Port;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.check.StrictRecords;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What someone needs to get the same figures again: the command, the inputs' hashes, the settings, the machine. It is the
 * same for all evidence but for the settings.
 */
final class ReproduceSection implements Section {
    private final Evidence evidence;
    private final List<Html> rows = new ArrayList<>();

    ReproduceSection(Evidence evidence) {
        this.evidence = evidence;
        Provenance provenance = evidence.provenance();
        model(provenance.model());
        data(provenance.data());
        switch (evidence) {
            case AuditReport report -> audit(report);
            case SmoothingReport report -> smoothing(report);
            case TrainingReport report -> training(report.settings());
        }
        row("Seed", Html.text(provenance.seed()));
        machine(provenance);
    }

    @Override
    public Html html() {
        String command = evidence.provenance().command();
        String options = evidence.provenance().options();
        return Html.of(
                "<section><h2>Reproduce this</h2>%s%s<dl>%s</dl>%s</section>",
                command.isEmpty() ? Html.NONE : command(command),
                options.isEmpty()
                        ? Html.NONE
                        : Html.of(
                                "<details><summary>All settings, as they would be typed</summary>%s</details>",
                                command(options)),
                Html.join(rows),
                evidence instanceof SmoothingReport
                        ? Html.of("<p class=\"quiet\">certificate.json holds every vote; <code>jaspis check"
                                + " certificate.json</code> replays them with a small separate program.</p>")
                        : Html.NONE);
    }

    /** Each word is a box of its own, so that a line breaks between words and never after an option's hyphens. */
    private static Html command(String command) {
        Html words = new Html(Arrays.stream(command.split(" "))
                .map(word -> Html.of("<span>%s</span>", word).markup())
                .collect(Collectors.joining(" ")));
        return Html.of("<pre class=\"command\"><code>%s</code></pre>", words);
    }

    private void model(Provenance.Model model) {
        row(
                "Model",
                Html.of(
                        "%s · %s · %s",
                        model.name(),
                        Counted.of(model.parameters(), "parameter"),
                        Counted.of(model.operations(), "operation")));
        row("", Html.of("in %s → out %s", ports(model.inputs()), ports(model.outputs())));
        if (!model.elementTypes().isEmpty()) {
            row("", Html.of("elements %s", String.join(", ", model.elementTypes())));
        }
        if (!model.classNames().isEmpty()) {
            row("", Html.of("classes %s", String.join(", ", model.classNames())));
        }
        hash(model.sha256());
    }

    private void data(Provenance.Data data) {
        row(
                "Data",
                Html.of(
                        "%s · %s%s of shape %s · %s",
                        data.name(),
                        evidence instanceof AuditReport report
                                ? Figures.count(report.completion().done()) + " of "
                                : "",
                        Words.examples(data.examples(), data),
                        data.shape(),
                        Counted.of(data.classes(), "class", "classes")));
        hash(data.sha256());
        if (!data.chosen().isEmpty()) {
            row("Chosen", Html.text(data.chosen()));
        }
    }

    private void audit(AuditReport report) {
        AuditReport.Settings settings = report.settings();
        row(
                "Ball",
                Html.of(
                        "%s, ε = %s%s",
                        Figures.norm(settings.norm()), Figures.asked(settings.epsilon()), Words.unit(report)));
        if (!Double.isNaN(settings.lower())) {
            row(
                    "Range",
                    Html.of(
                            "inputs from %s to %s",
                            Figures.asked((float) settings.lower()), Figures.asked((float) settings.upper())));
        }
        if (!settings.target().isEmpty()) {
            row("Target", Html.text(settings.target()));
        }
        if (!settings.reading().isEmpty()) {
            row("Read", Html.text(settings.reading()));
        }
        row("Attacks", Html.text(tried(settings.attacks(), settings.attackLimits())));
        row("Certifiers", Html.text(tried(settings.certifiers(), settings.certifierLimits())));
    }

    private static String tried(List<Tried> tried, Limits limits) {
        String names = tried.stream().map(ReproduceSection::described).collect(Collectors.joining(" · "));
        return (names.isEmpty() ? "none" : names)
                + limit(limits.gradients(), "gradient", "gradients")
                + limit(limits.queries(), "query", "queries")
                + limit(limits.domains(), "domain", "domains");
    }

    private static String described(Tried tried) {
        String settings = tried.settings().entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
        return tried.name() + (settings.isEmpty() ? "" : " (" + settings + ")");
    }

    private static String limit(Long most, String one, String more) {
        return most == null ? "" : " · at most " + Counted.of(most, one, more) + " an example";
    }

    private void smoothing(SmoothingReport report) {
        var settings = report.settings();
        row("Noise", Html.of("%s, %s", StrictRecords.word(settings.noise()), report.scale()));
        row(
                "Method",
                Html.of(
                        "%s, n₀ = %s, n = %s, α = %s",
                        StrictRecords.word(settings.method()),
                        Figures.count(settings.selection()),
                        Figures.count(settings.estimation()),
                        settings.alpha()));
    }

    private void training(TrainingReport.Settings settings) {
        row("Goal", Html.text(settings.goal()));
        row("Layers", Html.text(settings.network()));
    }

    private void machine(Provenance provenance) {
        Provenance.Machine machine = provenance.machine();
        row("Machine", Html.of("%s · %s cores", machine.processor(), machine.cores()));
        row("Device", Html.of("%s · %s", machine.device(), machine.kernels()));
        row(
                "Software",
                Html.of("Jaspis %s · Java %s · %s", provenance.jaspis(), machine.java(), machine.operatingSystem()));
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
        row("Run", Html.of("%s · %s", format.format(provenance.started()), Figures.duration(provenance.seconds())));
    }

    private static String ports(List<Port> ports) {
        return ports.stream().map(port -> port.name() + " " + port.shape()).collect(Collectors.joining(", "));
    }

    private void hash(String sha256) {
        if (!sha256.isEmpty()) {
            row("", Html.of("<span class=\"hash\">SHA-256 %s</span>", sha256));
        }
    }

    private void row(String name, Html value) {
        rows.add(Html.of("<dt>%s</dt><dd>%s</dd>", name, value));
    }
}
