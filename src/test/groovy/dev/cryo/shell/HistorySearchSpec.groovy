package dev.cryo.shell

import spock.lang.Specification

class HistorySearchSpec extends Specification {

    static final NEWEST_FIRST = [
            'checkpoints web', 'rewind web web@before-deploy', 'checkpoint --label before-deploy web', 'ps --all',
            'rewind web ~1', 'ps --all', 'def Rest = 1']

    def '"#typed" finds #lines'() {
        expect:
        new HistorySearch(NEWEST_FIRST).find(typed, 3) == lines

        where:
        typed      || lines
        ''         || ['checkpoints web', 'rewind web web@before-deploy', 'checkpoint --label before-deploy web']
        'rew bef'  || ['rewind web web@before-deploy']
        'rwnd ~1'  || ['rewind web ~1']
        'ps'       || ['ps --all']
        'Re'       || ['def Rest = 1']
        'chkpt'    || ['checkpoints web', 'checkpoint --label before-deploy web']
        'dep'      || ['rewind web web@before-deploy', 'checkpoint --label before-deploy web']
        'nothing'  || []
    }

    def 'an empty history has nothing'() {
        expect:
        new HistorySearch([]).find('a', 3) == []
    }
}
