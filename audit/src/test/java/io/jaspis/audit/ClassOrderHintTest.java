package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Split;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where most examples are wrong, the order of the classes is asked about only where it may be another. */
class ClassOrderHintTest {
    @TempDir
    Path folder;

    private boolean named;

    /** Examples of which each has the other label than the model gives. */
    private boolean asked(String columns, String cells, List<String> ofModel) throws IOException {
        StringBuilder rows = new StringBuilder("x,label" + columns + "\n");
        for (int i = 0; i < 20; i++) {
            rows.append(i / 20.0)
                    .append(',')
                    .append(i < 10 ? "legit" : "fraud")
                    .append(cells)
                    .append('\n');
        }
        Path table = Files.writeString(folder.resolve("table.csv"), rows.toString());
        Dataset examples = Datasets.open(table, null, Split.TEST, List.of("fraud", "legit"), Columns.DETECTED)
                .loaded();
        Model model = new Model("model.onnx", "", Nets.linear(new float[] {1}, -0.49f), List.of(), ofModel);
        return Robustness.of(named ? model.withClassNames("fraud", "legit") : model)
                .within(Norm.LINF, 0.01)
                .withAttacks("fgsm")
                .audit(examples)
                .remarks()
                .warnings()
                .stream()
                .anyMatch(warning -> warning.contains("are the classes in another order?"));
    }

    @Test
    void itIsAskedWhereItMayBeAnother() throws IOException {
        assertTrue(asked("", "", List.of()));
    }

    @Test
    void itIsNotAskedOfAdversarialExamplesThatWereWritten() throws IOException {
        assertFalse(asked(",jaspis_index,jaspis_prediction", ",7,fraud", List.of()));
    }

    /** Whoever names a model's classes may have their order wrong. */
    @Test
    void itIsAskedWhereSomebodyNamedTheModelsClasses() throws IOException {
        named = true;
        assertTrue(asked("", "", List.of()));
    }

    @Test
    void itIsNotAskedWhereTheModelTellsIt() throws IOException {
        assertFalse(asked("", "", List.of("fraud", "legit")));
    }
}
