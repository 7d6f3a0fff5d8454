/**
 * What an audit found, as plain records, and the three ways to show it: {@link io.jaspis.cli.report.ReportText} on the
 * terminal, {@link io.jaspis.cli.report.ReportHtml} as a page that stands alone, {@link io.jaspis.cli.report.ReportJson}
 * for programs. Start with {@link io.jaspis.cli.report.AuditReport}.
 */
package io.jaspis.cli.report;
