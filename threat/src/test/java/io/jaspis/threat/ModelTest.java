package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
    @TempDir
    Path folder;

    @Test
    void theHashIsThatOfWhatWasReadWhateverBecomesOfTheFile() throws IOException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(Nets.dense(1, 4, 3), file);
        byte[] bytes = Files.readAllBytes(file);
        Model model = Model.read(file);
        Path other = folder.resolve("other.onnx");
        Onnx.write(Nets.dense(2, 4, 3), other);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("model.onnx", model.name());
        assertEquals(Fingerprint.of(bytes), model.sha256());
        float[] x = {1, 2, 3, 4};
        assertEquals(Nets.logits(Nets.dense(1, 4, 3), x), Nets.logits(model.graph(), x));
        assertNotEquals(model.sha256(), Model.read(file).sha256());
    }

    @Test
    void namesAndTypesComeWithIt() throws IOException {
        Path file = folder.resolve("named.onnx");
        Onnx.write(Nets.dense(1, 4, 2), Map.of("jaspis.classes", "legit\nfraud"), file);
        Model model = Model.read(file);
        assertEquals(List.of("legit", "fraud"), model.classNames());
        assertEquals(List.of("float32"), model.elementTypes());
    }

    @Test
    void examplesHaveTheNumbersOfItsOutputs() throws IOException {
        Path file = folder.resolve("named.onnx");
        Onnx.write(Nets.dense(1, 3, 2), Map.of("jaspis.classes", "legit\nfraud"), file);
        Path table = Files.writeString(
                folder.resolve("cases.csv"),
                "id,amount,country,label\n7,0.5,FR,fraud\n8,,DE,legit\n9,0.25,DE,fraud\n10,2,FR,legit\n");
        Columns columns = Columns.DETECTED
                .withDropped("id")
                .withMissing(Columns.Missing.MEDIAN)
                .withOneHot("country");
        Dataset cases = Model.read(file).examples(table, columns);
        assertArrayEquals(new int[] {1, 0, 1, 0}, cases.labels());
        assertArrayEquals(new float[] {0.5f, 1, 0}, cases.example(1).data());
        Path nameless = folder.resolve("nameless.onnx");
        Onnx.write(Nets.dense(1, 3, 3), nameless);
        String refused = assertThrows(
                        DataException.class, () -> Model.read(nameless).examples(table, columns))
                .getMessage();
        assertTrue(refused.contains("2 names (fraud, legit)") && refused.contains("3 classes"), refused);
    }
}
