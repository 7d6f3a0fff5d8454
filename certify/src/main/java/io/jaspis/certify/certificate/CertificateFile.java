package io.jaspis.certify.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Certificates as JSON. */
public final class CertificateFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private CertificateFile() {}

    public static String format(SmoothingCertificate certificate) {
        return MAPPER.writeValueAsString(certificate) + "\n";
    }

    /**
     * Reads a certificate.
     *
     * @throws IOException when the file isn't one, saying why
     */
    public static SmoothingCertificate read(Path file) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(Files.readString(file));
            String kind = tree.path("kind").asString("");
            if (!SmoothingCertificate.KIND.equals(kind)) {
                throw new IOException(file + " is not a certificate that can be checked: its kind is '" + kind
                        + "', not '" + SmoothingCertificate.KIND + "'");
            }
            int schema = tree.path("schema").asInt(0);
            if (schema != SmoothingCertificate.SCHEMA) {
                throw new IOException(
                        file + " has the layout " + schema + ", but this version reads " + SmoothingCertificate.SCHEMA);
            }
            return MAPPER.treeToValue(tree, SmoothingCertificate.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is not a certificate: " + e.getOriginalMessage(), e);
        }
    }
}
