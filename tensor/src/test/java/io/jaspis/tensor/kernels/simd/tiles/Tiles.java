package io.jaspis.tensor.kernels.simd.tiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The register tiles that differ in rows, vectors, where A lies and what follows the sum. Their files are kept in the
 * repository, and {@link TilesTest} holds them to what is written here; after a change here, in the root of the
 * repository,
 *
 * <pre>java tensor/src/test/java/io/jaspis/tensor/kernels/simd/tiles/Tiles.java</pre>
 *
 * <p>writes them anew.
 */
final class Tiles {
    private static final String WRITTEN = "\n\n<p>{@code Tiles}, among the tests, writes this file.";
    private static final String PANEL =
            "/** From one row of a panel of B to the next. */\n    private static final int PANEL = 2 * LANES;";

    private Tiles() {}

    static final List<Tile> ALL = List.of(
            packed("FourRows", 4, true, """
                    The register tile for 16 registers: 4 rows × 2 vectors of C are 8 sums, just what hides the latency of 4 × 2
                    multiply-adds. C2 loads all vectors of B and broadcasts of A of a step ahead, so these count beside the sums: with 6
                    rows they are 20, and one sum that is stored and loaded in each step takes three times as long. A is packed,
                    {@code [depth × 4]}. Of a stride of B that only the run knows C2 checks each step, beside few multiply-adds, so a
                    panel has a method of its own. Rows a tile lacks repeat its last one, in A as in C."""),
            packed("EightRows", 8, false, """
                    The register tile for what {@link TwelveRows} leave of a power of two: 8 rows × 2 vectors of C are 16 sums. A is
                    packed, {@code [depth × 8]}. Rows a tile lacks repeat its last one, in A as in C."""),
            packed("TwelveRows", 12, false, """
                    The register tile for 32 registers: 12 rows × 2 vectors of C are 24 sums, which hide the latency of 4 × 2
                    multiply-adds, and a step reads 2 vectors of B for 24 multiply-adds. With 4 vectors of 6 rows it would read twice as
                    much of B, more than the second-level cache brings in time. A is packed, {@code [depth × 12]}: a stride known to the
                    compiler costs no range checks. Rows a tile lacks repeat its last one, in A as in C, so that no tile needs a masked
                    end."""),
            inPlace("OneRow", 1, """
                    The tile for a single row of A, read where it stands: two column panels side by side, bound by reading them."""),
            inPlace("FourRowsInPlace", 4, """
                    The tile for what {@link SixRowsInPlace} leave: 4 rows of A, where they stand, × 4 vectors of C are 16 sums. Rows
                    that a tile lacks repeat its last one."""),
            inPlace("SixRowsInPlace", 6, """
                    The register tile that reads rows of A where they stand: 6 rows × 4 vectors of C are 24 sums. Six rows have registers
                    for their addresses, which the twelve of {@link TwelveRows} don't; in return a step reads twice as much of B. Rows
                    that a tile lacks repeat its last one."""),
            patches("WidePatchTile", 8, 3, """
                    The tile of a convolution with 8 channels × 3 vectors of pixels. 24 sums hide the latency of multiply-adds twice
                    over, and weights and planes are read at less than half the rate of which the first-level cache is capable; what C2
                    adds in address arithmetic and range checks takes turns from the multiply-adds, so the vectors lie side by side and
                    share one check."""),
            patches("LowPatchTile", 4, 3, """
                    The tile of a convolution with up to 4 channels × 3 vectors of pixels: the first ones of a panel of 8."""),
            patches("PairPatchTile", 4, 2, """
                    The tile of a convolution for 16 registers, with 4 channels × 2 vectors of pixels: one half of a panel of 8. Its
                    8 sums and what a step loads are 14 registers, see {@link io.jaspis.tensor.kernels.simd.products.FourRows}."""),
            patches("NarrowPatchTile", 8, 1, """
                    The tile of a convolution with 8 channels × 1 vector of pixels: for what is left of a strip."""));

    /** With a method for panels of B beside that for a stride that only the run knows, where {@code panels}. */
    private static Tile packed(String name, int rows, boolean panels, String comment) {
        String of = "{@code C = A·B} or, where {@code add}, {@code C += A·B}: up to " + rows + " rows of two vectors";
        var constants = new ArrayList<>(List.of("static final int ROWS = " + rows + ";"));
        var methods = new ArrayList<Method>();
        if (panels) {
            constants.add(PANEL);
            methods.add(new Method(of + " of a panel.", "panel", rows, 2, new Operands.Packed(true), false));
        }
        String two = panels ? "The same for two vectors of each row of B." : of + ".";
        methods.add(new Method(two, "two", rows, 2, new Operands.Packed(false), false));
        methods.add(new Method("The same for rows of one vector.", "one", rows, 1, new Operands.Packed(false), false));
        return new Tile("products", name, comment + WRITTEN, constants, methods);
    }

    /** Of two panels of B, which begin at {@code first} and {@code second}. */
    private static Tile inPlace(String name, int rows, String comment) {
        String multiply =
                "{@code C = A·B} or, where {@code add}, {@code C += A·B}, for the columns of two panels of B.";
        return new Tile(
                "products",
                name,
                comment + WRITTEN,
                rows == 1 ? List.of(PANEL) : List.of("static final int ROWS = " + rows + ";", PANEL),
                List.of(new Method(multiply, "multiply", rows, 4, new Operands.InPlace(), false)));
    }

    private static Tile patches(String name, int rows, int vectors, String comment) {
        return new Tile(
                "convolutions",
                name,
                comment + WRITTEN,
                List.of("private static final int ROWS = PatchTile.ROWS;"),
                List.of(new Method(
                        "As {@link PatchTile#multiply} says.",
                        "multiply",
                        rows,
                        vectors,
                        new Operands.Patches(),
                        true)));
    }

    public static void main(String[] arguments) throws IOException {
        for (Tile tile : ALL) {
            Files.writeString(Path.of(tile.path()), tile.text());
        }
    }
}
