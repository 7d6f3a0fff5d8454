package io.jaspis.cli.journal;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Phase;
import io.jaspis.audit.ProofStep;
import io.jaspis.audit.RadiusStep;
import io.jaspis.audit.Work;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.threat.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A portion of an audit that is finished.
 *
 * @param seconds that the audit had taken so far
 * @param examples what was found of each
 * @param steps what attacks did at other radii
 * @param proofs what certifiers did at other radii
 * @param times what each part took
 * @param spent what attacks spent
 * @param claims what attacks claimed to have broken
 * @param end whether all that was asked for was done and written then
 */
public record AuditEntry(
        double seconds,
        List<Example> examples,
        List<Step> steps,
        List<Proof> proofs,
        List<Time> times,
        List<Spent> spent,
        List<Claims> claims,
        boolean end)
        implements Entry<AuditEntry> {
    /** Examples of an entry, where they needn't be those of a portion. */
    private static final int PORTION = 64;

    public AuditEntry {
        examples = List.copyOf(examples);
        steps = List.copyOf(steps);
        proofs = List.copyOf(proofs);
        times = List.copyOf(times);
        spent = List.copyOf(spent);
        claims = List.copyOf(claims);
    }

    /**
     * A finding.
     *
     * @param sha256 of the example's values as little-endian float32
     */
    public record Example(
            int index,
            String sha256,
            int label,
            int prediction,
            Double confidence,
            String verdict,
            Optional<String> certifier,
            Double margin,
            boolean tied,
            boolean rounding,
            boolean inFloat32,
            Optional<Witness> witness) {}

    /**
     * An adversarial example.
     *
     * @param attack what found it
     * @param tried the attack of the plan that this belongs to, where that is known
     * @param values as little-endian float32, deflated, in Base64
     */
    public record Witness(String attack, Optional<String> tried, int prediction, Double distance, String values) {}

    /** A step of the curve. */
    public record Step(double radius, List<Integer> attacked, List<Broken> broken) {}

    /**
     * An example that was broken at a step.
     *
     * @param from the radius from which on it is
     * @param attack what broke it, where that is known
     */
    public record Broken(int index, double from, Optional<String> attack) {}

    /** What certifiers did at a radius of the curve, as in {@link ProofStep}; the names of what proved are told once. */
    public record Proof(double radius, boolean cheapest, List<Integer> tried, List<Proved> proved) {}

    /** The examples that a certifier proved. */
    public record Proved(String certifier, List<Integer> indices) {}

    /** What a part took, as in {@link Work.Time}. */
    public record Time(Phase.Part part, String name, double seconds) {}

    /**
     * What an attack spent on examples, as in {@link Work.Spending}: each number of the example at the same place of
     * {@code indices}.
     */
    public record Spent(
            Phase.Part part,
            String name,
            List<Integer> indices,
            List<Long> gradients,
            List<Long> queries,
            List<Long> domains) {
        public Spent {
            boolean equal = indices.size() == gradients.size()
                    && indices.size() == queries.size()
                    && indices.size() == domains.size();
            if (!equal) {
                throw new IllegalArgumentException("gradients, queries and domains must be as many as indices");
            }
        }
    }

    /**
     * The examples that an attack claimed to have broken, as in {@link Work.Claim}: those of which a check confirmed it, and those
     * of which it did not.
     */
    public record Claims(String name, List<Integer> stood, List<Integer> refuted) {}

    /**
     * Of what is known of these examples, where it isn't known what each took; in several entries where they are many.
     *
     * @param seconds that all took
     */
    public static Entries<AuditEntry> all(double seconds, List<Finding> findings, Examples examples) {
        return each -> {
            for (int from = 0; from < findings.size(); from += PORTION) {
                each.accept(of(
                        seconds,
                        findings.subList(from, Math.min(findings.size(), from + PORTION)),
                        examples,
                        Work.NONE));
            }
        };
    }

    public static AuditEntry of(double seconds, List<Finding> findings, Examples examples, Work work) {
        return new AuditEntry(
                seconds,
                findings.stream().map(finding -> example(finding, examples)).toList(),
                List.of(),
                List.of(),
                times(work),
                spent(work),
                claims(work),
                false);
    }

    public static AuditEntry of(double seconds, RadiusStep step, Work work) {
        List<Broken> broken = new TreeMap<>(step.broken())
                .entrySet().stream()
                        .map(one -> new Broken(
                                one.getKey(),
                                one.getValue(),
                                Optional.ofNullable(step.attacks().get(one.getKey()))))
                        .toList();
        return new AuditEntry(
                seconds,
                List.of(),
                List.of(new Step(step.radius(), step.attacked(), broken)),
                List.of(),
                times(work),
                spent(work),
                claims(work),
                false);
    }

    public static AuditEntry of(double seconds, ProofStep step, Work work) {
        Map<String, List<Integer>> proved = new TreeMap<>();
        new TreeMap<>(step.proved())
                .forEach((index, certifier) -> proved.computeIfAbsent(certifier, _ -> new ArrayList<>())
                        .add(index));
        Proof proof = new Proof(
                step.radius(),
                step.cheapest(),
                step.tried(),
                proved.entrySet().stream()
                        .map(one -> new Proved(one.getKey(), one.getValue()))
                        .toList());
        return new AuditEntry(
                seconds, List.of(), List.of(), List.of(proof), times(work), spent(work), claims(work), false);
    }

    public static AuditEntry end(double seconds) {
        return new AuditEntry(seconds, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), true);
    }

    @Override
    public AuditEntry after(double before) {
        return new AuditEntry(before + seconds, examples, steps, proofs, times, spent, claims, end);
    }

    private static List<Time> times(Work work) {
        return work.times().stream()
                .map(time -> new Time(time.part(), time.name(), time.seconds()))
                .toList();
    }

    private static List<Spent> spent(Work work) {
        record Key(Phase.Part part, String name) {}
        Map<Key, List<Work.Spending>> parts = new LinkedHashMap<>();
        work.spendings()
                .forEach(one -> parts.computeIfAbsent(new Key(one.part(), one.name()), _ -> new ArrayList<>())
                        .add(one));
        return parts.entrySet().stream()
                .map(part -> new Spent(
                        part.getKey().part(),
                        part.getKey().name(),
                        part.getValue().stream().map(Work.Spending::index).toList(),
                        part.getValue().stream()
                                .map(one -> one.spent().gradients())
                                .toList(),
                        part.getValue().stream()
                                .map(one -> one.spent().queries())
                                .toList(),
                        part.getValue().stream()
                                .map(one -> one.spent().domains())
                                .toList()))
                .toList();
    }

    private static List<Claims> claims(Work work) {
        Map<String, Claims> attacks = new LinkedHashMap<>();
        for (Work.Claim claim : work.claims()) {
            Claims claims = attacks.computeIfAbsent(
                    claim.name(), name -> new Claims(name, new ArrayList<>(), new ArrayList<>()));
            (claim.stood() ? claims.stood() : claims.refuted()).add(claim.index());
        }
        return List.copyOf(attacks.values());
    }

    private static Example example(Finding finding, Examples examples) {
        String verdict = switch (finding.verdict()) {
            case Verdict.Certified _ -> "certified";
            case Verdict.Falsified _ -> "falsified";
            case Verdict.Misclassified() -> "misclassified";
            case Verdict.Unknown() -> "unknown";
        };
        Optional<Witness> witness = finding.verdict() instanceof Verdict.Falsified(var found)
                ? Optional.of(new Witness(
                        found.attack(),
                        Optional.ofNullable(finding.tried()),
                        found.prediction(),
                        found.distance(),
                        PackedValues.packed(found.x())))
                : Optional.empty();
        Optional<String> certifier =
                finding.verdict() instanceof Verdict.Certified(var name) ? Optional.of(name) : Optional.empty();
        return new Example(
                finding.index(),
                sha256(finding.index(), examples),
                finding.label(),
                finding.prediction(),
                finding.confidence(),
                verdict,
                certifier,
                finding.margin(),
                finding.tied(),
                finding.rounding(),
                finding.inFloat32(),
                witness);
    }

    static String sha256(int index, Examples examples) {
        float[] x = new float[examples.shape().size()];
        examples.copy(index, x, 0);
        return Fingerprint.of(x);
    }
}
