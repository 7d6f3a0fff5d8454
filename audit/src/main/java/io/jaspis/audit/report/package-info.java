/**
 * The ways to show {@link io.jaspis.audit.evidence}. Of an audit: {@link io.jaspis.audit.report.ReportText} on the terminal,
 * {@link io.jaspis.audit.report.ReportHtml} as a page that stands alone, {@link io.jaspis.audit.report.ReportJson} for
 * programs, {@link io.jaspis.audit.report.ReportSarif} for code hosts, {@link io.jaspis.audit.report.ReportJUnit} for CI
 * servers. A page is a list of {@code Section}s: a new one is a class and a line in that list, and what it draws is a
 * {@code Chart}, which one script draws on all pages.
 */
package io.jaspis.audit.report;
