package dev.cryo.testing;

import java.util.List;
import org.spockframework.runtime.extension.IAnnotationDrivenExtension;
import org.spockframework.runtime.model.FeatureInfo;
import org.spockframework.runtime.model.SpecInfo;

/** {@link Rewind} for Spock: before each iteration of each feature, and before its {@code setup}. */
public final class RewindFeatures implements IAnnotationDrivenExtension<Rewind> {

    @Override
    public void visitSpecAnnotations(List<Rewind> annotations, SpecInfo spec) {
        spec.getBottomSpec().getAllFeatures().forEach(feature -> rewinds(feature, spec));
    }

    @Override
    public void visitFeatureAnnotations(List<Rewind> annotations, FeatureInfo feature) {
        var spec = feature.getSpec().getBottomSpec();
        // The class's own annotation sees to all of its features.
        if (spec.getReflection().getAnnotationsByType(Rewind.class).length == 0) {
            rewinds(feature, spec);
        }
    }

    private static void rewinds(FeatureInfo feature, SpecInfo spec) {
        var cryo = TimeMachine.open(); // opens nothing yet
        feature.addInterceptor(invocation -> {
            try (cryo) {
                invocation.proceed();
            }
        });
        feature.addIterationInterceptor(invocation -> {
            Rewinds.perform(cryo, spec.getBottomSpec().getReflection(), feature.getFeatureMethod().getReflection());
            invocation.proceed();
        });
    }
}
