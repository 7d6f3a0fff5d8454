package io.jaspis.audit.report;

import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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
                    .addDeserializer(Double.class, new Reader())
                    .addDeserializer(Double.TYPE, new Reader()))
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
        return out -> WholeFile.Content.of(format(report) + "\n").writeTo(out);
    }

    /**
     * Reads a report of {@link #content}.
     *
     * @throws IOException when it isn't one, saying why
     */
    public static AuditReport read(Path path) throws IOException {
        try {
            AuditReport report = parse(Files.readString(path));
            if (report.schema() > AuditReport.SCHEMA) {
                throw new IOException(path + " has the layout " + report.schema()
                        + " (schema) of a later version; this one reads up to " + AuditReport.SCHEMA);
            }
            for (RecordComponent part : AuditReport.class.getRecordComponents()) {
                if (part.getAccessor().invoke(report) == null) {
                    throw new IOException(path + " is not a report: " + part.getName() + " is missing");
                }
            }
            return report;
        } catch (JacksonException unreadable) {
            throw new IOException(path + " is not a report: " + unreadable.getOriginalMessage(), unreadable);
        } catch (CharacterCodingException unreadable) {
            throw new IOException(path + " is not a report: it is no text in UTF-8", unreadable);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the record is public", e);
        }
    }

    static String format(AuditReport report) {
        return MAPPER.writeValueAsString(report);
    }

    static AuditReport parse(String json) {
        return MAPPER.readValue(json, AuditReport.class);
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

    private static final class Reader extends ValueDeserializer<Double> {
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
