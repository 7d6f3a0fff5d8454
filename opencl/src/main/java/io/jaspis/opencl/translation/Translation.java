package io.jaspis.opencl.translation;

import com.aparapi.internal.exception.AparapiException;
import com.aparapi.internal.model.ClassModel;
import com.aparapi.internal.writer.KernelWriter;
import io.jaspis.opencl.kernels.DeviceKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel as OpenCL C: Aparapi's text of it, in which contraction is off and the casts of bits, the fused multiply-add and the
 * kernel's constants are filled in. The text follows from the class and these alone; sizes and offsets are arguments, but for those that are constants.
 *
 * @param text the program, whose kernel is called {@link #ENTRY}
 * @param arguments what the kernel takes, in order
 */
public record Translation(String text, List<Argument> arguments) {
    /** The name of the kernel in the text. */
    public static final String ENTRY = "run";

    /** Without it compilers may fuse a·b + c, which rounds otherwise than the processor's kernels. */
    static final String NO_CONTRACTION = "#pragma OPENCL FP_CONTRACT OFF\n";

    private static final Pattern SIGNATURE = Pattern.compile("__kernel void run\\((.*?)\\)\\s*\\{", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile("(__global |__local )?(\\w+) (\\*)?(\\w+)");
    /** A method of the kernel that isn't the one of {@link #ENTRY}, at the start of its text. */
    private static final Pattern METHOD = Pattern.compile("^\\w+ (\\w+__(\\w+))\\(This \\*this\\b", Pattern.MULTILINE);
    /** What a work-item does once the arguments are in place: the method's lines, or a call of it. */
    private static final Pattern RUN =
            Pattern.compile("^ *this->passid = passid;\\n(.*)^\\}\\s*\\z", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Map<List<Object>, Translation> TRANSLATED = new ConcurrentHashMap<>();
    /** Held here, because a logger that nobody holds forgets its level. */
    private static final Logger APARAPI = Logger.getLogger(com.aparapi.Config.getLoggerName());

    static {
        APARAPI.setLevel(Level.SEVERE);
    }

    /** Where an argument comes from. */
    public enum Place {
        /** A field that is an array: a buffer. */
        GLOBAL,
        /** A field that is an array of the work-group. */
        LOCAL,
        /** A field that is a number. */
        NUMBER
    }

    /** An argument: the name of the field it stands for. */
    public record Argument(Place place, String name) {}

    /** The translation of a kernel's class; each is translated once with the same constants. */
    public static Translation of(DeviceKernel kernel) {
        return TRANSLATED.computeIfAbsent(
                List.of(kernel.getClass(), kernel.constants(), kernel.loop()), _ -> translate(kernel));
    }

    private static Translation translate(DeviceKernel kernel) {
        String text;
        try {
            text = KernelWriter.writeToString(
                    ClassModel.createClassModel(kernel.getClass()).getEntrypoint(ENTRY, kernel));
        } catch (AparapiException e) {
            throw new IllegalStateException("Aparapi can't translate " + kernel.getClass(), e);
        }
        String whole = NO_CONTRACTION + filled(text);
        if (!kernel.loop().isEmpty()) {
            whole = withLoop(whole, kernel.loop());
        }
        for (Map.Entry<String, Integer> constant : kernel.constants().entrySet()) {
            String field = "this->" + constant.getKey();
            if (!whole.contains(field + " = " + constant.getKey() + ";")) {
                throw new IllegalStateException("no argument " + constant.getKey() + " in\n" + whole);
            }
            whole = whole.replaceAll(field + "\\b(?! =)", Integer.toString(constant.getValue()));
        }
        return new Translation(whole, arguments(whole));
    }

    /** With other lines for every work-item to run. */
    private static String withLoop(String text, String loop) {
        Matcher run = RUN.matcher(text);
        if (!run.find()) {
            throw new IllegalStateException("nothing that a work-item runs in\n" + text);
        }
        StringBuilder names = new StringBuilder();
        Matcher method = METHOD.matcher(text.substring(0, run.start()));
        while (method.find()) {
            names.append("#define ")
                    .append(method.group(2).toUpperCase(Locale.ROOT))
                    .append(' ')
                    .append(method.group(1))
                    .append('\n');
        }
        return text.substring(0, run.start(1)) + names + loop + text.substring(run.end(1));
    }

    private static String filled(String text) {
        String cast = text.replaceAll("(__bits\\(This \\*this, float x\\)\\{\\s*return)\\(\\);", "$1(as_int(x));")
                .replaceAll("(__number\\(This \\*this, int bits\\)\\{\\s*return)\\(\\);", "$1(as_float(bits));")
                .replaceAll(
                        "(__fused\\(This \\*this, float a, float b, float c\\)\\{\\s*return)\\(\\);",
                        "$1(fma(a, b, c));");
        if (cast.contains("return();")) {
            throw new IllegalStateException("something is left open in\n" + cast);
        }
        return cast;
    }

    private static List<Argument> arguments(String text) {
        Matcher signature = SIGNATURE.matcher(text);
        if (!signature.find()) {
            throw new IllegalStateException("no kernel in\n" + text);
        }
        List<Argument> arguments = new ArrayList<>();
        for (String part : signature.group(1).split(",")) {
            Matcher argument = ARGUMENT.matcher(part.strip());
            if (!argument.matches()) {
                throw new IllegalStateException("an argument that is not understood: " + part.strip());
            }
            Place place = argument.group(3) == null
                    ? Place.NUMBER
                    : "__local ".equals(argument.group(1)) ? Place.LOCAL : Place.GLOBAL;
            arguments.add(new Argument(place, argument.group(4)));
        }
        return List.copyOf(arguments);
    }
}
