package io.jaspis.opencl.translation;

import io.jaspis.opencl.kernels.ElementFunctions;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel for a chain of element-wise operations: each work-item takes one element through all of them, in registers.
 * It is composed of calls of the translated {@link ElementFunctions}. Offsets and parameters are arguments, so chains of
 * one structure share a program.
 */
public final class ChainProgram {
    private static final Pattern FUNCTION =
            Pattern.compile("^(?:float|int) \\w+__(\\w+)\\(This \\*this.*?^\\}\\n", Pattern.DOTALL | Pattern.MULTILINE);
    /** OpenCL has functions of some of these names. */
    private static final String PREFIX = "jaspis_";

    private static final Pattern CALL = Pattern.compile("\\w+__(\\w+)\\(");
    private static final Map<String, String> FUNCTIONS = functions();

    private final Set<String> needed = new LinkedHashSet<>();
    private final StringBuilder body = new StringBuilder();
    private int values;

    /** The value that a buffer holds for this element; its offset is number {@code offset} of the numbers. */
    public String load(int buffer, int offset, boolean repeats) {
        return define("b" + buffer + "[numbers[" + offset + "] + " + (repeats ? "j" : "i") + "]");
    }

    /** Element i / line · repeated + i mod repeated of a buffer; offset, line and repeated are places among the numbers. */
    public String loadRepeated(int buffer, int offset, int line, int repeated) {
        // No format: some languages write other digits.
        String index = "i / numbers[" + line + "] * numbers[" + repeated + "] + i % numbers[" + repeated + "]";
        return define("b" + buffer + "[numbers[" + offset + "] + " + index + "]");
    }

    /** A function of values and of numbers. */
    public String call(String function, List<String> values, int... parameters) {
        require(function);
        StringBuilder call =
                new StringBuilder(PREFIX).append(function).append('(').append(String.join(", ", values));
        for (int parameter : parameters) {
            call.append(", as_float(numbers[").append(parameter).append("])");
        }
        return define(call.append(')').toString());
    }

    public void store(String value, int buffer, int offset) {
        body.append("   b")
                .append(buffer)
                .append("[numbers[")
                .append(offset)
                .append("] + i] = ")
                .append(value)
                .append(";\n");
    }

    private String define(String expression) {
        String name = "v" + values++;
        body.append("   float ").append(name).append(" = ").append(expression).append(";\n");
        return name;
    }

    private void require(String function) {
        String text = FUNCTIONS.get(function);
        if (text == null) {
            throw new IllegalStateException("there is no function " + function);
        }
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            if (!call.group(1).equals(function)) {
                require(call.group(1));
            }
        }
        needed.add(function);
    }

    /** The program; its kernel takes the buffers, the numbers, how many elements there are and when j begins again. */
    public String text(int buffers) {
        StringBuilder text = new StringBuilder(Translation.NO_CONTRACTION);
        StringBuilder functions = new StringBuilder();
        for (String name : needed) {
            functions.append(FUNCTIONS.get(name).replaceAll("\\w+__(\\w+\\()", PREFIX + "$1"));
        }
        if (functions.indexOf("double") >= 0) {
            text.append("#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n");
        }
        text.append(functions).append("__kernel void run(");
        for (int i = 0; i < buffers; i++) {
            text.append("__global float *b").append(i).append(", ");
        }
        text.append("__constant int *numbers, int n, int period){\n");
        text.append("   int i = get_global_id(0);\n   if (i >= n) return;\n   int j = i % period;\n");
        return text.append(body).append("}\n").toString();
    }

    /** The functions by name; they need no fields, and so no {@code this}. */
    private static Map<String, String> functions() {
        Map<String, String> functions = new LinkedHashMap<>();
        Matcher function =
                FUNCTION.matcher(Translation.of(new ElementFunctions()).text());
        while (function.find()) {
            functions.put(
                    function.group(1),
                    function.group().replace("This *this, ", "").replace("(this, ", "("));
        }
        return functions;
    }
}
