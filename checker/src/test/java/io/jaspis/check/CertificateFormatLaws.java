package io.jaspis.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.check.SmoothingCertificate.Accuracy;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.threat.Norm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A certificate is read exactly or not at all, and a refusal names the place. */
class CertificateFormatLaws {
    private static final JsonMapper PLAIN = JsonMapper.builder().build();
    private static final String MARK = "@mark@";
    private static final Path FILE = file();

    private static Path file() {
        try {
            Path file = Files.createTempFile("certificate", ".json");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SmoothingCertificate valid() {
        String hash = "00ff".repeat(16);
        String votes = Ballots.format(new int[] {1, 1, 0, -1, 1});
        return new SmoothingCertificate(
                SmoothingCertificate.SCHEMA,
                SmoothingCertificate.KIND,
                "0",
                "a command",
                new ModelSource("m.onnx", hash, List.of("float16", "float32")),
                new FileSource("../d.csv", hash),
                new Reading(
                        "labels.csv",
                        List.of("no", "yes"),
                        Columns.Header.YES,
                        "y",
                        List.of("id"),
                        Columns.Missing.MEDIAN,
                        List.of(new Reading.Categories("country", List.of("DE", "FR"))),
                        "UTF-8",
                        0.25,
                        Reading.SingleOutput.LOGIT,
                        new Opening(
                                List.of("scores"),
                                List.of(new Opening.Shaped("x", List.of(1, 3, 8, 8))),
                                List.of(new Opening.Given("mask", new FileSource("../mask.npy", hash)))),
                        List.of(new Reading.Channel(0.5f, 0.25f), new Reading.Channel(-1, 2))),
                new Settings(
                        NoiseKind.GAUSSIAN,
                        0.3f,
                        List.of(0.5f, 0f),
                        Norm.L2,
                        MethodKind.ONE_SIDED,
                        0,
                        7,
                        5,
                        0.3,
                        -1L << 40),
                2,
                List.of(new Accuracy(0, 0.5, 0), new Accuracy(0.25, 0, 0)),
                List.of(
                        new Example(0, hash, 1, 1, 3, 1, 5, true, 0.01, 0.005, votes),
                        new Example(7, hash, 0, -1, 0, 1, 5, false, 0, 0, votes)));
    }

    private static String format(SmoothingCertificate certificate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            CertificateFile.write(certificate, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsTooLargeToBeReadIsRefusedByItsSize() throws IOException {
        SmoothingCertificate certificate = valid();
        int length = format(certificate).getBytes(StandardCharsets.UTF_8).length;
        assertEquals(length, CertificateFile.bytes(certificate));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CertificateFile.write(certificate, out, length);
        assertEquals(length, out.size());
        String message = assertThrows(
                        CertificateFile.TooLargeException.class,
                        () -> CertificateFile.write(certificate, new ByteArrayOutputStream(), length - 1))
                .getMessage();
        assertTrue(message.startsWith("it would have %,d bytes".formatted(length)), message);
    }

    private static SmoothingCertificate read(String text) throws IOException {
        Files.writeString(FILE, text);
        return CertificateFile.smoothing(FILE);
    }

    private static String refusal(String text) {
        IOException error = assertThrows(IOException.class, () -> read(text), text);
        String start = FILE + " is not a certificate that can be checked: ";
        assertTrue(error.getMessage().startsWith(start), error::getMessage);
        return error.getMessage().substring(start.length());
    }

    /** What is done to a value. */
    enum Mutation {
        DROPPED,
        RENAMED,
        NULL,
        DOUBLED,
        ACCOMPANIED,
        QUOTED,
        FRACTION,
        WHOLE_FRACTION,
        HUGE,
        NOT_A_NUMBER,
        TRUTH,
        IN_A_LIST,
        IN_AN_OBJECT,
        EMPTY_OBJECT,
        NEGATIVE
    }

    /**
     * A value inside the certificate.
     *
     * @param name of its field, or its number in a list
     */
    private record Place(JsonNode holder, String name, JsonNode value, String path) {
        boolean inObject() {
            return holder.isObject();
        }

        void set(JsonNode other) {
            if (holder instanceof ObjectNode object) {
                object.set(name, other);
            } else {
                ((ArrayNode) holder).set(Integer.parseInt(name), other);
            }
        }
    }

    private static List<Place> places(JsonNode tree) {
        List<Place> places = new ArrayList<>();
        collect(tree, "", places);
        return places;
    }

    private static void collect(JsonNode node, String path, List<Place> places) {
        if (node.isObject()) {
            node.properties().forEach(entry -> {
                String inner = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                places.add(new Place(node, entry.getKey(), entry.getValue(), inner));
                collect(entry.getValue(), inner, places);
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String inner = path + "[" + i + "]";
            places.add(new Place(node, Integer.toString(i), node.get(i), inner));
            collect(node.get(i), inner, places);
        }
    }

    /** The text of the mutated tree, or null where the mutation says nothing of such a value. */
    private static String mutated(JsonNode tree, Place place, Mutation mutation) {
        JsonNode value = place.value();
        Function<String, String> after = text -> text;
        boolean applies = switch (mutation) {
            case DROPPED, RENAMED, DOUBLED, ACCOMPANIED -> place.inObject();
            case QUOTED -> value.isNumber() || value.isBoolean();
            case FRACTION, WHOLE_FRACTION -> value.isIntegralNumber();
            case HUGE, NOT_A_NUMBER, NEGATIVE -> value.isNumber();
            case TRUTH -> !value.isBoolean();
            case NULL, IN_A_LIST, IN_AN_OBJECT, EMPTY_OBJECT -> true;
        };
        // Numbers below 0 are numbers of a seed and of a mean, and −1 is no class.
        boolean signed = place.name().equals("seed") || place.name().equals("mean");
        if (!applies || mutation == Mutation.NEGATIVE && signed) {
            return null;
        }
        switch (mutation) {
            case DROPPED -> ((ObjectNode) place.holder()).remove(place.name());
            case RENAMED -> {
                ((ObjectNode) place.holder()).remove(place.name());
                ((ObjectNode) place.holder()).set(place.name() + "s", value);
            }
            case NULL -> place.set(PLAIN.nullNode());
            case DOUBLED -> {
                ((ObjectNode) place.holder()).set(MARK, value);
                after = text -> text.replace(MARK, place.name());
            }
            case ACCOMPANIED -> ((ObjectNode) place.holder()).put("more", 1);
            case QUOTED -> place.set(PLAIN.getNodeFactory().stringNode(value.toString()));
            case FRACTION -> after = literal(place, value + ".5");
            case WHOLE_FRACTION -> after = literal(place, value + ".0");
            case HUGE -> after = literal(place, value.isIntegralNumber() ? "9".repeat(30) : "1e999");
            case NOT_A_NUMBER -> after = literal(place, "NaN");
            case NEGATIVE -> after = literal(place, value.isIntegralNumber() ? "-2" : "-0.5");
            case TRUTH -> after = literal(place, "true");
            case IN_A_LIST -> place.set(PLAIN.createArrayNode().add(value));
            case IN_AN_OBJECT -> {
                ObjectNode holder = PLAIN.createObjectNode();
                holder.set("value", value);
                place.set(holder);
            }
            case EMPTY_OBJECT -> place.set(PLAIN.createObjectNode());
        }
        return after.apply(tree.toString());
    }

    private static Function<String, String> literal(Place place, String text) {
        place.set(PLAIN.getNodeFactory().stringNode(MARK));
        return whole -> whole.replace('"' + MARK + '"', text);
    }

    @Property(tries = 600)
    @Label("a certificate with one value missing, doubled or of another kind is refused, and the place is named")
    void mutationsAreRefused(@ForAll @IntRange(max = 10_000) int chosen, @ForAll Mutation mutation) {
        JsonNode tree = PLAIN.readTree(format(valid()));
        List<Place> places = places(tree);
        Place place = places.get(chosen % places.size());
        String text = mutated(tree, place, mutation);
        Assume.that(text != null);
        String message = refusal(text);
        boolean named = switch (mutation) {
            case ACCOMPANIED -> message.contains("more is no field");
            case DOUBLED -> message.contains("line ") && message.contains("\"" + place.name() + "\"");
            case NOT_A_NUMBER -> message.contains("line ") && message.contains("NaN");
            default -> message.contains(place.path());
        };
        assertTrue(named, () -> place.path() + " " + mutation + ":" + message);
    }

    @Property(tries = 100)
    @Label("a certificate that is cut off anywhere, or followed by anything, is refused, and the place is named")
    void truncated(@ForAll @IntRange(max = 5000) int length) {
        String text = format(valid()).strip();
        assertTrue(refusal(text.substring(0, length % text.length())).matches("(?s).*(line \\d|the file must).*"));
        String more = text.substring(length % text.length()).strip();
        assertTrue(refusal(text + "\n" + more).contains("line "));
    }

    @Test
    void onlyUtf8IsRead() throws IOException {
        String text = format(valid());
        for (Charset other : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32"))) {
            Files.write(FILE, text.getBytes(other));
            String message = assertThrows(IOException.class, () -> CertificateFile.smoothing(FILE), other.name())
                    .getMessage();
            assertTrue(message.contains("is not a certificate"), message);
        }
    }

    @Property(tries = 60)
    @Label("bytes that are no text are refused with their place, wherever they stand, behind the end too")
    void bytesThatAreNoText(@ForAll @IntRange(max = 20_000) int chosen, @ForAll boolean cutOff) throws IOException {
        byte[] text = format(valid()).getBytes(StandardCharsets.UTF_8);
        int at = chosen % 3 == 0 ? text.length : chosen % text.length;
        // The first of two bytes of a letter, with no second, or one that begins nothing.
        byte[] other = {cutOff ? (byte) 0xc3 : (byte) 0xff};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(text, 0, at);
        bytes.write(other);
        bytes.write(text, at, text.length - at);
        String before = new String(text, 0, at, StandardCharsets.UTF_8);
        long line = 1 + before.chars().filter(letter -> letter == '\n').count();
        int column = at - before.lastIndexOf('\n');
        Files.write(FILE, bytes.toByteArray());
        String message = assertThrows(IOException.class, () -> CertificateFile.read(FILE))
                .getMessage();
        assertTrue(
                message.endsWith(": line %d, column %d: it is no text in UTF-8".formatted(line, column)),
                () -> "line " + line + ", column " + column + " isn't in " + message);
    }

    @Test
    void whatStandsBehindTheEndIsRefusedWithItsPlace() {
        String text = format(valid());
        long last = text.lines().count();
        for (String behind : List.of("{}", "\0", "x", "]", ",", "1", "\ufeff", "\"")) {
            assertTrue(refusal(text + behind).startsWith("line " + (last + 1) + ", column "), behind);
            assertTrue(refusal(text.strip() + behind).startsWith("line " + last + ", column "), behind);
        }
    }

    @Test
    void votesHaveNothingBehindThem() {
        String votes = Ballots.format(new int[] {1, 1, 0, -1, 1});
        byte[] packed = Base64.getDecoder().decode(votes);
        for (int more : new int[] {1, 2, 3}) {
            String longer = Base64.getEncoder().encodeToString(Arrays.copyOf(packed, packed.length + more));
            String message = refusal(format(valid()).replace(votes, longer));
            String told = "behind the votes " + (more == 1 ? "stands 1 byte" : "stand " + more + " bytes") + " more";
            assertEquals("examples[0].votes can't be read: " + told, message);
        }
        String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(packed, packed.length - 1));
        assertEquals(
                "examples[0].votes can't be read: the votes are cut off",
                refusal(format(valid()).replace(votes, cut)));
        String six = Ballots.format(new int[] {1, 1, 0, -1, 1, 0});
        assertEquals(
                "examples[0].votes can't be read: there are more than 5 votes",
                refusal(format(valid()).replace(votes, six)));
    }

    @Test
    void theFormatItselfIsRead() throws IOException {
        assertEquals(valid(), read(format(valid())));
        // The order of fields, spaces, and a number without a fraction say nothing else.
        JsonNode tree = PLAIN.readTree(format(valid()));
        ObjectNode turned = PLAIN.createObjectNode();
        tree.propertyNames().stream().toList().reversed().forEach(name -> turned.set(name, tree.get(name)));
        assertEquals(valid(), read("\n" + turned + " "));
        assertEquals(valid(), read(format(valid()).replace("\"single\" : 0.0", "\"single\" : 0")));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        String text = format(valid());
        String[][] changes = {
            {"\"schema\" : 3", "\"schema\" : 1", "layout 1"},
            {"\"schema\" : 3", "\"schema\" : 4", "layout 4 (schema), but this version reads 3"},
            {"\"kind\" : \"smoothing\"", "\"kind\" : \"other\"", "'other'"},
            {"\"scale\" : 0.3", "\"scale\" : 0", "settings.scale"},
            {"\"scale\" : 0.3", "\"scale\" : 0.300000001", "settings.scale must be a number of float32"},
            {"gaussian", "cauchy", "settings.noise is 'cauchy'"},
            {"\"norm\" : \"2\"", "\"norm\" : \"3\"", "settings.norm is '3'"},
            {"one-sided", "guessed", "settings.method is 'guessed'"},
            {"\"alpha\" : 0.3", "\"alpha\" : 1", "settings.alpha is 1"},
            {"\"asked\" : 2", "\"asked\" : 1", "asked is 1"},
            {"\"index\" : 7", "\"index\" : 0", "examples[1].index is 0"},
            {"\"estimation\" : 5", "\"estimation\" : 4", "examples[0].samples is 5"},
            {"\"estimation\" : 5", "\"estimation\" : 16777216", "settings.estimation"},
            {"\"successes\" : 3", "\"successes\" : 6", "examples[0].successes is 6"},
            {"\"none\" : 1", "\"none\" : 3", "examples[0].none is 3"},
            {"\"certified\" : true", "\"certified\" : false", "examples[0].radius is 0.01"},
            {"\"certified\" : false", "\"certified\" : true", "examples[1].prediction is no class"},
            {"\"prediction\" : 1", "\"prediction\" : 65535", "examples[0].prediction is 65535"},
            {"\"single\" : 0.5", "\"single\" : 1.5", "accuracy[0].single"},
            {"00ff00ff", "00FF00ff", "model.sha256"},
            {"00ff00ff", "00ff00f", "model.sha256"},
            {"m.onnx", "", "model.path"},
            {"m.onnx", "m\\u0000", "model.path"},
            {"float16", "float32", "model.elementTypes"},
            {"\"outputs\" : [ \"scores\" ]", "\"outputs\" : [ \"scores\", \"scores\" ]", "reading.opening.outputs"},
            {"../mask.npy", "", "reading.opening.inputs[0].file.path"},
            {"\"votes\" : \"e", "\"votes\" : \"!", "examples[0].votes can't be read"},
            {"\"votes\" : \"e", "\"votes\" : \"ee", "examples[0].votes can't be read"},
        };
        for (String[] change : changes) {
            assertTrue(text.contains(change[0]), change[0]);
            int at = text.indexOf(change[0]);
            String changed = text.substring(0, at) + change[1] + text.substring(at + change[0].length());
            String message = refusal(changed);
            assertTrue(message.contains(change[2]), () -> change[2] + " is not in" + message);
        }
        for (String other :
                new String[] {"", " ", "[]", "3", "null", "{}", "[".repeat(100_000), "{\"a\":".repeat(2000)}) {
            refusal(other);
        }
    }

    @Test
    void anotherLayoutOfAnyKindIsToldBeforeWhatItLacks() throws IOException {
        for (String kind : List.of("bounds", "verification", "smoothing")) {
            Files.writeString(FILE, "{\"kind\": \"%s\", \"schema\": 99}".formatted(kind));
            String message = assertThrows(IOException.class, () -> CertificateFile.read(FILE), kind)
                    .getMessage();
            assertTrue(message.contains("it has the layout 99 (schema), but this version reads "), message);
        }
    }

    @Test
    void pathsStartAtTheCertificate() throws IOException {
        Path folder = Files.createTempDirectory("paths").toRealPath();
        Path out = Files.createDirectories(folder.resolve("a/b"));
        Path model = Files.createFile(folder.resolve("m.onnx"));
        Path certificate = Files.createFile(out.resolve("certificate.json"));
        assertEquals("../../m.onnx", CertificateFile.path(out, model));
        assertEquals("..", CertificateFile.path(out, out.resolve("..")));
        assertEquals("certificate.json", CertificateFile.path(out, certificate));
        assertTrue(Files.isSameFile(model, CertificateFile.resolve(certificate, "../../m.onnx")));
        // The way up from a folder behind a link is that of its target, and a file keeps the name of its link.
        Path link = Files.createSymbolicLink(folder.resolve("link"), out);
        Path named = Files.createSymbolicLink(folder.resolve("current.onnx"), model);
        assertEquals("../../current.onnx", CertificateFile.path(link, named));
        assertTrue(Files.isSameFile(
                model, CertificateFile.resolve(link.resolve("certificate.json"), "../../current.onnx")));
        for (Path path : List.of(named, link, certificate, model, out, folder.resolve("a"), folder)) {
            Files.delete(path);
        }
    }
}
