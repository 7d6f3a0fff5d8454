package io.jaspis.certify.verifying;

/**
 * What is asked of one region, and what may be spent on it.
 *
 * @param rows what is unsafe there
 * @param ends of its box
 * @param settings of the search, with the work that is left for it
 * @param needed in which arithmetic a proof is to hold, if there is one
 */
record RegionTask(RegionRows rows, Ends ends, VerifySettings settings, Arithmetic needed) {
    /** The same with what is left of the work. */
    RegionTask within(VerifySettings.Work left) {
        return new RegionTask(rows, ends, settings.within(left), needed);
    }
}
