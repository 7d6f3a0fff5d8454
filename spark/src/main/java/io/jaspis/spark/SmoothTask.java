package io.jaspis.spark;

import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Smooths the examples of a partition. */
final class SmoothTask extends PartitionTask {
    private final SmoothQuestion question;
    private final int together;
    private final Tallies tallies;

    /** @param together how many examples there are altogether, in all partitions */
    SmoothTask(
            Broadcast<ModelFile> file,
            Broadcast<SerializableConfiguration> files,
            SmoothQuestion question,
            int[] extents,
            int together,
            Tallies tallies) {
        super(file, files, extents);
        this.question = question;
        this.together = together;
        this.tallies = tallies;
    }

    @Override
    List<Row> rows(Model model, Portion portion) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (NoisyVotes votes = question.votes(model)) {
            List<Example> found = question.run(votes, portion)
                    .run(portion.indices(), together, List.of(), _ -> {}, PartitionTask::stopped);
            requireWhole();
            for (Example example : found) {
                rows.add(SmoothRow.of(example, portion.elements(example.index())));
                tallies.add(example.certified() && example.label() == example.prediction(), false);
            }
        }
        return rows;
    }
}
