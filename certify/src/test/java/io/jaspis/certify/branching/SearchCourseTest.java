package io.jaspis.certify.branching;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SearchCourseTest {
    @Test
    void aSearchThatGainsNothingIsGivenUpAtItsSecondLook() {
        SearchCourse course = new SearchCourse(1000);
        assertTrue(course.promising(1, -1));
        assertTrue(course.promising(31, -1));
        assertFalse(course.promising(32, -1));
    }

    @Test
    void oneWhoseGainsLeadToAnEndGoesOn() {
        SearchCourse course = new SearchCourse(1000);
        assertTrue(course.promising(1, -1));
        // A tenth for each of five doublings: five more would do.
        assertTrue(course.promising(32, -0.5f));
        // From here on a doubling gains next to nothing.
        assertTrue(course.promising(63, -0.5f));
        assertFalse(course.promising(64, -0.499f));
    }

    @Test
    void howManyDomainsThereAreDecides() {
        SearchCourse few = new SearchCourse(60);
        assertTrue(few.promising(1, -1));
        assertFalse(few.promising(32, -0.5f));
    }
}
