package io.jaspis.tensor.kernels.simd.tiles;

import java.util.List;

/**
 * The source file of a register tile.
 *
 * @param room the package, below {@code kernels.simd}
 * @param comment the lines of its Javadoc
 * @param constants what follows {@code SPECIES}, as the methods name it
 */
record Tile(String room, String name, String comment, List<String> constants, List<Method> methods) {
    private static final String SIMD = "io.jaspis.tensor.kernels.simd";

    /** From the root of the repository. */
    String path() {
        return "tensor/src/main/java/" + (SIMD + "." + room).replace('.', '/') + "/" + name + ".java";
    }

    String text() {
        Lines lines = new Lines();
        lines.add("package " + SIMD + "." + room + ";");
        lines.add("");
        lines.add("import " + SIMD + ".Lanes;");
        lines.add("import jdk.incubator.vector.FloatVector;");
        if (methods.stream().anyMatch(Method::layer)) {
            lines.add("import jdk.incubator.vector.VectorOperators;");
        }
        lines.add("import jdk.incubator.vector.VectorSpecies;");
        lines.add("");
        lines.add("/**");
        comment.lines().forEach(line -> lines.add((" * " + line).stripTrailing()));
        lines.add(" */");
        lines.open("final class " + name);
        lines.add("private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;");
        if (methods.stream().anyMatch(method -> method.vectors() > 1)) {
            lines.add("private static final int LANES = SPECIES.length();");
        }
        constants.forEach(lines::add);
        lines.add("");
        lines.add("private " + name + "() {}");
        for (Method method : methods) {
            lines.add("");
            method.write(lines);
        }
        lines.close();
        return lines.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
