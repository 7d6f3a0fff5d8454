/**
 * What an audit found, as plain records, and the three ways to show it: {@link io.jaspis.audit.report.ReportText} on the
 * terminal, {@link io.jaspis.audit.report.ReportHtml} as a page that stands alone, {@link io.jaspis.audit.report.ReportJson}
 * for programs. Start with {@link io.jaspis.audit.report.AuditReport}.
 */
package io.jaspis.audit.report;
