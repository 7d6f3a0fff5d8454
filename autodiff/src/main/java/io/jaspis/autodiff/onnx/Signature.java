package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What ONNX says that a node of an operator may have, by opset: how many inputs and outputs, and which attributes of which
 * kind. A node with anything else is invalid, and reading it as if it had not would read another network.
 *
 * @param since the first opset with this form of the operator
 * @param until the last opset with it, {@link #ANY} where no later form is known
 * @param mostInputs {@link #ANY} for any number
 */
record Signature(
        int since,
        int until,
        int leastInputs,
        int mostInputs,
        int leastOutputs,
        int mostOutputs,
        Map<String, Attribute> attributes) {
    private static final int ANY = Integer.MAX_VALUE;

    /** Since this opset Scan has no lengths of sequences among its inputs. */
    private static final int SCAN_WITHOUT_LENGTHS = 9;

    /** An attribute's kind, and whether a node must have it. */
    record Attribute(Kind kind, boolean required) {}

    /** The kinds of attributes, with ONNX's numbers for them and their words in the table of signatures. */
    private enum Kind {
        FLOAT(1, "f"),
        INT(2, "i"),
        STRING(3, "s"),
        TENSOR(4, "t"),
        GRAPH(5, "g"),
        FLOATS(6, "fs"),
        INTS(7, "is"),
        STRINGS(8, "ss"),
        SPARSE_TENSOR(11, "st");

        private final int number;
        private final String word;

        Kind(int number, String word) {
            this.number = number;
            this.word = word;
        }

        static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }

        /** Whether the attribute holds a value of this kind. */
        boolean isIn(AttributeProto attribute) {
            return switch (this) {
                case FLOAT -> attribute.hasF();
                case INT -> attribute.hasI();
                case STRING -> attribute.hasS();
                case TENSOR -> attribute.hasT();
                case GRAPH -> attribute.hasG();
                case FLOATS -> attribute.getFloatsCount() > 0;
                case INTS -> attribute.getIntsCount() > 0;
                case STRINGS -> attribute.getStringsCount() > 0;
                case SPARSE_TENSOR -> attribute.hasSparseTensor();
            };
        }
    }

    private static final Map<String, List<Signature>> ALL = all();

    private static Map<String, List<Signature>> all() {
        Map<String, List<Signature>> signatures = new HashMap<>();
        for (String line : SignatureTable.LINES.lines().toList()) {
            String[] words = line.split(" ");
            int[] opsets = numbers(words[1]);
            int[] inputs = numbers(words[2]);
            int[] outputs = numbers(words[3]);
            Map<String, Attribute> attributes = new HashMap<>();
            for (int i = 4; i < words.length; i++) {
                boolean required = words[i].endsWith("!");
                String[] pair = words[i].replace("!", "").split(":");
                attributes.put(pair[0], new Attribute(Kind.of(pair[1]), required));
            }
            signatures
                    .computeIfAbsent(words[0], _ -> new ArrayList<>())
                    .add(new Signature(
                            opsets[0],
                            opsets[1],
                            inputs[0],
                            inputs[1],
                            outputs[0],
                            outputs[1],
                            Map.copyOf(attributes)));
        }
        return Map.copyOf(signatures);
    }

    /** The least and the largest of {@code n}, {@code n-m}, {@code n-} or {@code n+}. */
    private static int[] numbers(String range) {
        int first = Integer.parseInt(range.split("[-+]")[0]);
        if (range.endsWith("-") || range.endsWith("+")) {
            return new int[] {first, ANY};
        }
        return new int[] {first, range.contains("-") ? Integer.parseInt(range.split("-")[1]) : first};
    }

    /** The operators that have a signature. */
    static Set<String> operators() {
        return ALL.keySet();
    }

    /**
     * Refuses a node that isn't what ONNX says of its operator in this opset.
     *
     * @throws IllegalArgumentException saying what is wrong; the reader adds which node it was
     */
    static void check(NodeProto node, int opset) {
        List<Signature> forms = ALL.get(Operators.key(node));
        forms.stream()
                .filter(form -> form.since <= opset && opset <= form.until)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(absent(node.getOpType(), opset, forms)))
                .check(node);
    }

    /** That an opset is before the first form of an operator or behind its last. */
    private static String absent(String operator, int opset, List<Signature> forms) {
        int first = forms.stream().mapToInt(Signature::since).min().orElseThrow();
        int last = forms.stream().mapToInt(Signature::until).max().orElseThrow();
        return opset < first
                ? "opset " + opset + " has no operator " + operator + ", which there is from opset " + first + " on"
                : "opset " + opset + " has no operator " + operator + " any more, which there was up to opset " + last;
    }

    private void check(NodeProto node) {
        require(
                node.getInputCount() >= leastInputs && node.getInputCount() <= mostInputs,
                "it has %d inputs, but takes %s",
                node.getInputCount(),
                count(leastInputs, mostInputs));
        require(
                node.getOutputCount() >= leastOutputs && node.getOutputCount() <= mostOutputs,
                "it has %d outputs, but makes %s",
                node.getOutputCount(),
                count(leastOutputs, mostOutputs));
        // A loop may leave out how often it runs and whether it does, and the first form of a scan how long the
        // sequences are.
        boolean free =
                node.getOpType().equals("Loop") || node.getOpType().equals("Scan") && until < SCAN_WITHOUT_LENGTHS;
        for (int i = 0; i < leastInputs; i++) {
            require(free || !node.getInput(i).isEmpty(), "input %d is missing", i);
        }
        for (int i = 0; i < leastOutputs; i++) {
            require(!node.getOutput(i).isEmpty(), "output %d has no name", i);
        }
        Set<String> seen = new HashSet<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            String name = attribute.getName();
            require(seen.add(name), "it has the attribute '%s' twice", name);
            Attribute known = attributes.get(name);
            require(known != null, "the operator has no attribute '%s' in this opset", name);
            // Where the kind is told, a value may be left out: writers of protobuf 3 leave out zeros.
            int told = attribute.getType();
            boolean right = told == 0 ? known.kind.isIn(attribute) : told == known.kind.number;
            boolean alone = !hasOther(attribute)
                    && Arrays.stream(Kind.values()).noneMatch(kind -> kind != known.kind && kind.isIn(attribute));
            require(right && alone, "its attribute '%s' must be of the kind %s, and of no other", name, known.kind);
        }
        attributes.forEach((name, attribute) ->
                require(!attribute.required || seen.contains(name), "its attribute '%s' is missing", name));
    }

    /** Whether it holds what no attribute of a supported operator is. */
    private static boolean hasOther(AttributeProto attribute) {
        return attribute.getTensorsCount() > 0
                || attribute.getGraphsCount() > 0
                || attribute.hasTp()
                || attribute.getTypeProtosCount() > 0
                || attribute.getSparseTensorsCount() > 0;
    }

    private static String count(int least, int most) {
        return most == ANY ? least + " or more" : least == most ? "" + least : least + " to " + most;
    }
}
