package io.jaspis.spark;

import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.ProofStep;
import io.jaspis.audit.RadiusStep;
import io.jaspis.audit.Reach;
import io.jaspis.audit.Work;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Audits the examples of a partition. */
final class AuditTask extends PartitionTask {
    private final Question question;
    private final Tallies tallies;

    AuditTask(
            Broadcast<ModelFile> file,
            Broadcast<SerializableConfiguration> files,
            Question question,
            int[] extents,
            Tallies tallies) {
        super(file, files, extents);
        this.question = question;
        this.tallies = tallies;
    }

    @Override
    List<Row> rows(Model model, Portion portion) throws IOException {
        Problem problem = question.problem(model, portion);
        Claimed claimed = new Claimed();
        AuditResult result = new Audit(problem, question.plan(problem))
                .run(portion.indices(), Known.NOTHING, claimed, PartitionTask::stopped);
        requireWhole();
        Map<Integer, Reach> reaches = new HashMap<>();
        result.reaches().forEach(reach -> reaches.put(reach.index(), reach));
        List<Row> rows = new ArrayList<>();
        for (Finding finding : result.findings()) {
            boolean wrong = finding.verdict() instanceof Verdict.Misclassified;
            rows.add(AuditRow.of(
                    model,
                    finding,
                    wrong ? null : reaches.get(finding.index()),
                    claimed.of(finding.index()),
                    portion.elements(finding.index())));
            tallies.add(finding.verdict());
        }
        return rows;
    }

    /** Keeps what attacks claim to have broken, by example. */
    private static final class Claimed implements Audit.Listener {
        private final Map<Integer, List<Work.Claim>> claims = new HashMap<>();

        List<Work.Claim> of(int index) {
            return claims.getOrDefault(index, List.of());
        }

        private void keep(Work work) {
            work.claims()
                    .forEach(claim -> claims.computeIfAbsent(claim.index(), _ -> new ArrayList<>())
                            .add(claim));
        }

        @Override
        public void found(List<Finding> news, Work work) {
            keep(work);
        }

        @Override
        public void found(RadiusStep news, Work work) {
            keep(work);
        }

        @Override
        public void found(ProofStep news, Work work) {
            keep(work);
        }
    }
}
