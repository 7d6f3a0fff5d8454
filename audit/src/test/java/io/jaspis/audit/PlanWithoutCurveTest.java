package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.certify.Certifier;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanWithoutCurveTest {
    @Test
    void itIsThePlanOfTheSameNamesAtItsOwnRadiusAlone() {
        Problem problem = Nets.classified(Nets.dense(1, 4, 8, 3), 1, 5, new Threat(Norm.LINF, 0.1, 0, 1), 8);
        List<String> attacks = List.of("fgsm", "pgd");
        List<String> certifiers = List.of("interval", "crown");
        AttackFamily.Settings settings = AttackFamily.Settings.of(Effort.NORMAL);
        AuditPlan plan = AuditPlan.withoutCurve(problem, attacks, certifiers, settings, 3);
        AuditPlan with = AuditPlan.named(problem, attacks, certifiers, settings, 3);
        assertEquals(AuditPlan.Curve.NONE, plan.curve());
        assertEquals(
                with.attacks().stream().map(Attack::parameters).toList(),
                plan.attacks().stream().map(Attack::parameters).toList());
        assertEquals(
                with.certifiers().stream().map(Certifier::name).toList(),
                plan.certifiers().stream().map(Certifier::name).toList());
        assertEquals(with.attackBudget(), plan.attackBudget());
        assertEquals(with.seed(), plan.seed());
    }
}
