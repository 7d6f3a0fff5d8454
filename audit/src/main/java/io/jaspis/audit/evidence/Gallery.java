package io.jaspis.audit.evidence;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.List;

/** Chooses broken images to look at. */
final class Gallery {
    private static final int MOST = 12;

    private final Dataset dataset;
    private final Problem problem;

    Gallery(Dataset dataset, Problem problem) {
        this.dataset = dataset;
        this.problem = problem;
    }

    /** Whether examples are pictures that can be shown. */
    static boolean shows(Dataset dataset) {
        return dataset.imageShape()
                .filter(shape -> Image.shows(shape.extent(0), shape.extent(1), shape.extent(2)))
                .isPresent();
    }

    /** The broken examples to show, a few of each class before more of any. */
    List<AuditReport.GalleryItem> of(List<Finding> findings) {
        if (dataset.imageShape().isEmpty()) {
            return List.of();
        }
        List<AuditReport.GalleryItem> items = new ArrayList<>();
        // A few images, one by one: no work for a device, which may be lost by now.
        Cpu processor = Cpu.beside(problem.device());
        try (Execution outputs = processor.load(Plan.of(problem.network(), 1));
                Execution scores = processor.load(Plan.of(problem.scores(), 1))) {
            for (Finding finding : chosen(findings)) {
                items.add(item(finding, outputs, scores));
            }
        }
        return items;
    }

    /** The broken examples of these that are shown, where they are pictures. */
    static List<Finding> chosen(List<Finding> findings) {
        List<Finding> ordered = Turns.of(findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                .toList());
        return ordered.subList(0, Math.min(MOST, ordered.size()));
    }

    private AuditReport.GalleryItem item(Finding finding, Execution outputs, Execution scores) {
        Witness witness = ((Verdict.Falsified) finding.verdict()).witness();
        float[] clean = new float[dataset.shape().size()];
        dataset.copy(finding.index(), clean, 0);
        return new AuditReport.GalleryItem(
                finding.index(),
                finding.label(),
                finding.prediction(),
                finding.confidence(),
                witness.prediction(),
                problem.decision()
                        .confidence(
                                run(outputs, problem.network(), witness.x()),
                                run(scores, problem.scores(), witness.x()),
                                0,
                                problem.classes(),
                                witness.prediction()),
                image(clean),
                image(witness.x()));
    }

    private static float[] run(Execution alone, Graph graph, float[] x) {
        alone.write(graph.onlyInput(), x);
        alone.run();
        return alone.read(graph.onlyOutput());
    }

    private Image image(float[] values) {
        Shape shape = dataset.imageShape().orElseThrow();
        return new Image(shape.extent(0), shape.extent(1), shape.extent(2), dataset.image(values));
    }
}
