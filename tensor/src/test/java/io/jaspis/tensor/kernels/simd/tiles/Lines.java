package io.jaspis.tensor.kernels.simd.tiles;

import java.util.List;

/** Java text, line by line, as the formatter leaves it. */
final class Lines {
    private static final int WIDTH = 120;
    private static final String STEP = "    ";

    private final StringBuilder text = new StringBuilder();
    private String indentation = "";

    void add(String line) {
        text.append(line.isEmpty() ? "" : indentation).append(line).append('\n');
    }

    /** A line that opens a block. */
    void open(String head) {
        add(head + " {");
        indentation += STEP;
    }

    /** A method's head: on one line, or with its parameters on the next, or on one line each. */
    void open(String name, List<String> parameters) {
        String joined = String.join(", ", parameters) + ") {";
        String further = indentation + STEP + STEP;
        if ((indentation + name + "(" + joined).length() <= WIDTH) {
            add(name + "(" + joined);
        } else {
            add(name + "(");
            String between = (further + joined).length() <= WIDTH ? ", " : ",\n" + further;
            text.append(further).append(String.join(between, parameters)).append(") {\n");
        }
        indentation += STEP;
    }

    void close() {
        indentation = indentation.substring(STEP.length());
        add("}");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
