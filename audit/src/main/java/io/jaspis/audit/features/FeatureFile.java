package io.jaspis.audit.features;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Similar;
import io.jaspis.autodiff.data.ByteOrderMark;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.DecimalMark;
import io.jaspis.autodiff.data.TextTable;
import io.jaspis.threat.Features;
import io.jaspis.threat.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of features ({@code docs/features.md}), which says what each column of a table can be and how far it may move: an entry for
 * each that it speaks of, as CSV or as JSON.
 *
 * <pre>{@code
 * Features features = FeatureFile.read(Path.of("features.csv")).features(cases);
 * Robustness.of(model).within(Threat.of(Norm.LINF, 1, features)).audit(cases);
 * }</pre>
 */
public final class FeatureFile {
    private static final List<String> FIELDS = List.of("name", "epsilon", "lower", "upper", "kind");

    private static final List<String> NUMBERS = List.of("epsilon", "lower", "upper");
    /** What an epsilon ends with that counts in standard deviations of its column. */
    static final String STANDARD_DEVIATIONS = "std";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Where the parser began with what isn't at its end, which it tells of a text without a place. */
    private static final Pattern MARKER = Pattern.compile("\\s*\\(start marker at \\[Source.*?]\\)");

    private final List<Entry> entries;

    private FeatureFile(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * What the file says of a column.
     *
     * @param place in the file, for messages
     * @param words by field; blank or absent where nothing is said
     */
    record Entry(String place, Map<String, String> words) {
        /** What it says; empty where it says nothing. */
        String word(String field) {
            return words.getOrDefault(field, "");
        }

        InputException refused(String why) {
            return new InputException(place + ": " + why);
        }
    }

    /**
     * Reads a file; one whose name ends with {@code .json} as JSON, any other as CSV.
     *
     * @throws InputException where it is no such file, saying where
     */
    public static FeatureFile read(Path file) throws IOException {
        boolean json = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json");
        List<Entry> entries = json ? json(file) : csv(file);
        Map<String, Entry> byName = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.word("name").isEmpty()) {
                throw entry.refused("the name is missing; it is a column's");
            }
            Entry before = byName.put(entry.word("name"), entry);
            if (before != null) {
                throw entry.refused(
                        "\"" + entry.word("name") + "\" was named before, at " + before.place() + "; name it once");
            }
        }
        return new FeatureFile(entries);
    }

    /**
     * The features of a table, in the order of its columns; one that the file doesn't name stays as it is.
     *
     * @param table all of it, since a standard deviation is that of a whole column
     * @throws InputException where the file doesn't fit the table, saying which entry of it
     */
    public Features features(Dataset table) {
        return ColumnFeatures.of(entries, table);
    }

    /** Where the file speaks of a column, or of the one that it is a category of. */
    public String place(String column) {
        return entries.stream()
                .filter(entry -> column.equals(entry.word("name")) || column.startsWith(entry.word("name") + "="))
                .map(Entry::place)
                .findFirst()
                .orElse("the file of features");
    }

    /** Where an example and the file contradict each other, and what to do; on the command line. */
    public InputException misfit(Problem.MisfitException e, Dataset examples, Features features) {
        int element = e.misfit().element();
        String mend = features.of(element).group() != null
                ? "a missing category is none of them: leave such lines out with --missing drop"
                : "mend the line, leave it out, or let the file of features allow it";
        return new InputException(
                "%s (example %s) has what %s doesn't allow: %s; %s"
                        .formatted(
                                examples.place(e.index()),
                                e.index(),
                                place(examples.inputNames().get(element)),
                                e.misfit().why(),
                                mend),
                e);
    }

    private static List<Entry> csv(Path file) throws IOException {
        TextTable table = TextTable.read(file);
        List<TextTable.Line> lines = table.lines();
        List<String> header = lines.getFirst().cells().stream()
                .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
                .toList();
        String place = file + ", line " + lines.getFirst().number();
        if (header.stream().noneMatch(FIELDS::contains)) {
            throw new InputException(
                    place + ": the header is missing: the first line must be " + String.join(",", FIELDS));
        }
        for (String field : header) {
            requireField(field, place);
        }
        if (!header.contains("name") || header.stream().distinct().count() < header.size()) {
            throw new InputException(
                    place + ": the first line must name the columns, each once: " + String.join(",", FIELDS));
        }
        DecimalMark mark = new DecimalMark(table.separator());
        List<Entry> entries = new ArrayList<>();
        for (TextTable.Line line : lines.subList(1, lines.size())) {
            Map<String, String> words = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                String word = line.cells().get(i).strip();
                words.put(header.get(i), NUMBERS.contains(header.get(i)) ? plain(word, line.number(), mark) : word);
            }
            entries.add(new Entry(file + ", line " + line.number(), words));
        }
        mark.requireSure(file);
        return entries;
    }

    /** A number as spreadsheets write it with a point for a decimal comma; what is none is left for a later look. */
    private static String plain(String word, int line, DecimalMark mark) {
        boolean relative = word.endsWith(STANDARD_DEVIATIONS);
        String number = relative
                ? word.substring(0, word.length() - STANDARD_DEVIATIONS.length())
                        .strip()
                : word;
        String plain = mark.plain(number, line);
        return plain == null ? word : plain + (relative ? STANDARD_DEVIATIONS : "");
    }

    private static List<Entry> json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no file " + file + "; check the path");
        }
        JsonNode root;
        try (Reader text = ByteOrderMark.open(file)) {
            root = MAPPER.readTree(text.readAllAsString());
        } catch (JacksonException e) {
            throw new InputException(
                    file + " is no JSON: "
                            + MARKER.matcher(e.getOriginalMessage()).replaceAll("") + line(e),
                    e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new InputException(file + " is no JSON: it is no text in UTF-8", e);
        }
        if (!root.isArray()) {
            throw new InputException(file + " must hold a list with an object for each column, [{\"name\": …}, …]");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode one : root) {
            String place = file + ", entry " + (entries.size() + 1);
            if (!one.isObject()) {
                throw new InputException(
                        place + " must be an object such as {\"name\": \"age\", \"kind\": \"integer\"}");
            }
            Map<String, String> words = new LinkedHashMap<>();
            one.properties().forEach(field -> {
                requireField(field.getKey(), place);
                if (!field.getValue().isString() && !field.getValue().isNumber()) {
                    throw new InputException(place + ": " + field.getKey() + " must be a word or a number");
                }
                words.put(field.getKey(), field.getValue().asString().strip());
            });
            entries.add(new Entry(place, words));
        }
        return entries;
    }

    private static void requireField(String field, String place) {
        if (!FIELDS.contains(field)) {
            throw new InputException(place + ": \"" + field + "\" is none of the fields " + String.join(", ", FIELDS)
                    + Similar.question(field, FIELDS));
        }
    }

    private static String line(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : " (line " + e.getLocation().getLineNr() + ")";
    }
}
