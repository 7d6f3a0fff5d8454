package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    @Test
    void boxIsAligned() {
        for (AuditReport report : new AuditReport[] {
            MadeUp.report(),
            MadeUp.report("half.onnx", 120, 500, 3),
            MadeUp.report("a-very-long-name".repeat(20) + ".onnx", 3, 3, 1),
            MadeUp.report("none.onnx", 0, 500, 1),
            MadeUp.remarkable(),
            MadeUp.table(),
            MadeUp.attacked(MadeUp.report()),
            MadeUp.attacked(MadeUp.table()),
            MadeUp.cutOff(MadeUp.report()),
            MadeUp.report().stopped(),
            MadeUp.cutOff(MadeUp.report("half.onnx", 120, 500, 3))
        }) {
            for (var charset : new java.nio.charset.Charset[] {StandardCharsets.UTF_8, StandardCharsets.US_ASCII}) {
                String text = ReportText.of(report, charset);
                assertEquals(1, text.lines().mapToInt(String::length).distinct().count(), text);
                assertTrue(charset.newEncoder().canEncode(text), "only signs that the terminal can write");
            }
        }
    }

    @Test
    void whatBrokeOfATableIsSaid() {
        String text = ReportText.of(MadeUp.table(), StandardCharsets.US_ASCII).replaceAll("[ |\\n]+", " ");
        assertTrue(text.contains("country is needed most often, in"), text);
        assertTrue(text.contains("country AT -> <b>, amount 0.83211 -> 0.83214, items 3 -> 4 and 2 more"), text);
    }

    @Test
    void attacksAloneSayNothingOfProofs() {
        String text = ReportText.of(MadeUp.attacked(MadeUp.report()), StandardCharsets.US_ASCII)
                .replaceAll("[ |\\n]+", " ");
        for (String said : new String[] {
            "Attack on ",
            "Broken (attack)",
            "Misclassified (unchanged)",
            "Broken by PGD 27.",
            "Unreliable: 3 of 16 examples are broken by a <black> box."
        }) {
            assertTrue(text.contains(said), text);
        }
        assertTrue(!text.contains("ertified") && !text.contains("<noise>"), text);
    }

    @Test
    void partialIsSaid() {
        String text = ReportText.of(MadeUp.report("half.onnx", 120, 500, 1), StandardCharsets.US_ASCII);
        assertTrue(text.contains("PARTIAL: stopped after 120 of 500 images"), text);
        String words = text.replaceAll("[ |\\n]+", " ");
        assertTrue(words.contains("so they aren't drawn at random.") && !words.contains("confidence"), text);
        String cut = ReportText.of(MadeUp.cutOff(MadeUp.report("half.onnx", 120, 500, 1)), StandardCharsets.US_ASCII);
        assertTrue(cut.contains("PARTIAL: the time limit ended it after 120 of 500 images"), cut);
        String late = ReportText.of(MadeUp.report("whole.onnx", 500, 500, 1).stopped(), StandardCharsets.US_ASCII)
                .replaceAll("[ |\\n]+", " ");
        assertTrue(
                late.contains("PARTIAL: stopped after 500 of 500 images, before the curve and the checks were done"),
                late);
    }

    @Test
    void whatMustBeKnownBesideTheFiguresIsSaid() {
        String text =
                ReportText.of(MadeUp.remarkable(), StandardCharsets.US_ASCII).replaceAll("[ |\\n]+", " ");
        for (String sentence : new String[] {
            "Warning: gradients vanish on 60 of 64 examples: attacks by gradient say <little>.",
            "which keep the order of the classes: multiplication by 100, softmax.",
            "2 examples have no class, because an output is NaN; counted as misclassified.",
            "1 example was broken by making an output NaN, which is no class.",
            "1 example has several largest outputs in float32.",
            "float32 rounding alone changes the class of 1,234 examples; in real arithmetic"
        }) {
            assertTrue(text.contains(sentence), text);
        }
    }
}
