package io.jaspis.certify.branching;

/** Whether a search is on a course that ends within its domains, from what each doubling of them has gained. */
final class SearchCourse {
    /** How far a guess may be beyond the domains that there are. */
    private static final double DOUBT = 16;

    private final long most;
    private long next = 1;
    private long last;
    private float before;

    /** @param most domains that may be bounded */
    SearchCourse(long most) {
        this.most = most;
    }

    /**
     * Whether to go on.
     *
     * @param domains that were bounded so far
     * @param worst of what is open, how far it is above its bound with the sign turned; not above 0
     */
    boolean promising(long domains, float worst) {
        if (domains < next) {
            return true;
        }
        boolean first = last == 0;
        double gained = first ? 0 : (worst - before) / (Math.log((double) domains / last) / Math.log(2));
        double doublings = -worst / Math.max(1e-12, gained);
        next = first ? 32 : 2 * domains;
        last = domains;
        before = worst;
        return first || domains * Math.pow(2, doublings) < DOUBT * most;
    }
}
