package io.jaspis.audit.report;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.TrainingReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Courses of trainings that never ran. */
final class MadeUpTraining {
    private MadeUpTraining() {}

    /** With so many epochs. */
    static TrainingReport report(int epochs) {
        Provenance.Data data =
                new Provenance.Data("train", "e".repeat(64), 60000, 10, List.of(1, 28, 28), List.of(), "");
        Provenance provenance = MadeUp.provenance("mine.onnx", data, 1);
        Provenance.Model unwritten = provenance.model();
        unwritten = new Provenance.Model(
                unwritten.name(),
                "",
                List.of(),
                unwritten.classNames(),
                unwritten.inputs(),
                unwritten.outputs(),
                unwritten.parameters(),
                unwritten.operations());
        TreeMap<Integer, Map<String, Double>> rows = new TreeMap<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            rows.put(epoch, metrics(epoch));
        }
        return new TrainingReport(
                provenance.withModel(unwritten),
                new TrainingReport.Settings(
                        "sabr", "conv 16 4 2 1, relu, flatten, dense 10", "clean", "under PGD", 1000),
                rows);
    }

    static Map<String, Double> metrics(int epoch) {
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("loss", 2.0 / epoch);
        row.put("training accuracy", 1 - 0.5 / epoch);
        row.put("validation", 1 - 0.6 / epoch);
        row.put("rate", 0.001 / epoch);
        row.put("epsilon", Math.min(0.1, epoch * 0.02));
        row.put("kappa", Math.max(0.5, 1 - epoch * 0.1));
        row.put("<b>", epoch == 2 ? Double.NaN : epoch);
        return row;
    }
}
