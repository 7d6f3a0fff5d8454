package io.jaspis.spark;

import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.Reach;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Audits the examples of a partition. */
final class AuditTask implements FlatMapFunction<Iterator<Item>, Row> {
    private final Broadcast<ModelFile> file;
    private final Broadcast<SerializableConfiguration> files;
    private final Question question;
    private final int[] extents;
    private final Tallies tallies;
    private final SameKernels kernels = SameKernels.here();

    AuditTask(
            Broadcast<ModelFile> file,
            Broadcast<SerializableConfiguration> files,
            Question question,
            int[] extents,
            Tallies tallies) {
        this.file = file;
        this.files = files;
        this.question = question;
        this.extents = extents;
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
        int classes = model.graph().output(model.graph().onlyOutput()).shape().size();
        Portion portion = new Portion(items, shape, input, classes, files.value());
        Problem problem = question.problem(model, portion);
        TaskContext task = TaskContext.get();
        BooleanSupplier stopped = () -> task != null && task.isInterrupted();
        AuditResult result = new Audit(problem, question.plan(problem))
                .run(portion.indices(), Known.NOTHING, new Audit.Listener() {}, stopped);
        if (task != null) {
            // Of a task that was ended from outside nothing may be taken for whole.
            task.killTaskIfInterrupted();
        }
        Map<Integer, Reach> reaches = new HashMap<>();
        result.reaches().forEach(reach -> reaches.put(reach.index(), reach));
        List<Row> rows = new ArrayList<>();
        for (Finding finding : result.findings()) {
            boolean wrong = finding.verdict() instanceof Verdict.Misclassified;
            rows.add(AuditRow.of(
                    finding, wrong ? null : reaches.get(finding.index()), portion.elements(finding.index())));
            tallies.add(finding.verdict());
        }
        return rows;
    }
}
