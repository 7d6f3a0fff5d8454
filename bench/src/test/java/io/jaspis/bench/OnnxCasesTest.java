package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Small models that are easily read wrongly, each with the outcome that the table beside them names. */
class OnnxCasesTest {
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| `([^`]+\\.onnx)` \\| \\d+ \\| ([^|]+) \\|.*");

    /**
     * What isn't as the table says: there is no arctangent among the operations yet; and of one model ONNX Runtime rounds each
     * row of the input to 8 bits, in the JSON and in newer versions, which the model doesn't say.
     */
    private static final Map<String, ModelOutcome.Kind> OTHERWISE = Map.of("dq_weight.onnx", ModelOutcome.Kind.WRONG);

    @Test
    void eachHasTheOutcomeNamed() throws Exception {
        Path folder = Path.of(System.getProperty("jaspis.data", "")).resolve("onnx-cases");
        if (!Files.isDirectory(folder)) {
            System.out.println("skipped: there are no small models in " + folder);
        }
        assumeTrue(Files.isDirectory(folder));
        Map<String, String> differing = new TreeMap<>();
        int cases = 0;
        for (String line : Files.readAllLines(folder.resolve("README.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                cases++;
                String outcome = differing(row.group(1), folder.resolve(row.group(2)), row.group(3));
                if (!outcome.isEmpty()) {
                    differing.put(row.group(2), outcome);
                }
            }
        }
        assertEquals(73, cases);
        assertEquals(Map.of(), differing);
    }

    /** What is otherwise than expected; nothing where all is right. */
    private String differing(String kind, Path model, String expected) throws Exception {
        if (kind.equals("small but heavy") || kind.equals("poor message") || kind.equals("wrong exception")) {
            try {
                Onnx.read(model);
                return "";
            } catch (OnnxException e) {
                boolean riddle = List.of("integer overflow", "/ by zero", "Index ").stream()
                        .anyMatch(word -> e.getMessage().contains(word));
                return riddle ? e.getMessage() : "";
            }
        }
        String name = model.getFileName().toString();
        ModelOutcome outcome = ModelOutcome.of(model);
        boolean right = OTHERWISE.containsKey(name)
                ? outcome.kind() == OTHERWISE.get(name)
                : switch (outcome.kind()) {
                    case RIGHT -> expected.contains("reads");
                    case REFUSED -> expected.contains("is refused");
                    case ALONE -> expected.contains("or read");
                    case WRONG -> false;
                };
        return right ? "" : "expected: " + expected + "; but " + outcome;
    }
}
