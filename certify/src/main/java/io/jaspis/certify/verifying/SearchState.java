package io.jaspis.certify.verifying;

/** How far the search of a region has come. */
enum SearchState {
    /** Nothing of it is unsafe. */
    PROVED,
    /** A counterexample is found, checked and kept. */
    FOUND,
    /** Something is left to do. */
    OPEN,
    /** What is left can't be split any more, or not be bounded at all. */
    STUCK
}
