package dev.cryo.testlab

import org.spockframework.runtime.extension.IGlobalExtension

/** With {@code -Dcryo.testlab.ends=true}, as {@code shell/test} says it, no lab stays up after the last specification. */
class LabsEnd implements IGlobalExtension {

    @Override
    void stop() {
        if (Boolean.getBoolean('cryo.testlab.ends')) {
            LabEngine.endAll()
        }
    }
}
