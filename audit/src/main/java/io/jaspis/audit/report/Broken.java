package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.Tried;
import io.jaspis.audit.evidence.VerdictKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many examples each attack broke that was tried, and of one that is made of several how many each of these. Together they
 * are all that are broken.
 *
 * @param counts of each attack that was tried, in their order, and last of {@link #OTHERS}: by the name of what found the
 *     adversarial examples
 */
record Broken(Map<String, Map<String, Long>> counts) {
    /** What no attack at the report's own radius is known to have broken, such as what those of the curve did. */
    private static final String OTHERS = "";

    static Broken of(AuditReport report) {
        List<String> tried =
                report.settings().attacks().stream().map(Tried::name).toList();
        Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
        tried.forEach(name -> counts.put(name, new LinkedHashMap<>()));
        counts.put(OTHERS, new LinkedHashMap<>());
        for (ExampleResult example : report.examples()) {
            if (example.verdict() == VerdictKind.FALSIFIED) {
                String member = example.attack() == null ? OTHERS : example.attack();
                counts.get(tried(example, tried)).merge(member, 1L, Long::sum);
            }
        }
        return new Broken(counts);
    }

    /** The one of those tried that an example's attack belongs to. Where that isn't told, it is the one of the same name, or the only one. */
    private static String tried(ExampleResult example, List<String> tried) {
        if (example.tried() != null) {
            return tried.contains(example.tried()) ? example.tried() : OTHERS;
        }
        if (tried.contains(example.attack())) {
            return example.attack();
        }
        return tried.size() == 1 ? tried.getFirst() : OTHERS;
    }

    /** How many one that was tried broke, such as {@code 7 (A3 5, MALT 2)}. */
    String by(String name) {
        return told(name, counts.get(name));
    }

    /** How many others broke. */
    long others() {
        return sum(counts.get(OTHERS));
    }

    String byOthers() {
        return told(OTHERS, counts.get(OTHERS));
    }

    /** Each that broke any, such as {@code fast 7 (A3 5, MALT 2), NES 1}. */
    String all() {
        return counts.entrySet().stream()
                .filter(one -> sum(one.getValue()) > 0)
                .map(one -> (one.getKey().equals(OTHERS) ? "others" : one.getKey()) + " "
                        + told(one.getKey(), one.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String told(String name, Map<String, Long> members) {
        String count = Figures.count(sum(members));
        return members.isEmpty() || members.keySet().equals(Set.of(name))
                ? count
                : count
                        + members.entrySet().stream()
                                .map(member -> member.getKey() + " " + Figures.count(member.getValue()))
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static long sum(Map<String, Long> members) {
        return members.values().stream().mapToLong(Long::longValue).sum();
    }
}
