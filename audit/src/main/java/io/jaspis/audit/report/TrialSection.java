package io.jaspis.audit.report;

import io.jaspis.audit.Phase;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Tried;
import io.jaspis.threat.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was tried: each attack and certifier, what it settled, and what it took; and the time of all else. */
record TrialSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        if (report.phases().isEmpty()) {
            return Html.NONE;
        }
        return Html.of(
                "<section><h2>What was tried</h2>%s<p class=\"quiet\">%s</p></section>",
                Html.table(
                        "What was tried",
                        "classes trials",
                        List.of(
                                report.settings().attacksAlone() ? "Attack" : "Attack or certifier",
                                "Settled",
                                "Gradients",
                                "Queries",
                                "Of an example",
                                "Time"),
                        Html.join(rows())),
                reading());
    }

    private String reading() {
        String alone = "Each attack has what those before it left";
        String both = alone
                + ", and each certifier likewise; the first certifier has the broken ones too, so that attacks and"
                + " proofs hold each other to account";
        return (report.settings().attacksAlone() ? alone : both)
                + ". Gradients and queries, which are evaluations without a gradient, are those of all its examples together; of an example,"
                + " what half of them took at most. Where the audit went on after a stop, or was run in shards, all of it is of all runs.";
    }

    private List<Html> rows() {
        List<Html> rows = new ArrayList<>();
        Broken broken = Broken.of(report);
        for (String attack : names(report.settings().attacks())) {
            rows.add(row(Phase.Part.ATTACK, attack, "broke " + broken.by(attack)));
        }
        for (String certifier : names(report.settings().certifiers())) {
            rows.add(row(Phase.Part.CERTIFIER, certifier, "proved " + proved(certifier)));
        }
        boolean elsewhere = broken.others() > 0;
        double measured = 0;
        for (Phase phase : report.phases()) {
            measured += phase.seconds();
            switch (phase.part()) {
                case ATTACK, CERTIFIER -> {}
                case PREDICTIONS -> rows.add(other("Predictions", phase));
                case CURVE -> {
                    rows.add(other("Other radii of the curve", elsewhere ? "broke " + broken.byOthers() : "", phase));
                    elsewhere = false;
                }
            }
        }
        if (elsewhere) {
            rows.add(line(
                    "Not told which", "broke " + broken.byOthers(), Budget.Spent.NOTHING, Budget.Spent.NOTHING, ""));
        }
        double rest = Math.max(0, report.provenance().seconds() - measured);
        rows.add(other("Reading, preparing", new Phase(Phase.Part.PREDICTIONS, "", rest)));
        return rows;
    }

    /** Each once: two that have the same name, such as pgd-ce and that of pgd, are told together. */
    private static List<String> names(List<Tried> tried) {
        return tried.stream().map(Tried::name).distinct().toList();
    }

    private String proved(String certifier) {
        return Figures.count(report.examples().stream()
                .filter(example -> certifier.equals(example.certifier()))
                .count());
    }

    private Html row(Phase.Part part, String name, String settled) {
        Optional<Phase> phase = report.phases().stream()
                .filter(one -> one.part() == part && one.name().equals(name))
                .findFirst();
        return line(
                name,
                settled,
                phase.map(Phase::spent).orElse(Budget.Spent.NOTHING),
                phase.map(Phase::median).orElse(Budget.Spent.NOTHING),
                Figures.duration(phase.map(Phase::seconds).orElse(0.0)));
    }

    private static Html other(String name, Phase phase) {
        return other(name, "", phase);
    }

    private static Html other(String name, String settled, Phase phase) {
        return line(name, settled, phase.spent(), Budget.Spent.NOTHING, Figures.duration(phase.seconds()));
    }

    private static Html line(String name, String settled, Budget.Spent spent, Budget.Spent median, String time) {
        return Html.of(
                "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                name, settled, count(spent.gradients()), count(spent.queries()), Words.spent(median), time);
    }

    private static String count(long spent) {
        return spent == 0 ? "" : Figures.count(spent);
    }
}
