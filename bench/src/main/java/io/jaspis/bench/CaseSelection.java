package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.suites.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cases that are asked for.
 *
 * @param suites of which they are
 * @param filter what is found in their names; null for all
 * @param quick whether they are few, small and short
 * @param peers that they are measured with
 */
record CaseSelection(List<Suite> suites, Pattern filter, boolean quick, Peers peers, Setup setup) {
    /** Whether this name is one that is asked for. */
    boolean named(String name) {
        return filter == null || filter.matcher(name).find();
    }

    /**
     * The suites of which anything is asked for, so that nothing is written of the others.
     *
     * @throws InputException where there are none
     */
    List<Suite> chosen() {
        List<Suite> chosen = suites.stream()
                .distinct()
                .filter(suite ->
                        !cases(suite).isEmpty() || suite.told(quick).stream().anyMatch(this::named))
                .toList();
        if (chosen.isEmpty()) {
            throw new InputException("--filter: '" + filter + "' is found in the name of no case of "
                    + String.join(", ", suites.stream().map(Suite::word).toList()) + there()
                    + (quick ? "; without --quick there are more" : ""));
        }
        return chosen;
    }

    /** What names there are, by their first words, and one of them. */
    private String there() {
        List<String> names = new ArrayList<>();
        for (Suite suite : suites) {
            all(suite).forEach(each -> names.add(each.name()));
            names.addAll(suite.told(quick));
        }
        return names.isEmpty()
                ? ", which have none here"
                : "; names begin with "
                        + names.stream()
                                .map(name -> name.substring(0, name.indexOf(' ')))
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + ", such as '" + names.getFirst() + "'";
    }

    private List<Case> all(Suite suite) {
        return suite.cases(setup.counts(), quick, setup.device(), setup.home());
    }

    /** Those of a suite's cases that are asked for, with the peers that are there. */
    List<Case> cases(Suite suite) {
        return all(suite).stream()
                .filter(each -> named(each.name()))
                .map(each -> each.only(peers::has))
                .toList();
    }

    /** Those of all these suites' cases that are asked for. */
    List<Case> cases(List<Suite> of) {
        return of.stream().flatMap(suite -> cases(suite).stream()).toList();
    }

    /**
     * Refuses peers of which none has any of the cases: what is measured without them is another thing than what is asked for.
     *
     * @param chosen the suites that are measured
     */
    void requirePeers(List<Suite> chosen) {
        List<Case> cases = peers.required().isEmpty() ? List.of() : cases(chosen);
        if (cases.isEmpty() || cases.stream().anyMatch(each -> !Peers.of(each).isEmpty())) {
            return;
        }
        List<String> there = chosen.stream()
                .flatMap(suite -> all(suite).stream())
                .filter(each -> named(each.name()))
                .flatMap(each -> Peers.of(each).stream())
                .distinct()
                .toList();
        throw new InputException("--peers: none of these cases has " + String.join(" or ", peers.required()) + "; "
                + (there.isEmpty() ? "they have no peer" : "they have " + String.join(", ", there))
                + ", and --peers none measures them alone");
    }
}
