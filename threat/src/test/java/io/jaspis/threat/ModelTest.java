package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
}
