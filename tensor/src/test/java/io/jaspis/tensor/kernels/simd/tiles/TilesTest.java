package io.jaspis.tensor.kernels.simd.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TilesTest {
    static List<Tile> tiles() {
        return Tiles.ALL;
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void eachTileIsWhatIsWrittenForIt(Tile tile) throws IOException {
        Path file = Path.of(System.getProperty("jaspis.root"), tile.path());
        assertEquals(tile.text(), Files.readString(file), () -> file + " isn't what Tiles writes: see there");
    }
}
