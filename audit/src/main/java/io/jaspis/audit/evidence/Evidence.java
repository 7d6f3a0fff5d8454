package io.jaspis.audit.evidence;

/** What was found of a model, with all that it takes to find it again. It holds no device and no graph. */
public sealed interface Evidence permits AuditReport, SmoothingReport, TrainingReport {

    /** What it was found on, by what, and when. */
    Provenance provenance();

    /** What was asked, in the words of its kind. */
    Record settings();

    /** The model that it speaks of. */
    default Provenance.Model model() {
        return provenance().model();
    }

    /** The data that the examples come from. */
    default Provenance.Data data() {
        return provenance().data();
    }

    /** Where it was found. */
    default Provenance.Machine machine() {
        return provenance().machine();
    }
}
