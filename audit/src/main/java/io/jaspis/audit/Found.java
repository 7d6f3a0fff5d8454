package io.jaspis.audit;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** What is found so far of examples that are asked for in some order, in that order. */
final class Found {
    private final List<Integer> indices;
    private final Finding[] findings;
    private int count;

    Found(List<Integer> indices) {
        this.indices = indices;
        this.findings = new Finding[indices.size()];
    }

    /** Takes up what is known; what is known of others, or twice, is left out. */
    void addKnown(List<Finding> known) {
        if (known.isEmpty()) {
            return;
        }
        Map<Integer, Integer> places = new HashMap<>(2 * indices.size());
        for (int place = 0; place < findings.length; place++) {
            places.put(indices.get(place), place);
        }
        for (Finding finding : known) {
            Integer place = places.get(finding.index());
            if (place != null) {
                put(place, finding);
            }
        }
    }

    /** Puts down what was found of the example at a place of the order. */
    void put(int place, Finding finding) {
        count += findings[place] == null ? 1 : 0;
        findings[place] = finding;
    }

    /** The places of which nothing is known, in their order. */
    List<Integer> open() {
        List<Integer> open = new ArrayList<>(findings.length - count);
        for (int place = 0; place < findings.length; place++) {
            if (findings[place] == null) {
                open.add(place);
            }
        }
        return open;
    }

    int count() {
        return count;
    }

    /** All as they are now. */
    List<Finding> all() {
        return List.copyOf(view());
    }

    /**
     * A look at them as they come, which has their number at once and goes through them in order: an audit of many examples
     * tells of them after each portion.
     */
    List<Finding> view() {
        return new AbstractList<>() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public Finding get(int number) {
                Iterator<Finding> all = iterator();
                for (int i = 0; i < number; i++) {
                    all.next();
                }
                return all.next();
            }

            @Override
            public Iterator<Finding> iterator() {
                return new InOrder();
            }

            @Override
            public Object[] toArray() {
                Object[] all = new Object[count];
                int i = 0;
                for (Finding finding : this) {
                    all[i++] = finding;
                }
                return all;
            }
        };
    }

    private final class InOrder implements Iterator<Finding> {
        private int place;

        @Override
        public boolean hasNext() {
            while (place < findings.length && findings[place] == null) {
                place++;
            }
            return place < findings.length;
        }

        @Override
        public Finding next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return findings[place++];
        }
    }
}
