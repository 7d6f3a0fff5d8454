package io.jaspis.cli.journal;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.ProofStep;
import io.jaspis.audit.RadiusStep;
import io.jaspis.audit.Work;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;

/**
 * What the entries of an audit tell of those examples whose elements there are. Each is taken up by itself, and no more of it is kept
 * than an audit is given: names that come again and again, verdicts and what was spent are held once.
 */
public final class KnownAudit {
    private static final Verdict MISCLASSIFIED = new Verdict.Misclassified();
    private static final Verdict UNKNOWN = new Verdict.Unknown();

    private final Examples among;
    private final int classes;
    private final BitSet indices = new BitSet();
    private final List<Finding> findings = new ArrayList<>();
    private final List<RadiusStep> steps = new ArrayList<>();
    private final List<ProofStep> proofs = new ArrayList<>();
    private final List<Work> work = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Verdict> certified = new HashMap<>();
    private final Map<Budget.Spent, Budget.Spent> spent = new HashMap<>();

    /** @param classes that the network tells apart */
    public KnownAudit(Examples among, int classes) {
        this.among = among;
        this.classes = classes;
    }

    /**
     * Takes up an entry.
     *
     * @throws IllegalArgumentException where it is of an example that is another here, was there before, or isn't well formed
     */
    public void add(AuditEntry entry) {
        for (AuditEntry.Example example : entry.examples()) {
            if (example.index() < 0) {
                throw new IllegalArgumentException("example " + example.index() + " can't be");
            }
            if (among.holds(example.index())) {
                findings.add(finding(example));
                if (indices.get(example.index())) {
                    throw new IllegalArgumentException("example " + example.index() + " is in it twice");
                }
                indices.set(example.index());
            }
        }
        entry.steps().forEach(step -> steps.add(step(step)));
        entry.proofs().forEach(proof -> proofs.add(proof(proof)));
        work.add(work(entry));
    }

    /** All that was taken up. */
    public Known known() {
        return new Known(findings, steps, proofs, work);
    }

    private Finding finding(AuditEntry.Example example) {
        String name = "example " + example.index();
        if (!example.sha256().equals(AuditEntry.sha256(example.index(), among))
                || example.label() != among.label(example.index())) {
            throw new IllegalArgumentException(
                    name + " has other values or another label here: the data are read in another way");
        }
        if (!isClass(example.prediction())
                || example.witness().isPresent()
                        && !isClass(example.witness().get().prediction())) {
            throw new IllegalArgumentException(name + " has a class that the network hasn't");
        }
        boolean falsified = example.verdict().equals("falsified");
        if (falsified != example.witness().isPresent()) {
            throw new IllegalArgumentException(name + " must have a witness if, and only if, it is falsified");
        }
        Verdict verdict = switch (example.verdict()) {
            case "certified" ->
                certified.computeIfAbsent(example.certifier().orElse(IntervalBounds.NAME), Verdict.Certified::new);
            case "falsified" -> falsified(name, example.witness().orElseThrow());
            case "misclassified" -> MISCLASSIFIED;
            case "unknown" -> UNKNOWN;
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
                example.rounding(),
                example.inFloat32(),
                example.witness()
                        .flatMap(AuditEntry.Witness::tried)
                        .map(this::shared)
                        .orElse(null));
    }

    private boolean isClass(int prediction) {
        return prediction >= Logits.NONE && prediction < classes;
    }

    private Verdict falsified(String name, AuditEntry.Witness witness) {
        try {
            return new Verdict.Falsified(new Witness(
                    PackedValues.unpacked(witness.values(), among.shape().size()),
                    witness.prediction(),
                    witness.distance(),
                    shared(witness.attack())));
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " has a witness that can't be read: " + e.getMessage(), e);
        }
    }

    private String shared(String name) {
        return names.computeIfAbsent(name, same -> same);
    }

    private RadiusStep step(AuditEntry.Step step) {
        Map<Integer, Double> broken = new LinkedHashMap<>();
        Map<Integer, String> attacks = new LinkedHashMap<>();
        for (AuditEntry.Broken one : step.broken()) {
            broken.put(one.index(), one.from());
            one.attack().ifPresent(attack -> attacks.put(one.index(), shared(attack)));
        }
        return new RadiusStep(step.radius(), step.attacked(), broken, attacks);
    }

    private static ProofStep proof(AuditEntry.Proof proof) {
        Map<Integer, String> proved = new LinkedHashMap<>();
        proof.proved().forEach(one -> one.indices().forEach(index -> proved.put(index, one.certifier())));
        return new ProofStep(proof.radius(), proof.cheapest(), proof.tried(), proved);
    }

    private Work work(AuditEntry entry) {
        List<Work.Spending> spendings = new ArrayList<>();
        for (AuditEntry.Spent one : entry.spent()) {
            String name = shared(one.name());
            for (int i = 0; i < one.indices().size(); i++) {
                Budget.Spent each = new Budget.Spent(
                        one.gradients().get(i),
                        one.queries().get(i),
                        one.domains().get(i));
                spendings.add(new Work.Spending(
                        one.part(), name, one.indices().get(i), spent.computeIfAbsent(each, same -> same)));
            }
        }
        List<Work.Claim> claims = new ArrayList<>();
        for (AuditEntry.Claims each : entry.claims()) {
            String name = shared(each.name());
            each.stood().forEach(index -> claims.add(new Work.Claim(name, index, true)));
            each.refuted().forEach(index -> claims.add(new Work.Claim(name, index, false)));
        }
        return new Work(
                entry.times().stream()
                        .map(time -> new Work.Time(time.part(), shared(time.name()), time.seconds()))
                        .toList(),
                spendings,
                claims);
    }
}
