package io.jaspis.certify.crown;

import io.jaspis.threat.Domain;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/** The smallest box of floats around a ball. */
record Box(float[] lower, float[] upper) {
    static Box around(Problem problem, int index, double epsilon) {
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        Threat threat = problem.threat().withEpsilon(epsilon);
        float[] lower = new float[example.length];
        float[] upper = new float[example.length];
        Domain domain = threat.around(example) instanceof InputSet.FeatureBall features ? features.domain() : null;
        for (int i = 0; i < example.length; i++) {
            lower[i] = domain == null ? threat.outerLower(i, example[i]) : domain.lower(i);
            upper[i] = domain == null ? threat.outerUpper(i, example[i]) : domain.upper(i);
        }
        return new Box(lower, upper);
    }
}
