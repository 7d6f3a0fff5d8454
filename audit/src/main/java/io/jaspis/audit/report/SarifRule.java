package io.jaspis.audit.report;

import java.util.Arrays;
import java.util.List;

/**
 * What a result in SARIF can be about. The identifiers stay what they are from version to version, and one that isn't used
 * any more is never given to something else; {@code docs/sarif-rules.md} explains each.
 */
enum SarifRule {
    BROKEN(
            "JASPIS001",
            "BrokenExample",
            "error",
            "An attack changes the class of an example within the allowed distance.",
            "A point was found that an attacker may choose, and that the model gives another class. It was checked again,"
                    + " alone and from scratch, so it is real. Train for robustness, or allow the attacker less."),
    MISCLASSIFIED(
            "JASPIS002",
            "MisclassifiedExample",
            "warning",
            "The model gives an example another class than its label before any change.",
            "The example is wrong without an attacker. It counts neither as unbroken nor as certified."),
    UNDECIDED(
            "JASPIS003",
            "UndecidedExample",
            "none",
            "No attack broke an example, and no certifier proved it.",
            "What is neither broken nor proved is never rounded away. More effort, or a model that is trained to be"
                    + " certified, decides more."),
    CONDITION(
            "JASPIS004",
            "ConditionNotMet",
            "error",
            "A condition that was put on the result does not hold.",
            "A share of the examples was held to a limit, by its count, with a confidence or as a proof, and is below."),
    UNRELIABLE(
            "JASPIS005",
            "UnreliableShare",
            "warning",
            "Signs speak against the share that no attack broke.",
            "Attacks can fail for another reason than the model's strength, such as gradients that vanish. Until the cause"
                    + " is found, the upper bound says nothing."),
    WRONG_NOW(
            "JASPIS006",
            "WrongNow",
            "error",
            "An example that was classified correctly is wrong now.",
            "Compared with the earlier audit, the model gives this example another class before any change."),
    BROKEN_NOW(
            "JASPIS007",
            "BrokenNow",
            "error",
            "An example that was not broken is broken now.",
            "Compared with the earlier audit, an attack changes the class of this example within the same distance."),
    CERTIFICATE_LOST(
            "JASPIS008",
            "CertificateLost",
            "warning",
            "An example that was certified is not certified now.",
            "Compared with the earlier audit, nothing proves this example any more, though no attack broke it."),
    IMPROVED(
            "JASPIS009",
            "Improved",
            "none",
            "An example is safer than before.",
            "Compared with the earlier audit, it is right, unbroken or certified where it was not."),
    OTHER_PREDICTION(
            "JASPIS010",
            "OtherPrediction",
            "note",
            "An example has another prediction than before, and no better or worse verdict.",
            "Both audits found the same of it, but the model gives it another class."),
    FELL_TOO_FAR(
            "JASPIS011",
            "FellFurtherThanAllowed",
            "error",
            "The accuracy under attack or the certified one fell further than was allowed.",
            "Over the examples that both audits have, one of the two shares is lower than before by more than the limit."),
    REMARK(
            "JASPIS101",
            "Remark",
            "note",
            "What a reader must know beside the figures.",
            "Such as operations that were cut off, outputs that are no number, or what differs between two audits."),
    INCOMPLETE(
            "JASPIS102",
            "Incomplete",
            "warning",
            "The audit ended before all examples were done.",
            "It was stopped, or a time limit ended it: the results speak of the examples that were finished.");

    /** The first number of those that are about the run and not about what it found. */
    private static final int NOTIFICATIONS = 101;

    private final String id;
    private final String title;
    private final String level;
    private final String summary;
    private final String explanation;

    SarifRule(String id, String title, String level, String summary, String explanation) {
        this.id = id;
        this.title = title;
        this.level = level;
        this.summary = summary;
        this.explanation = explanation;
    }

    /** Those of results, in the order of their numbers. */
    static List<SarifRule> results() {
        return Arrays.stream(values()).filter(rule -> !rule.notification()).toList();
    }

    /** Those of notifications. */
    static List<SarifRule> notifications() {
        return Arrays.stream(values()).filter(SarifRule::notification).toList();
    }

    private boolean notification() {
        return Integer.parseInt(id.substring("JASPIS".length())) >= NOTIFICATIONS;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** How grave it is, in SARIF's word; none where it is nothing that failed. */
    String level() {
        return level;
    }

    String summary() {
        return summary;
    }

    String explanation() {
        return explanation;
    }
}
