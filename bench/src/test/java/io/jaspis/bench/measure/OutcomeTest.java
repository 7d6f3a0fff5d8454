package io.jaspis.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void failuresNameFilesWithoutTheirFolders() {
        assertEquals(
                "libtorch.so: cannot open 'a.onnx'; 3.5 GB/s, and/or b",
                Outcome.withoutFolders("/root/peers/libtorch.so: cannot open '/tmp/x-1/a.onnx'; 3.5 GB/s, and/or b"));
        assertEquals("a.dll is missing", Outcome.withoutFolders("C:\\peers\\lib\\a.dll is missing"));
    }
}
