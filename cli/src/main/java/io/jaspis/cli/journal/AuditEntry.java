package io.jaspis.cli.journal;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.Phase;
import io.jaspis.audit.ProofStep;
import io.jaspis.audit.RadiusStep;
import io.jaspis.audit.Work;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.certificate.SmoothingChecker;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A portion of an audit that is finished.
 *
 * @param seconds that the audit had taken so far
 * @param examples what was found of each
 * @param steps what attacks did at other radii
 * @param proofs what certifiers did at other radii
 * @param times what each part took
 * @param spent what attacks spent
 * @param end whether all that was asked for was done and written then
 */
public record AuditEntry(
        double seconds,
        List<Example> examples,
        List<Step> steps,
        List<Proof> proofs,
        List<Time> times,
        List<Spent> spent,
        boolean end)
        implements Entry<AuditEntry> {
    public AuditEntry {
        examples = List.copyOf(examples);
        steps = List.copyOf(steps);
        proofs = List.copyOf(proofs);
        times = List.copyOf(times);
        spent = List.copyOf(spent);
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
            Optional<Witness> witness) {}

    /**
     * An adversarial example.
     *
     * @param values as little-endian float32, deflated, in Base64
     */
    public record Witness(String attack, int prediction, Double distance, String values) {}

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

    /** Of what is known of these examples, where it isn't known what it took. */
    public static AuditEntry of(double seconds, List<Finding> findings, Examples examples) {
        return of(seconds, findings, examples, Work.NONE);
    }

    public static AuditEntry of(double seconds, List<Finding> findings, Examples examples, Work work) {
        return new AuditEntry(
                seconds,
                findings.stream().map(finding -> example(finding, examples)).toList(),
                List.of(),
                List.of(),
                times(work),
                spent(work),
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
        return new AuditEntry(seconds, List.of(), List.of(), List.of(proof), times(work), spent(work), false);
    }

    public static AuditEntry end(double seconds) {
        return new AuditEntry(seconds, List.of(), List.of(), List.of(), List.of(), List.of(), true);
    }

    @Override
    public AuditEntry after(double before) {
        return new AuditEntry(before + seconds, examples, steps, proofs, times, spent, end);
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

    private Work work() {
        List<Work.Spending> spendings = new ArrayList<>();
        for (Spent one : spent) {
            for (int i = 0; i < one.indices().size(); i++) {
                spendings.add(new Work.Spending(
                        one.part(),
                        one.name(),
                        one.indices().get(i),
                        new Budget.Spent(
                                one.gradients().get(i),
                                one.queries().get(i),
                                one.domains().get(i))));
            }
        }
        return new Work(
                times.stream()
                        .map(time -> new Work.Time(time.part(), time.name(), time.seconds()))
                        .toList(),
                spendings);
    }

    private static Example example(Finding finding, Examples examples) {
        String verdict = switch (finding.verdict()) {
            case Verdict.Certified _ -> "certified";
            case Verdict.Falsified _ -> "falsified";
            case Verdict.Misclassified() -> "misclassified";
            case Verdict.Unknown() -> "unknown";
        };
        Optional<Witness> witness = finding.verdict() instanceof Verdict.Falsified(var found)
                ? Optional.of(new Witness(found.attack(), found.prediction(), found.distance(), packed(found.x())))
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
                witness);
    }

    private static String sha256(int index, Examples examples) {
        float[] x = new float[examples.shape().size()];
        examples.copy(index, x, 0);
        return SmoothingChecker.sha256(x);
    }

    /**
     * What these entries tell of those examples whose elements there are.
     *
     * @param classes that the network tells apart
     * @throws IllegalArgumentException where one is of an example that is another here, is in it twice, or isn't well
     *     formed
     */
    public static Known known(List<AuditEntry> entries, Examples among, int classes) {
        List<Finding> findings = entries.stream()
                .flatMap(entry -> entry.findings(among, classes).stream())
                .toList();
        Set<Integer> indices = new HashSet<>();
        for (Finding finding : findings) {
            if (!indices.add(finding.index())) {
                throw new IllegalArgumentException("example " + finding.index() + " is in it twice");
            }
        }
        return new Known(
                findings,
                entries.stream().flatMap(entry -> entry.radiusSteps().stream()).toList(),
                entries.stream().flatMap(entry -> entry.proofSteps().stream()).toList(),
                entries.stream().map(AuditEntry::work).toList());
    }

    private List<Finding> findings(Examples among, int classes) {
        return examples.stream()
                .filter(example -> example.index() < 0 || among.holds(example.index()))
                .map(example -> finding(example, among, classes))
                .toList();
    }

    private static Finding finding(Example example, Examples among, int classes) {
        String name = "example " + example.index();
        if (example.index() < 0) {
            throw new IllegalArgumentException(name + " can't be");
        }
        if (!example.sha256().equals(sha256(example.index(), among))
                || example.label() != among.label(example.index())) {
            throw new IllegalArgumentException(
                    name + " has other values or another label here: the data are read in another way");
        }
        if (!isClass(example.prediction(), classes)
                || example.witness().isPresent()
                        && !isClass(example.witness().get().prediction(), classes)) {
            throw new IllegalArgumentException(name + " has a class that the network hasn't");
        }
        boolean falsified = example.verdict().equals("falsified");
        if (falsified != example.witness().isPresent()) {
            throw new IllegalArgumentException(name + " must have a witness if, and only if, it is falsified");
        }
        Verdict verdict = switch (example.verdict()) {
            case "certified" -> new Verdict.Certified(example.certifier().orElse(IntervalBounds.NAME));
            case "falsified" ->
                falsified(name, example.witness().orElseThrow(), among.shape().size());
            case "misclassified" -> new Verdict.Misclassified();
            case "unknown" -> new Verdict.Unknown();
            default -> throw new IllegalArgumentException(name + " has the verdict '" + example.verdict() + "'");
        };
        return new Finding(
                example.index(),
                example.label(),
                example.prediction(),
                example.confidence(),
                verdict,
                example.margin(),
                example.tied(),
                example.rounding());
    }

    private static boolean isClass(int prediction, int classes) {
        return prediction >= Logits.NONE && prediction < classes;
    }

    private static Verdict falsified(String name, Witness witness, int size) {
        try {
            return new Verdict.Falsified(new io.jaspis.threat.Witness(
                    unpacked(witness.values(), size), witness.prediction(), witness.distance(), witness.attack()));
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " has a witness that can't be read: " + e.getMessage(), e);
        }
    }

    private List<RadiusStep> radiusSteps() {
        return steps.stream()
                .map(step -> {
                    Map<Integer, Double> broken = new LinkedHashMap<>();
                    Map<Integer, String> attacks = new LinkedHashMap<>();
                    for (Broken one : step.broken()) {
                        broken.put(one.index(), one.from());
                        one.attack().ifPresent(attack -> attacks.put(one.index(), attack));
                    }
                    return new RadiusStep(step.radius(), step.attacked(), broken, attacks);
                })
                .toList();
    }

    private List<ProofStep> proofSteps() {
        return proofs.stream()
                .map(proof -> {
                    Map<Integer, String> proved = new LinkedHashMap<>();
                    proof.proved().forEach(one -> one.indices().forEach(index -> proved.put(index, one.certifier())));
                    return new ProofStep(proof.radius(), proof.cheapest(), proof.tried(), proved);
                })
                .toList();
    }

    private static String packed(float[] x) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * x.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(x);
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes.array());
            deflater.finish();
            byte[] packed = new byte[bytes.capacity() + bytes.capacity() / 1000 + 64];
            int length = deflater.deflate(packed);
            if (!deflater.finished()) {
                throw new AssertionError("deflated data are hardly longer than the data");
            }
            return Base64.getEncoder().encodeToString(Arrays.copyOf(packed, length));
        } finally {
            deflater.end();
        }
    }

    private static float[] unpacked(String values, int size) throws DataFormatException {
        byte[] bytes = new byte[4 * size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(Base64.getDecoder().decode(values));
            int length = inflater.inflate(bytes);
            // The end of the stream may follow the last byte.
            boolean over = inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (length != bytes.length || !over || inflater.getRemaining() > 0) {
                throw new DataFormatException("it hasn't exactly " + size + " values");
            }
        } finally {
            inflater.end();
        }
        float[] x = new float[size];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(x);
        return x;
    }
}
