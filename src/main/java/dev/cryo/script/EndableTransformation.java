package dev.cryo.script;

import dev.cryo.catalog.Interruption;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.tools.GeneralUtils;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.transform.GroovyASTTransformation;
import org.codehaus.groovy.transform.ThreadInterruptibleASTTransformation;

/**
 * As Groovy's {@code @ThreadInterrupt}, which looks at the thread's flag alone: a script that catches the interrupt in each
 * round of a loop would clear it again and again, and go on for ever.
 */
@GroovyASTTransformation(phase = CompilePhase.CANONICALIZATION)
public final class EndableTransformation extends ThreadInterruptibleASTTransformation {

    @Override
    protected ClassNode type() {
        return ClassHelper.make(Endable.class);
    }

    @Override
    protected Expression createCondition() {
        return GeneralUtils.callX(GeneralUtils.classX(ClassHelper.make(Interruption.class)), "endsScript");
    }
}
