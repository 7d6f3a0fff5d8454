package io.jaspis.audit.report;

import io.jaspis.audit.report.AuditReport.Port;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What someone needs to get the same figures again: the command, the inputs' hashes, the settings, the machine. */
final class ReproduceSection {
    private final List<Html> rows = new ArrayList<>();

    private ReproduceSection() {}

    static Html of(AuditReport report) {
        ReproduceSection section = new ReproduceSection();
        section.model(report.model());
        section.data(report.data(), report.completion());
        section.settings(report.settings());
        section.machine(report);
        return Html.of(
                "<pre class=\"command\"><code>%s</code></pre><dl>%s</dl>",
                command(report.command()), Html.join(section.rows));
    }

    /** Each word is a box of its own, so that a line breaks between words and never after an option's hyphens. */
    private static Html command(String command) {
        return new Html(Arrays.stream(command.split(" "))
                .map(word -> Html.of("<span>%s</span>", word).markup())
                .collect(Collectors.joining(" ")));
    }

    private void model(AuditReport.Model model) {
        row(
                "Model",
                Html.of(
                        "%s · %s parameters · %s operations",
                        model.name(), Figures.count(model.parameters()), Figures.count(model.operations())));
        row("", Html.of("in %s → out %s", ports(model.inputs()), ports(model.outputs())));
        row("", Html.of("elements %s", String.join(", ", model.elementTypes())));
        if (!model.classNames().isEmpty()) {
            row("", Html.of("classes %s", String.join(", ", model.classNames())));
        }
        row("", hash(model.sha256()));
    }

    private void data(AuditReport.Data data, AuditReport.Completion completion) {
        row(
                "Data",
                Html.of(
                        "%s · %s of %s %s of shape %s · %s classes",
                        data.name(),
                        Figures.count(completion.done()),
                        Figures.count(data.examples()),
                        data.noun(),
                        data.shape(),
                        data.classes()));
        row("", hash(data.sha256()));
    }

    private void settings(AuditReport.Settings settings) {
        row("Ball", Html.of("%s, ε = %s", Figures.norm(settings.norm()), Double.toString(settings.epsilon())));
        row("Seed", Html.text(settings.seed()));
        String attacks = settings.attacks().stream()
                .map(attack -> "%s (%s, %s)"
                        .formatted(
                                attack.name(), counted(attack.steps(), "step"), counted(attack.restarts(), "restart")))
                .collect(Collectors.joining(" · "));
        row("Attacks", Html.text(attacks.isEmpty() ? "none" : attacks));
        row("Certifier", Html.text(settings.certifier()));
    }

    private void machine(AuditReport report) {
        AuditReport.Machine machine = report.machine();
        row("Machine", Html.of("%s · %s cores", machine.processor(), machine.cores()));
        row("Device", Html.of("%s · %s", machine.device(), machine.kernels()));
        row(
                "Software",
                Html.of("Jaspis %s · Java %s · %s", report.jaspis(), machine.java(), machine.operatingSystem()));
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
        row("Run", Html.of("%s · %s", format.format(report.started()), Figures.duration(report.seconds())));
    }

    private static String counted(int number, String noun) {
        return Figures.count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String ports(List<Port> ports) {
        return ports.stream().map(port -> port.name() + " " + port.shape()).collect(Collectors.joining(", "));
    }

    private static Html hash(String sha256) {
        return Html.of("<span class=\"hash\">SHA-256 %s</span>", sha256);
    }

    private void row(String name, Html value) {
        rows.add(Html.of("<dt>%s</dt><dd>%s</dd>", name, value));
    }
}
