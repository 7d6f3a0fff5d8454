package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.evasion.nearest.Measure;
import io.jaspis.threat.Threat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is found of the examples whose search has begun. */
final class Descents {
    private final Threat threat;
    private final Measure measure;
    private final Nearing.Check check;
    private final Map<Integer, Nearing> open = new HashMap<>();

    Descents(Threat threat, Measure measure, Nearing.Check check) {
        this.threat = threat;
        this.measure = measure;
        this.check = check;
    }

    /** Begins the search of an example. */
    LabelInquiry.Found begin(Subject subject) {
        Nearing nearing = new Nearing(subject, threat, measure, check);
        open.put(subject.index(), nearing);
        return nearing;
    }

    /** Tells of each example whose search is over. */
    Attack.Listener told(LabelAttack.DescentListener listener) {
        return (index, outcome) -> {
            Nearing nearing = open.remove(index);
            long spent = outcome.spent().queries();
            listener.decided(
                    index,
                    switch (outcome) {
                        case Outcome.Falsified broken ->
                            new Descent(Optional.of(broken.witness()), List.of(new Descent.Step(1, 0)), spent);
                        case Outcome.Survived _ ->
                            nearing == null ? new Descent(Optional.empty(), List.of(), spent) : nearing.descent(spent);
                    });
        };
    }

    /** Tells of those whose search was broken off. */
    void tellRest(LabelAttack.DescentListener listener) {
        open.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> listener.decided(
                        one.getKey(), one.getValue().descent(one.getValue().queries())));
    }
}
