package io.jaspis.threat.vnnlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Formulas.Test;
import io.jaspis.threat.vnnlib.Formulas.Written;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class VnnLibLaws {
    private static final int POINTS = 100;

    @Property(tries = 300)
    @Label("a query has the unsafe points of its text, however conditions are nested, in both versions")
    void meansWhatIsWritten(@ForAll long seed, @ForAll boolean tensors) {
        Formulas formulas = new Formulas(seed, tensors);
        Written<Test> written = formulas.specification();
        Query query;
        try {
            query = VnnLib.parse(written.text(), "random");
        } catch (VnnLibException refused) {
            // Only what can never hold is refused.
            for (int k = 0; k < POINTS; k++) {
                assertEquals(
                        false,
                        written.meaning().at(formulas.point(Formulas.INPUTS), formulas.point(Formulas.OUTPUTS)),
                        refused::getMessage);
            }
            return;
        }
        for (int k = 0; k < POINTS; k++) {
            BigDecimal[] x = formulas.point(Formulas.INPUTS);
            BigDecimal[] y = formulas.point(Formulas.OUTPUTS);
            assertEquals(written.meaning().at(x, y), unsafe(query, x, y), written::text);
        }
    }

    @Property(tries = 200)
    @Label("parts of a query have its unsafe points together, and no others")
    void partsAreTheWhole(@ForAll long seed) {
        Formulas formulas = new Formulas(seed, false);
        int parts = 1 + new Random(seed).nextInt(7);
        List<Query> pieces;
        Query query;
        try {
            query = VnnLib.parse(formulas.specification().text(), "random");
            pieces = IntStream.rangeClosed(1, parts)
                    .mapToObj(part -> Pieces.of(query, part, parts))
                    .toList();
        } catch (VnnLibException refused) {
            return;
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("single points"), e.getMessage());
            return;
        }
        for (int k = 0; k < POINTS; k++) {
            BigDecimal[] x = formulas.point(Formulas.INPUTS);
            BigDecimal[] y = formulas.point(Formulas.OUTPUTS);
            assertEquals(unsafe(query, x, y), pieces.stream().anyMatch(piece -> unsafe(piece, x, y)));
        }
    }

    private static boolean unsafe(Query query, BigDecimal[] x, BigDecimal[] y) {
        double[] inputs = new double[x.length];
        Arrays.setAll(inputs, i -> x[i].doubleValue());
        float[] outputs = new float[y.length];
        for (int j = 0; j < y.length; j++) {
            outputs[j] = y[j].floatValue();
        }
        double[] values = query.values(inputs, outputs);
        return query.regions().stream()
                .anyMatch(region -> inside(region, x)
                        && region.violations().stream()
                                .anyMatch(rows -> rows.stream().allMatch(row -> row.holds(values))));
    }

    private static boolean inside(Region region, BigDecimal[] x) {
        for (int i = 0; i < x.length; i++) {
            if (x[i].compareTo(region.lower().get(i)) < 0
                    || x[i].compareTo(region.upper().get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    @Property(tries = 300)
    @Label("a query that is written out again is read as the same query")
    void readAgain(@ForAll long seed) {
        Query query;
        try {
            query = VnnLib.parse(new Formulas(seed, false).specification().text(), "random");
        } catch (VnnLibException refused) {
            return;
        }
        assertEquals(told(query), told(VnnLib.parse(text(query), "random")));
    }

    private static String told(Query query) {
        StringBuilder told = new StringBuilder();
        for (Region region : query.regions()) {
            told.append(region.lower()).append(region.upper());
            for (List<Row> rows : region.violations()) {
                told.append("\n|");
                rows.forEach(row -> told.append(expression(row))
                        .append(row.strict() ? ">" : ">=")
                        .append(row.written()));
            }
        }
        return told.toString();
    }

    private static String text(Query query) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < query.inputs(); i++) {
            text.append("(declare-const X_" + i + " Real)\n");
        }
        for (int j = 0; j < query.outputs(); j++) {
            text.append("(declare-const Y_" + j + " Real)\n");
        }
        text.append("(assert (or\n");
        for (Region region : query.regions()) {
            for (List<Row> rows : region.violations()) {
                text.append("(and");
                for (int i = 0; i < query.inputs(); i++) {
                    text.append(" (>= X_" + i + " " + region.lower().get(i) + ")");
                    text.append(" (<= X_" + i + " " + region.upper().get(i) + ")");
                }
                for (Row row : rows) {
                    text.append(row.strict() ? " (> " : " (>= ")
                            .append(expression(row))
                            .append(" " + row.written() + ")");
                }
                text.append(")\n");
            }
        }
        return text.append("))\n").toString();
    }

    private static String expression(Row row) {
        StringBuilder text = new StringBuilder("(+ 0");
        for (int i = 0; i < row.outputs().length; i++) {
            int index = row.outputs()[i] % (Formulas.INPUTS + Formulas.OUTPUTS);
            String name = index < Formulas.OUTPUTS ? "Y_" + index : "X_" + (index - Formulas.OUTPUTS);
            text.append(" (* " + new BigDecimal(row.coefficients()[i]) + " " + name + ")");
        }
        return text.append(")").toString();
    }

    @Property(tries = 800)
    @Label("a damaged text is read, or refused with its place, and nothing else happens")
    void damagedTexts(@ForAll long seed, @ForAll boolean tensors) {
        Random random = new Random(seed);
        byte[] text = new Formulas(seed, tensors).specification().text().getBytes(StandardCharsets.UTF_8);
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            text = damaged(text, random);
        }
        try {
            Path file = Files.createTempFile("damaged", ".vnnlib");
            try {
                Files.write(file, text);
                Query query = VnnLib.read(file);
                assertTrue(query.inputs() > 0 && query.outputs() > 0);
                query.regions().forEach(region -> region.property());
            } catch (VnnLibException refused) {
                assertTrue(refused.getMessage().contains("damaged"), refused.getMessage());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final String[] PIECES = {
        "(",
        ")",
        "[",
        "]",
        ",",
        "\"",
        ";",
        "\n",
        "1e999999999",
        "-",
        ".",
        "X_0",
        "X_99999999999",
        "Y_7",
        "(or",
        "(and ",
        "nan",
        "(* X_0 X_0)",
        "1e400",
        "1e-9999",
        "00",
        "\\",
        "A[0,9]",
        "<3.0>",
        "\u00e9",
        "(assert",
        "(not",
        "(+",
        "0e99999999999"
    };

    private static byte[] damaged(byte[] text, Random random) {
        int at = random.nextInt(text.length + 1);
        int until = Math.min(text.length, at + random.nextInt(40));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(text, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> out.write(text, until, text.length - until);
            case 1 -> {
                out.write(text, at, until - at);
                out.write(text, at, text.length - at);
            }
            case 2 -> out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
            case 3 -> {
                out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
                out.write(text, at, text.length - at);
            }
            case 4 -> {
                out.write(random.nextInt(256));
                out.write(text, until, text.length - until);
            }
            default ->
                out.writeBytes(
                        PIECES[random.nextInt(PIECES.length)].repeat(3000).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Property(tries = 300)
    @Label("a damaged archive is read, or refused, and nothing else happens")
    void damagedArchives(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new Formulas(1, false).specification().text().getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = packed.toByteArray();
        int length = random.nextBoolean() ? bytes.length : random.nextInt(3, bytes.length);
        byte[] damaged = Arrays.copyOf(bytes, length);
        damaged[random.nextInt(2, length)] ^= (byte) (1 << random.nextInt(8));
        Path file = Files.createTempFile("damaged", ".vnnlib.gz");
        try {
            Files.write(file, damaged);
            assertEquals(Formulas.INPUTS, VnnLib.read(file).inputs());
        } catch (VnnLibException refused) {
            assertTrue(refused.getMessage().startsWith("damaged"), refused.getMessage());
        } finally {
            Files.delete(file);
        }
    }

    @Example
    void whatIsPackedIsReadAsItIs() throws IOException {
        String text = new Formulas(1, false).specification().text();
        Path file = Files.createTempFile("packed", ".any");
        try {
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            assertEquals(told(VnnLib.parse(text, "")), told(VnnLib.read(file)));
        } finally {
            Files.delete(file);
        }
    }
}
