package io.jaspis.audit.report;

import java.util.List;

/** A part of a page. A new one is a class and a line in the list of its page. */
interface Section {

    /** The markup, with its heading; {@link Html#NONE} where there is nothing to say. */
    Html html();

    /** What the page's script draws into it, each at the place of the chart's id. */
    default List<Chart> charts() {
        return List.of();
    }
}
