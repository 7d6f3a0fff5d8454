package io.jaspis.bench.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is trained on, and how closely networks are looked at.
 *
 * @param data for training and for tests, where the settings don't say it
 * @param fingerprint a hash of all that lies there, or of all that the setting takes
 * @param words that each training gets too
 * @param images how many test examples are attacked, certified by the verifier, or smoothed
 * @param attack by its name, such as {@code autoattack}, which is the paper's {@code standard}
 * @param effort of attacks and of the verifier, {@code low}, {@code normal} or {@code high}
 * @param samples of noise for an example
 * @param heldOut how many training examples are kept from training and measured on, instead of test examples, which then nobody
 *     looks at; 0 for none
 */
public record Scope(
        Optional<Path> data,
        String fingerprint,
        List<String> words,
        int images,
        String attack,
        String effort,
        int samples,
        int heldOut) {
    public Scope {
        words = List.copyOf(words);
    }
}
