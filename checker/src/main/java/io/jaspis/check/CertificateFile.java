package io.jaspis.check;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Certificates as JSON. What isn't exactly the format of {@code docs/certificates.md} is refused: a certificate that
 * can be read in two ways vouches for nothing. Paths in it start at the folder that it lies in.
 */
public final class CertificateFile {
    /** What the parser tells of itself: its methods, its settings, and places in a text that it doesn't show. */
    private static final Pattern OF_THE_PARSER =
            Pattern.compile(", from `[^`]*`|: enable `[^`]*` to allow|\\s*\\(start marker at \\[Source.*?]\\)");

    /** The most bytes of a file that is read; 10,000 examples with 10,000 votes each take about a tenth of it. */
    public static final long LARGEST = 1L << 29;

    /** Characters of the votes of one example: 2²⁴ of them that can't be deflated, in Base64. */
    private static final int LONGEST = 50_000_000;

    private static final String EXAMPLES = "examples";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(LARGEST)
                            .maxStringLength(LONGEST)
                            .maxNestingDepth(12)
                            .maxNumberLength(64)
                            .maxNameLength(256)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(StrictRecords.words())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private CertificateFile() {}

    /** A certificate that isn't written, as it would be too large to be read again. The message tells its size. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException(String message) {
            super(message);
        }
    }

    /**
     * Writes a certificate as the text of its file, example by example.
     *
     * @throws TooLargeException where that would be too large to be read again; what is written then is no certificate
     */
    public static void write(Certificate certificate, OutputStream out) throws IOException {
        write(certificate, out, LARGEST);
    }

    /** @param most the bytes that it may have; what is beyond isn't written */
    static void write(Certificate certificate, OutputStream out, long most) throws IOException {
        Counted counted = new Counted(out, most);
        text(certificate, counted);
        if (counted.bytes > most) {
            throw new TooLargeException(tooLarge(counted.bytes, most));
        }
    }

    private static void text(Certificate certificate, OutputStream out) throws IOException {
        MAPPER.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET).writeValue(out, certificate);
        out.write('\n');
    }

    /** The bytes that a certificate's file has. */
    public static long bytes(Certificate certificate) {
        Counted counted = new Counted(OutputStream.nullOutputStream(), 0);
        try {
            text(certificate, counted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counted.bytes;
    }

    /** What is said of a certificate with more bytes than are read. */
    public static String tooLarge(long bytes) {
        return tooLarge(bytes, LARGEST);
    }

    private static String tooLarge(long bytes, long most) {
        return "it would have %,d bytes, and jaspis check reads at most %,d".formatted(bytes, most);
    }

    /** Counts all bytes, and passes the first ones on. */
    private static final class Counted extends OutputStream {
        private final OutputStream to;
        private final long most;
        private long bytes;

        Counted(OutputStream to, long most) {
            this.to = to;
            this.most = most;
        }

        @Override
        public void write(int one) throws IOException {
            bytes++;
            if (bytes <= most) {
                to.write(one);
            }
        }

        @Override
        public void write(byte[] some, int from, int count) throws IOException {
            bytes += count;
            if (bytes <= most) {
                to.write(some, from, count);
            }
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }
    }

    /**
     * Reads a certificate of smoothing.
     *
     * @throws IOException when the file isn't one, saying why and where
     */
    public static SmoothingCertificate smoothing(Path file) throws IOException {
        return (SmoothingCertificate) read(file, Set.of(SmoothingCertificate.KIND));
    }

    /**
     * Reads a certificate of whatever kind.
     *
     * @throws IOException when the file isn't one, saying why and where
     */
    public static Certificate read(Path file) throws IOException {
        return read(file, Set.of(SmoothingCertificate.KIND, BoundsCertificate.KIND, VerificationCertificate.KIND));
    }

    private static Certificate read(Path file, Set<String> kinds) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder; give the certificate.json in it");
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(
                    "%s has %,d bytes; a certificate has at most %,d".formatted(file, Files.size(file), LARGEST));
        }
        // JSON is UTF-8, and a parser that guesses would read other files too.
        try (Reader in = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder());
                JsonParser parser = MAPPER.createParser(in)) {
            JsonNode tree = tree(parser);
            return switch (requireKind(tree, kinds)) {
                case BoundsCertificate.KIND -> StrictRecords.read(tree, BoundsCertificate.class);
                case VerificationCertificate.KIND -> StrictRecords.read(tree, VerificationCertificate.class);
                default -> StrictRecords.read(tree, SmoothingCertificate.class);
            };
        } catch (JacksonException e) {
            String why = e.getCause() instanceof CharacterCodingException
                    ? Undecodable.place(file) + "it is no text in UTF-8"
                    : shown(e.getOriginalMessage());
            throw new IOException(file + " is not a certificate that can be checked: " + why, e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a certificate that can be checked: " + shown(e.getMessage()), e);
        }
    }

    /** The file as JSON, and nothing behind it. */
    private static JsonNode tree(JsonParser parser) {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IllegalArgumentException("the file must be an object, but is empty");
            }
            JsonNode tree = first == JsonToken.START_OBJECT ? object(parser) : MAPPER.readTree(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException(place(parser.currentTokenLocation()) + "something follows its end");
            }
            return tree;
        } catch (JacksonException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw e;
            }
            // What is too long is told without a place, and with the name of a method of Java.
            TokenStreamLocation location = e.getLocation() != null ? e.getLocation() : parser.currentLocation();
            throw new IllegalArgumentException(
                    place(location)
                            + OF_THE_PARSER.matcher(e.getOriginalMessage()).replaceAll(""),
                    e);
        }
    }

    /** The object that begins here; of its examples, which are many, each is taken as a record at once. */
    private static ObjectNode object(JsonParser parser) {
        ObjectNode tree = MAPPER.createObjectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            tree.set(
                    name,
                    name.equals(EXAMPLES) && value == JsonToken.START_ARRAY
                            ? tree.pojoNode(examples(parser, type(tree)))
                            : MAPPER.readTree(parser));
        }
        return tree;
    }

    /** What examples are by the kind that stands before them. */
    private static Class<? extends Record> type(ObjectNode tree) {
        return tree.path("kind").asString("").equals(BoundsCertificate.KIND)
                ? BoundsCertificate.Example.class
                : SmoothingCertificate.Example.class;
    }

    /** What is wrong with an example is told in its turn, after what comes before the examples. */
    private static StrictRecords.Given examples(JsonParser parser, Class<? extends Record> type) {
        List<Record> examples = new ArrayList<>();
        IllegalArgumentException wrong = null;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode example = MAPPER.readTree(parser);
            if (wrong == null) {
                try {
                    examples.add(StrictRecords.read(example, type, EXAMPLES + "[" + examples.size() + "]"));
                } catch (IllegalArgumentException e) {
                    wrong = e;
                }
            }
        }
        IllegalArgumentException told = wrong;
        return () -> {
            if (told != null) {
                throw told;
            }
            return examples;
        };
    }

    /** Before all else, so that a file of another kind or time is told what it is, and not what it lacks. */
    private static String requireKind(JsonNode tree, Set<String> kinds) {
        if (!tree.path("kind").isString()) {
            return SmoothingCertificate.KIND;
        }
        String kind = tree.path("kind").stringValue();
        if (!kinds.contains(kind)) {
            throw new IllegalArgumentException("its kind is '" + kind + "', not '"
                    + kinds.stream().sorted().collect(Collectors.joining("' or '")) + "'");
        }
        switch (kind) {
            case BoundsCertificate.KIND -> {
                requireKindFirst(tree);
                requireLayout(tree, BoundsCertificate.SCHEMA);
            }
            case VerificationCertificate.KIND -> requireLayout(tree, VerificationCertificate.SCHEMA);
            default -> requireLayout(tree, SmoothingCertificate.SCHEMA);
        }
        return kind;
    }

    /** Examples are taken as those of the kind that stands before them. */
    private static void requireKindFirst(JsonNode tree) {
        for (String name : tree.propertyNames()) {
            if (name.equals("kind")) {
                return;
            }
            if (name.equals(EXAMPLES)) {
                throw new IllegalArgumentException("its kind must stand before its examples");
            }
        }
    }

    private static void requireLayout(JsonNode tree, int read) {
        JsonNode schema = tree.path("schema");
        if (schema.isInt() && schema.intValue() != read) {
            throw new IllegalArgumentException("it has the layout " + schema.intValue()
                    + " (schema), but this version reads " + read + ": run the command that it names once more");
        }
    }

    /** Texts of the file are in it: no more than a few lines of them, and nothing that steers a terminal. */
    private static String shown(String message) {
        String plain = message.replaceAll("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]", "?");
        return plain.length() <= 500 ? plain : plain.substring(0, 500) + "…";
    }

    private static String place(TokenStreamLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    /**
     * How a certificate in a folder names a file: by the way from there, with {@code /} between names, or by the whole
     * path where no way leads there, as to another drive.
     *
     * @param folder that exists
     */
    public static String path(Path folder, Path file) throws IOException {
        // The way up from a folder behind a symbolic link is that of its target, so links are followed first; but the
        // file keeps the name that it was given by.
        Path from = folder.toRealPath();
        Path whole = file.toAbsolutePath();
        Path parent = whole.getParent();
        Path to = (parent == null ? whole : parent.toRealPath().resolve(whole.getFileName())).normalize();
        Path way = from.getRoot().equals(to.getRoot()) ? from.relativize(to) : to;
        String names = way.toString().replace(way.getFileSystem().getSeparator(), "/");
        return names.isEmpty() ? "." : names;
    }

    /**
     * Where the file is that a certificate names so.
     *
     * @throws IOException where no file of this system can have such a name, or the certificate is gone
     */
    public static Path resolve(Path certificate, String path) throws IOException {
        try {
            return certificate.toRealPath().getParent().resolve(path);
        } catch (InvalidPathException e) {
            throw new IOException(
                    certificate + " names the file '" + shown(path) + "', and no file here can be called so", e);
        }
    }
}
