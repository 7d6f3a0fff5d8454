package io.jaspis.spark;

import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Smooths the examples of a partition. */
final class SmoothTask implements FlatMapFunction<Iterator<Item>, Row> {
    private final Broadcast<ModelFile> file;
    private final Broadcast<SerializableConfiguration> files;
    private final SmoothQuestion question;
    private final int[] extents;
    private final int together;
    private final Tallies tallies;
    private final SameKernels kernels = SameKernels.here();

    /** @param together how many examples there are altogether, in all partitions */
    SmoothTask(
            Broadcast<ModelFile> file,
            Broadcast<SerializableConfiguration> files,
            SmoothQuestion question,
            int[] extents,
            int together,
            Tallies tallies) {
        this.file = file;
        this.files = files;
        this.question = question;
        this.extents = extents;
        this.together = together;
        this.tallies = tallies;
    }

    @Override
    public Iterator<Row> call(Iterator<Item> items) {
        kernels.require();
        Model model = file.value().model();
        Shape shape = Shape.of(extents);
        return new Portions(items, Portions.most(shape.size()), some -> rows(model, shape, some));
    }

    private List<Row> rows(Model model, Shape shape, List<Item> items) throws IOException {
        Shape input = model.graph().input(model.graph().onlyInput()).shape();
        Portion portion = new Portion(items, shape, input, Cluster.classes(model), files.value());
        TaskContext task = TaskContext.get();
        BooleanSupplier stopped = () -> task != null && task.isInterrupted();
        List<Row> rows = new ArrayList<>();
        try (NoisyVotes votes = question.votes(model)) {
            List<Example> found =
                    question.run(votes, portion).run(portion.indices(), together, List.of(), _ -> {}, stopped);
            if (task != null) {
                // Of a task that was ended from outside nothing may be taken for whole.
                task.killTaskIfInterrupted();
            }
            for (Example example : found) {
                rows.add(SmoothRow.of(example, portion.elements(example.index())));
                tallies.add(example.certified() && example.label() == example.prediction(), false);
            }
        }
        return rows;
    }
}
