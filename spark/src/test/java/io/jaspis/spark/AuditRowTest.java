package io.jaspis.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Model;
import io.jaspis.threat.Verdict;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class AuditRowTest {
    private static final Finding CERTIFIED =
            new Finding(0, 1, 1, 0.9, new Verdict.Certified("crown"), 0.5, false, false, true, null);

    private static Model model(String elements, boolean derivesWeights) {
        Graph graph = Graph.of("x", Shape.of(2), "y", x -> x.relu());
        return new Model(
                "a model",
                "0".repeat(64),
                graph,
                List.of(elements),
                List.of(elements),
                List.of(),
                List.of(),
                "",
                derivesWeights,
                false,
                false);
    }

    private static void assertInFloat32(boolean expected, Model model) {
        Row row = AuditRow.of(model, CERTIFIED, null, List.of(), new float[2]);
        assertEquals(expected, row.getBoolean(AuditRow.SCHEMA.fieldIndex("float32")));
    }

    /** A report counts its certificate among those of real arithmetic alone, and a table must not say otherwise. */
    @Test
    void whatARuntimeRoundsBeyondTheGraphIsNotProved() {
        assertInFloat32(true, model("float32", false));
        assertInFloat32(false, model("float16", false));
        assertInFloat32(false, model("float32", true));
    }
}
