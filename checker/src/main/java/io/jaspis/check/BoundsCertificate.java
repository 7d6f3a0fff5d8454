package io.jaspis.check;

import static io.jaspis.check.Fields.isHash;
import static io.jaspis.check.Fields.require;

import io.jaspis.check.proof.Axis;
import io.jaspis.check.proof.Proof;
import io.jaspis.threat.Norm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proofs that a network keeps the class of some examples all over the balls around them, in real arithmetic over the file's
 * numbers. {@code docs/certificates.md} says what each field means. Every record refuses what can't be, in a message that begins with
 * the field's name; whether what can be is true is for {@link BoundsChecker}.
 *
 * @param schema the version of this layout, {@link #SCHEMA}
 * @param kind {@link #KIND}
 * @param command the command line that made it
 * @param reading how model and data were read
 * @param norm of the balls
 * @param epsilon their radius, in units of the axes
 * @param axes one for each input, or each for as many that follow each other
 * @param asked the number of examples that were asked for, those that nothing proves among them
 */
public record BoundsCertificate(
        int schema,
        String kind,
        String jaspis,
        String command,
        ModelSource model,
        FileSource data,
        Reading reading,
        Norm norm,
        double epsilon,
        List<Axis> axes,
        int asked,
        List<Example> examples)
        implements Certificate.OfExamples {
    public static final int SCHEMA = 1;
    public static final String KIND = "bounds";

    /**
     * An example, all of whose ball has its label.
     *
     * @param index its number in the data set
     * @param sha256 of its values as little-endian float32
     * @param label the class that the data set gives it
     * @param proofs one of the whole ball, or one for each choice of categories
     */
    public record Example(int index, String sha256, int label, List<Proof> proofs) {
        public Example {
            proofs = List.copyOf(proofs);
            require(!proofs.isEmpty(), "proofs is an empty list");
            require(index >= 0, "index is " + index + ", but must be at least 0");
            require(isHash(sha256), "sha256 is not 64 digits of lower-case hexadecimal");
            require(label >= 0, "label is " + label + ", but classes are numbered from 0");
        }
    }

    public BoundsCertificate {
        axes = List.copyOf(axes);
        examples = List.copyOf(examples);
        require(schema == SCHEMA, "schema is " + schema + ", but this version reads " + SCHEMA);
        require(kind.equals(KIND), "kind is '" + kind + "', not '" + KIND + "'");
        require(
                epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY,
                "epsilon is " + epsilon + ", but must be a finite number from 0 on");
        require(!axes.isEmpty(), "axes is an empty list");
        require(asked >= examples.size(), "asked is " + asked + ", but there are " + examples.size() + " examples");
        Set<Integer> indices = new HashSet<>();
        for (int i = 0; i < examples.size(); i++) {
            int index = examples.get(i).index();
            require(indices.add(index), "examples[" + i + "].index is " + index + " as in one before it");
        }
    }

    @Override
    public int count() {
        return examples.size();
    }
}
