package measure

/**
 * Tab at a prompt, over many containers and checkpoints: from the key until the menu shows the last of ten, or of four. The first
 * time is measured as a quick typist meets it: the line is begun the moment that the prompt stands, a key every tenth of a second, and
 * Tab is the next key.
 */
class Completing {
    static final int CONTAINERS = 500
    static final int CHECKPOINTS = 2000
    private static final String TAB = '\t'
    private static final String DROP = '\u0015'

    /** Between two keys of somebody who types quickly. */
    private static final int PACE_MILLIS = 100

    /** The first time at a prompt: engine and store are asked while the line is typed. */
    final Way firstContainers
    final Way firstCheckpoints
    final Way containers
    final Way checkpoints
    private final Setting setting
    private final DockerLab lab
    private final File cryo
    private final Map<String, String> environment

    Completing(Setting setting, DockerLab lab) {
        this.setting = setting
        this.lab = lab
        cryo = new File(setting.home, 'shell/cryo')
        def store = new ManyCheckpoints(setting, CONTAINERS, CHECKPOINTS.intdiv(CONTAINERS))
        environment = [XDG_STATE_HOME: new File(setting.scratch, 'state').path, CRYO_STORE: store.root.path, NO_COLOR: '1']
        firstContainers = tab('the first Tab for a container', 'stop many-49', 'many-499', false)
        containers = tab('Tab for a container', 'stop many-49', 'many-499', true)
        firstCheckpoints = tab('the first Tab for a checkpoint', 'processes web499@', 'web499@4', false)
        checkpoints = tab('Tab for a checkpoint', 'processes web499@', 'web499@4', true)
    }

    void run() {
        setting.say("making $CONTAINERS containers in lab '$lab.name'")
        lab.host.run('sh', '-c', "seq -w 0 ${CONTAINERS - 1} | xargs -P 4 -I N docker create --name many-N busybox true > /dev/null")
        try {
            Rounds.run(setting, 'completion', ways)
        } finally {
            lab.host.run('sh', '-c', 'docker ps -aq --filter name=many- | xargs -r docker rm > /dev/null')
        }
    }

    List<Way> getWays() {
        [firstContainers, containers, firstCheckpoints, checkpoints]
    }

    List<Seconds> getAims() {
        [
                new Seconds(what: "the first Tab for a container, over $CONTAINERS", figure: firstContainers.time, limit: 0.1),
                new Seconds(what: "the first Tab for a checkpoint, over $CHECKPOINTS", figure: firstCheckpoints.time, limit: 0.1),
                new Seconds(what: "Tab for a container, over $CONTAINERS", figure: containers.time, limit: 0.1),
                new Seconds(what: "Tab for a checkpoint, over $CHECKPOINTS", figure: checkpoints.time, limit: 0.1),
        ]
    }

    private Way tab(String title, String line, String last, boolean again) {
        new Way(title: title, act: {
            new Terminal(cryo, environment).withCloseable { terminal ->
                if (again) {
                    pressed(terminal, line, last)
                    terminal.type(DROP)
                    sleep(500)
                }
                pressed(terminal, line, last)
            }
        })
    }

    private static double pressed(Terminal terminal, String line, String last) {
        line.each { key ->
            terminal.type(key).await(key)
            sleep(PACE_MILLIS)
        }
        long began = System.nanoTime()
        terminal.type(TAB).await(last)
        (System.nanoTime() - began) / 1e9
    }
}
