package io.jaspis.check;

import static io.jaspis.check.Fields.require;

import io.jaspis.check.proof.Refutation;
import java.util.List;

/**
 * Why the answer to a specification is unsat, in real arithmetic over the numbers of the model's file. {@code docs/certificates.md}
 * says what each field means.
 *
 * @param schema the version of this layout, {@link #SCHEMA}
 * @param kind {@link #KIND}
 * @param command the command line that made it
 * @param specification the file, and the hash of its text
 * @param opening what was said of the model
 * @param regions one for each region of the specification, in its order
 */
public record VerificationCertificate(
        int schema,
        String kind,
        String jaspis,
        String command,
        ModelSource model,
        FileSource specification,
        Opening opening,
        List<Refutation> regions)
        implements Certificate {
    public static final int SCHEMA = 1;
    public static final String KIND = "verification";

    public VerificationCertificate {
        regions = List.copyOf(regions);
        require(schema == SCHEMA, "schema is " + schema + ", but this version reads " + SCHEMA);
        require(kind.equals(KIND), "kind is '" + kind + "', not '" + KIND + "'");
        require(!regions.isEmpty(), "regions is an empty list");
    }

    @Override
    public int count() {
        return regions.size();
    }
}
