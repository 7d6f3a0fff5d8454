package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.data.ByteOrderMark;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * A report as JSON, laid out as the resource {@code report.schema.json} and {@code docs/report-schema.md} say. JSON has
 * no NaN and no infinities: a number that is not known is {@code null}, an infinite one the string {@code "Infinity"} or
 * {@code "-Infinity"}.
 */
public final class ReportJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new Writer())
                    .addSerializer(Double.TYPE, new Writer())
                    .addDeserializer(Double.class, new Numbers())
                    .addDeserializer(Double.TYPE, new Numbers()))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    /** What the file is called. */
    public static final String NAME = "report.json";

    private ReportJson() {}

    /** The file's content, made when it is written. */
    public static WholeFile.Content content(AuditReport report) {
        Objects.requireNonNull(report, "report");
        return out -> {
            MAPPER.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET).writeValue(out, report);
            out.write('\n');
        };
    }

    /**
     * Reads a report of this layout, {@link AuditReport#SCHEMA}. A byte order mark before it is none of it.
     *
     * @throws IOException when it isn't one, saying why
     */
    public static AuditReport read(Path path) throws IOException {
        try {
            requireLayout(path);
            AuditReport report = report(path);
            requireAll(report, path);
            requireAll(report.provenance(), path);
            return report;
        } catch (JacksonException unreadable) {
            String why = switch (unreadable.getCause()) {
                case CharacterCodingException _ -> "it is no text in UTF-8";
                case NullPointerException _ -> "something that each report has is missing";
                case null, default -> unreadable.getOriginalMessage();
            };
            throw new IOException(path + " is not a report: " + why, unreadable);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the record is public", e);
        }
    }

    /** Before all else, so that a file of another layout is told that, and not what it lacks. */
    private static void requireLayout(Path path) throws IOException {
        int schema = schema(path);
        if (schema > AuditReport.SCHEMA) {
            throw new IOException(path + " has the layout " + schema
                    + " (schema) of a later version; this one reads up to " + AuditReport.SCHEMA);
        }
        if (schema == 0) {
            throw new IOException(path + " is not a report: it names no layout (schema)");
        }
        if (schema < AuditReport.SCHEMA) {
            throw new IOException(path + " has the layout " + schema + " (schema), but this version reads "
                    + AuditReport.SCHEMA + ": run the command that it names once more");
        }
    }

    /** The layout that a file says it has, or 0. */
    private static int schema(Path path) throws IOException {
        try (Reader in = ByteOrderMark.open(path);
                JsonParser json = MAPPER.createParser(in)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return 0;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = json.currentName().equals("schema");
                JsonToken value = json.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_NUMBER_INT ? json.getIntValue() : 0;
                }
                json.skipChildren();
            }
            return 0;
        }
    }

    /** Makes the report as the file is read: that of a million examples is many times as large as a tree. */
    private static AuditReport report(Path path) throws IOException {
        try (Reader in = ByteOrderMark.open(path)) {
            return MAPPER.readValue(in, AuditReport.class);
        }
    }

    private static void requireAll(Record record, Path path) throws IOException, ReflectiveOperationException {
        for (RecordComponent part : record.getClass().getRecordComponents()) {
            if (part.getAccessor().invoke(record) == null) {
                throw new IOException(path + " is not a report: " + part.getName() + " is missing");
            }
        }
    }

    /** Writes a report, whole or not at all. */
    public static void write(AuditReport report, Path file) throws IOException {
        WholeFile.write(file, content(report));
    }

    static String format(Record report) {
        return MAPPER.writeValueAsString(report);
    }

    private static final class Writer extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            if (value.isNaN()) {
                json.writeNull();
            } else if (value.isInfinite()) {
                json.writeString(value.toString());
            } else {
                json.writeNumber(value);
            }
        }
    }

    private static final class Numbers extends ValueDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) {
            return json.currentToken() == JsonToken.VALUE_STRING
                    ? Double.valueOf(json.getString())
                    : Double.valueOf(json.getDoubleValue());
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }

        @Override
        public Double getAbsentValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
