package io.jaspis.threat.vnnlib;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A query cut into parts that can be answered apart: its regions are dealt out in turn, and where there are fewer of them than
 * parts, boxes are halved along their widest side first, the first one again and again. Halves share the exact number between
 * them, so no point of the query is lost; what is unsafe in a part is unsafe in the query, and where no part has such a point
 * the query has none.
 */
public final class Pieces {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private Pieces() {}

    /**
     * One part of a query.
     *
     * @param part which, from 1 to {@code parts}
     * @throws IllegalArgumentException where the query has too few points to be cut into so many parts
     */
    public static Query of(Query query, int part, int parts) {
        if (part < 1 || part > parts) {
            throw new IllegalArgumentException("there is no part " + part + " of " + parts);
        }
        List<Region> all = cut(query.regions(), parts);
        List<Region> own = new ArrayList<>();
        for (int place = part - 1; place < all.size(); place += parts) {
            own.add(all.get(place));
        }
        return new Query(query.name(), query.inputs(), query.outputs(), own, query.variables());
    }

    private static List<Region> cut(List<Region> regions, int least) {
        Deque<Region> open = new ArrayDeque<>(regions);
        List<Region> points = new ArrayList<>();
        while (open.size() + points.size() < least) {
            Region next = open.poll();
            if (next == null) {
                throw new IllegalArgumentException(
                        "it is about " + points.size() + " single points, which can't be cut into " + least + " parts");
            }
            int side = widest(next);
            if (side < 0) {
                points.add(next);
            } else {
                BigDecimal middle =
                        next.lower().get(side).add(next.upper().get(side)).multiply(HALF);
                open.add(new Region(next.lower(), with(next.upper(), side, middle), next.violations()));
                open.add(new Region(with(next.lower(), side, middle), next.upper(), next.violations()));
            }
        }
        points.addAll(open);
        return points;
    }

    /** The widest side, the first of several; −1 of a point. */
    private static int widest(Region region) {
        int widest = -1;
        BigDecimal width = BigDecimal.ZERO;
        for (int i = 0; i < region.lower().size(); i++) {
            BigDecimal own = region.upper().get(i).subtract(region.lower().get(i));
            if (own.compareTo(width) > 0) {
                width = own;
                widest = i;
            }
        }
        return widest;
    }

    private static List<BigDecimal> with(List<BigDecimal> ends, int side, BigDecimal end) {
        List<BigDecimal> other = new ArrayList<>(ends);
        other.set(side, end);
        return other;
    }
}
