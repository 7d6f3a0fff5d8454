package io.jaspis.tensor.kernels.simd.tiles;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A method that holds rows × vectors of a result in registers while it sums over the depth, which callers keep to
 * {@link io.jaspis.tensor.kernels.simd.Lanes#STEPS}: where it is {@link #wide}, what is beyond would be left out.
 *
 * @param comment its Javadoc, on one line
 * @param layer whether a bias and ReLU follow the sum, as in a layer of a network
 */
record Method(String comment, String name, int rows, int vectors, Operands operands, boolean layer) {

    /** What the method's result is called, its first element's place and the stride of its rows. */
    private String array() {
        return layer ? "y" : "c";
    }

    private String first() {
        return layer ? "at" : "cOffset";
    }

    private String stride() {
        return layer ? "strideRow" : "strideC";
    }

    /** Whether the rows or the sums are for 32 registers. With 16 a loop with a known limit is a tenth slower. */
    private boolean wide() {
        return rows > 4 || rows * vectors > 8;
    }

    private List<String> parameters() {
        var parameters = new ArrayList<String>();
        if (rows > 1) {
            parameters.add("int rows");
        }
        parameters.add("int depth");
        parameters.addAll(operands.parameters(rows, vectors));
        parameters.add("float[] " + array());
        parameters.add("int " + first());
        if (rows > 1) {
            parameters.add("int " + stride());
        }
        parameters.add("boolean add");
        if (layer) {
            parameters.addAll(List.of("float[] bias", "int biasAt", "boolean relu"));
        }
        return parameters;
    }

    void write(Lines lines) {
        lines.add("/** " + comment + " */");
        lines.open("static void " + name, parameters());
        eachSum((row, vector) -> lines.add("FloatVector " + sum(row, vector) + " = FloatVector.zero(SPECIES);"));
        operands.before(rows).forEach(lines::add);
        steps(lines);
        places(lines);
        lines.open("if (add)");
        eachSum((row, vector) -> lines.add(sum(row, vector) + " = " + sum(row, vector)
                + ".add(FloatVector.fromArray(SPECIES, " + array() + ", " + place(row, vector) + "));"));
        lines.close();
        if (layer) {
            bias(lines);
            relu(lines);
        }
        eachSum((row, vector) ->
                lines.add(sum(row, vector) + ".intoArray(" + array() + ", " + place(row, vector) + ");"));
        lines.close();
    }

    private void steps(Lines lines) {
        if (wide()) {
            lines.add("int steps = Math.min(depth, Lanes.STEPS);");
        }
        lines.open("for (int k = 0; k < " + (wide() ? "steps" : "depth") + "; k++)");
        operands.placesOfB().forEach(lines::add);
        for (int vector = 0; vector < vectors; vector++) {
            lines.add("FloatVector b" + vector + " = FloatVector.fromArray(SPECIES, " + operands.vector(vector, vectors)
                    + ");");
        }
        operands.placesOfA().forEach(lines::add);
        for (int row = 0; row < rows; row++) {
            String factor = operands.letter() + row;
            lines.add("FloatVector " + factor + " = FloatVector.broadcast(SPECIES, " + operands.element(row) + ");");
            for (int vector = 0; vector < vectors; vector++) {
                lines.add(sum(row, vector) + " = " + factor + ".fma(b" + vector + ", " + sum(row, vector) + ");");
            }
        }
        lines.close();
    }

    /** Where the rows of the result begin; those that it lacks are its last. */
    private void places(Lines lines) {
        if (layer) {
            for (int row = 1; row < rows; row++) {
                lines.add("int row" + row + " = Math.min(" + row + ", rows - 1);");
            }
        }
        for (int row = 1; row < rows; row++) {
            String number = layer ? "row" + row : "Math.min(" + row + ", rows - 1)";
            lines.add("int " + line(row) + " = " + first() + " + " + number + " * " + stride() + ";");
        }
    }

    private void bias(Lines lines) {
        lines.open("if (bias != null)");
        for (int row = 0; row < rows; row++) {
            String place = row == 0 ? "biasAt" : "biasAt + row" + row;
            lines.add("FloatVector bias" + row + " = FloatVector.broadcast(SPECIES, bias[" + place + "]);");
            for (int vector = 0; vector < vectors; vector++) {
                lines.add(sum(row, vector) + " = " + sum(row, vector) + ".add(bias" + row + ");");
            }
        }
        lines.close();
    }

    private void relu(Lines lines) {
        lines.open("if (relu)");
        eachSum((row, vector) -> lines.add(sum(row, vector) + " = " + sum(row, vector) + ".blend(0f, "
                + sum(row, vector) + ".compare(VectorOperators.LE, 0f));"));
        lines.close();
    }

    private void eachSum(BiConsumer<Integer, Integer> use) {
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < vectors; vector++) {
                use.accept(row, vector);
            }
        }
    }

    private String sum(int row, int vector) {
        return vectors == 1 ? "c" + row : "c" + row + (char) ('a' + vector);
    }

    private String line(int row) {
        return row == 0 ? first() : (layer ? "at" : "row") + row;
    }

    private String place(int row, int vector) {
        return line(row) + Operands.lanes(vector);
    }
}
